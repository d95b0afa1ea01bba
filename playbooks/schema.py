"""The shape of a plan as data: what a folder in ``playbooks/plans/`` may hold.

Strict: unknown keys are refused, nothing is converted by guess. Every item says where it comes
from: ``clause`` (of the published plan, e.g. ``5.3.1(3)``), ``statute`` (an id in ``statutes``)
or ``local: true`` (the county's own addition, to be confirmed by it).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
"""Lower-case identifier; stable for ever once an incident has used it."""

Count = Annotated[int, Field(ge=0)]
Minutes = Annotated[int, Field(gt=0)]


class Part(BaseModel):
    """Base of everything in a plan: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Part):
    """A text for people in both languages; titles and unit names in ``zh`` as published."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def say(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class Cited(Part):
    """Something with an origin: the plan's clause, a statute, or the county itself."""

    clause: str | None = None
    statute: Id | None = None
    local: bool = False

    @model_validator(mode="after")
    def _has_origin(self) -> Cited:
        if not (self.clause or self.statute or self.local):
            raise ValueError("needs one of: clause, statute, local: true")
        if self.clause and self.local:
            raise ValueError("is either the plan's (clause) or the county's own (local), not both")
        return self


# -- the document ------------------------------------------------------------------------------


class Jurisdiction(Part):
    id: Id
    name: Words
    upper: Words
    """The government one level up, which coordinates across counties (§2.2)."""


class Document(Part):
    """The published document this plan was read from."""

    id: Id
    title: Words
    number: str
    issued_on: date
    issuer: Words
    effective_from: date
    jurisdiction: Jurisdiction
    zone: str
    """IANA name of the zone in which people read times."""


class Clause(Part):
    """One heading, numbered item or annex item of the document: the index for ``coverage``."""

    id: str
    kind: Literal["heading", "item", "annex", "annex_item"]
    title: Words
    gist: Words | None = None
    """What it says, short, in our own words."""


class Statute(Part):
    """A rule outside the plan; ``seen`` tells how far its text was checked."""

    id: Id
    title: Words
    article: str
    seen: Literal["text", "digest", "unseen"]


# -- organisation ------------------------------------------------------------------------------


class Duty(Cited):
    id: Id
    text: Words


class Unit(Cited):
    """A government department, team or force. ``duty`` is null where the plan publishes none."""

    id: Id
    name: Words
    also_written: tuple[str, ...] = ()
    listed_in: tuple[str, ...] = ()
    """Clauses that list it as a member of the headquarters."""
    duty: Words | None = None
    duty_clause: str | None = None


class Post(Cited):
    """An office that a person holds at a moment; who that is stands in the registry."""

    id: Id
    title: Words
    unit: Id | None = None
    scope: Literal["county", "township", "operator", "outside"] = "county"
    named_in_plan: bool = True
    """False where the plan uses the post but says nowhere who it is (e.g. 总指挥)."""


class Office(Cited):
    unit: Id
    director: Id
    duties: tuple[Duty, ...]


class Headquarters(Cited):
    commander: Id
    deputies: tuple[Id, ...]
    members: tuple[Id, ...]
    """Unit ids, in the order of the published list."""
    office: Office
    duties: tuple[Duty, ...]
    co_opting: Words
    """Who may call further units in."""


class OnSite(Cited):
    """The on-site headquarters and who may form it."""

    commander: Id
    deputies: tuple[Id, ...]
    formed_by: tuple[Id, ...]
    """Posts that may declare it formed; the first is the one that the clause names."""


class Team(Cited):
    """A standing sub-team of a group, such as the expert group."""

    id: Id
    name: Words
    tasks: tuple[Duty, ...]


class Group(Cited):
    """A working group. ``offered`` ones are not in force until the commander adds them (§2.3)."""

    id: Id
    name: Words
    leader: Id
    acting_leader: Id
    """执行负责人 (local): leads when the leader has another hat on."""
    liaison: Id
    """联络员 (local): answers the phone and records for the group."""
    members: tuple[Id, ...]
    duties: tuple[Duty, ...]
    teams: tuple[Team, ...] = ()
    offered: bool = False
    in_danger_area: bool = False
    """Works where rescuers are withdrawn from; its tasks wait during a withdrawal (local)."""


class Organisation(Part):
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    headquarters: Headquarters
    onsite: OnSite
    groups: tuple[Group, ...]


# -- who decides what --------------------------------------------------------------------------

Action = Literal[
    "start",
    "raise",
    "lower",
    "end",
    "dismiss",
    "close",
    "hand_over",
    "take_back",
    "form_onsite",
    "change_groups",
    "approve_figures",
    "adopt_plan",
    "request_support",
    "verify",
]


class Authority(Cited):
    """Who decides one thing. ``chain`` is in order of speaking; the last post decides."""

    id: Id
    action: Action
    level: int | None = None
    """For ``start``, ``raise`` and ``lower``: the response level that is started or reached."""
    chain: Annotated[tuple[Id, ...], Field(min_length=1)]
    fallback: tuple[Id, ...] = ()
    """Who decides when the last of the chain does not exist in this incident."""
    note: Words | None = None


class Recording(Cited):
    """Who may record other people's spoken orders and reports, and how long until signature."""

    posts: tuple[Id, ...]
    sign_within_min: Minutes
    override_second: tuple[Id, ...]
    """Posts one of which must second an override."""


# -- criteria ----------------------------------------------------------------------------------


class Measure(Cited):
    """Something that is counted, valued or judged about an accident."""

    id: Id
    name: Words
    kind: Literal["count", "money", "flag", "volume"]
    unit: Words | None = None
    person: bool = False
    """Counts people, so that claims about it appear among the people's figures."""


class Condition(Part):
    """A test on facts. Exactly one of ``measure``, ``sum``, ``flag``, ``grade`` is given.

    ``at_least`` is inclusive, ``below`` exclusive (以上 includes, 以下 excludes the number).
    Without ``at_least`` a count or sum must be greater than zero: nothing is not an accident.
    """

    measure: Id | None = None
    sum: tuple[Id, ...] = ()
    flag: Id | None = None
    grade: tuple[Id, ...] = ()
    at_least: Decimal | int | None = None
    below: Decimal | int | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Condition:
        given = [bool(self.measure), bool(self.sum), bool(self.flag), bool(self.grade)]
        if sum(given) != 1:
            raise ValueError("needs exactly one of: measure, sum, flag, grade")
        if (self.flag or self.grade) and (self.at_least is not None or self.below is not None):
            raise ValueError("at_least and below go with measure or sum")
        return self


class Criterion(Cited):
    id: Id
    text: Words
    when: Condition
    discretionary: Id | None = None
    """The post whose judgement this is, for criteria such as 认为需要."""


class Grade(Cited):
    id: Id
    name: Words
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class Level(Cited):
    level: int
    name: Words
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    adds: Words | None = None
    """What starting it adds to the level below."""


class Criteria(Part):
    """Grades and levels are listed from the lowest to the highest."""

    measures: tuple[Measure, ...]
    grades: tuple[Grade, ...]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]


# -- reporting ---------------------------------------------------------------------------------


class Line(Cited):
    id: Id
    name: Words
    receiver: Words


class ReportKind(Cited):
    id: Literal["telephone_first", "written_first", "continued", "final"]
    name: Words
    steps: tuple[Literal["drafted", "edited", "checked", "signed", "sent", "received"], ...] = ()
    """Steps by which a written report proves itself; a telephone report is proved by one call."""


class ReportClock(Cited):
    """One cell of the reporting matrix. Minutes from ``starts``; the tighter limit leads."""

    id: Id
    line: Id
    kind: Literal["telephone_first", "written_first", "continued", "final"]
    starts: Literal["learned", "written_first", "previous", "ended"]
    local_limit_min: Minutes | None = None
    statutory_limit_min: Minutes | None = None
    statutory_by_grade_min: dict[str, Minutes] = Field(default_factory=dict)
    """Where the statute sets another cadence for some grades (grade id → minutes)."""
    unverified: bool = False


class ChainStep(Cited):
    """§5.1: who tells whom, and within what time."""

    id: Id
    who: Words
    whom: Words
    limit_min: Minutes | None = None
    starts: Words
    also: Words | None = None


class ToldEntry(Cited):
    """Somebody outside the plan who must also be told: 110, 119, power, neighbours…"""

    id: Id
    name: Words


class Reporting(Part):
    lines: tuple[Line, ...]
    kinds: tuple[ReportKind, ...]
    clocks: tuple[ReportClock, ...]
    chain: tuple[ChainStep, ...]
    told: tuple[ToldEntry, ...]
    instruction_answer_min: Minutes
    inquiry_answer_min: Minutes


# -- what happens ------------------------------------------------------------------------------


class Trigger(Part):
    """When something begins: an event, and for responses from which level on.

    ``level`` means this level or a higher one; null means any.
    """

    on: Literal[
        "reported",
        "assessed",
        "proposed",
        "started",
        "onsite_formed",
        "ended",
        "group_added",
        "warning",
    ]
    level: int | None = None
    group: Id | None = None


class Task(Cited):
    """Something a named group can start, finish and prove."""

    id: Id
    text: Words
    group: Id
    """A group id; ``office`` for the headquarters' office, ``operator`` for the mine."""
    trigger: Trigger
    start: Literal["at_once", "after", "when_ordered"]
    after: tuple[Id, ...] = ()
    """With ``start: after``, the tasks that must be done first."""
    proof: Literal[
        "note",
        "photo",
        "count",
        "document",
        "call_record",
        "names_list",
        "measurement",
        "signed_sheet",
    ]
    verifier: Id
    """Post that looks at the proof and verifies."""
    target_min: Minutes | None = None
    """Always local: the plan sets no times."""

    @model_validator(mode="after")
    def _after_names_tasks(self) -> Task:
        if (self.start == "after") != bool(self.after):
            raise ValueError("start: after and a list after: go together")
        return self


class EndCondition(Cited):
    id: Id
    text: Words
    evidence: Words
    """What counts as evidence for it."""
    reopened_by: tuple[Id, ...] = ()
    """Measures: a later claim that raises one of them speaks against the condition."""


class Ending(Part):
    conditions: Annotated[tuple[EndCondition, ...], Field(min_length=1)]
    aftermath: tuple[Task, ...]
    """Tasks of the aftermath; the incident can be closed only when they are done."""


class WarningStep(Cited):
    """§4.2: what the bureau does on a rising danger, before any accident."""

    id: Id
    text: Words
    responsible: Id
    """A unit or post id."""


class Standing(Cited):
    """A duty of ordinary days, or a means held ready (§3, §4.1, §6, §8)."""

    id: Id
    text: Words
    responsible: tuple[Id, ...]
    every_days: Annotated[int, Field(gt=0)] | None = None
    cadence_local: bool = True


class Alert(Cited):
    """Who is told what when something happens."""

    id: Id
    on: str
    """Wire name of the event, e.g. ``ResponseStarted``."""
    level: int | None = None
    """This response level or a higher one; null means any."""
    groups: tuple[Id, ...] = ()
    """Leader, acting leader and liaison of each; """
    posts: tuple[Id, ...] = ()
    text: Words
    """Template with ``{incident} {place} {level} {group} {task} {clause} {due}`` only."""
    urgency: Literal["flash", "urgent", "normal"]
    confirm: Literal["all", "one", "none"]
    on_unknown: Literal["resend", "hold"]
    """What to do when it is not known whether the provider accepted the message."""


class Interpretation(Cited):
    """A reading that we chose where the text leaves room; always the safer one."""

    id: Id
    question: Words
    chosen: Words
    why: Words


class Finding(Part):
    """Something about the document that its readers must know."""

    id: Id
    kind: Literal["contradiction", "gap", "ambiguity", "naming", "missing_page"]
    severity: Literal["blocks", "risk", "note"]
    clauses: Annotated[tuple[str, ...], Field(min_length=1)]
    text: Words
    effect: Words
    """What it does to a response."""
    remedy: Words
    """What the system does meanwhile, and what the county should decide."""


class Carried(Part):
    """How one clause of the document is carried by the product."""

    item: str
    how: Literal["carried", "finding", "beyond"]
    data: tuple[str, ...] = ()
    """Paths into this plan, e.g. ``tasks[onsite-form]`` or ``organisation.onsite``."""
    code: tuple[str, ...] = ()
    """Modules that act on it, e.g. ``incident.decide``."""
    tests: tuple[str, ...] = ()
    """pytest ids, ``tests/stories/test_x.py::test_y``."""
    finding: Id | None = None
    why: Words | None = None

    @model_validator(mode="after")
    def _complete(self) -> Carried:
        if self.how == "carried" and not (self.data and self.code and self.tests):
            raise ValueError("carried needs data, code and tests")
        if self.how == "finding" and not self.finding:
            raise ValueError("finding needs the id of a finding")
        if self.how == "beyond" and not self.why:
            raise ValueError("beyond needs why")
        return self


class Plan(Part):
    """A whole plan. Order in every list is the order of the published document."""

    document: Document
    clauses: tuple[Clause, ...]
    statutes: tuple[Statute, ...]
    organisation: Organisation
    authority: tuple[Authority, ...]
    recording: Recording
    criteria: Criteria
    reporting: Reporting
    tasks: tuple[Task, ...]
    first_response: tuple[Task, ...]
    ending: Ending
    warnings: tuple[WarningStep, ...]
    support: tuple[Standing, ...]
    standing: tuple[Standing, ...]
    alerts: tuple[Alert, ...]
    interpretations: tuple[Interpretation, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Carried, ...]
