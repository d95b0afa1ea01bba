"""One incident as its board shows it: read once, with the eyes of an audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incident.decisions import Decision
from incident.duties import DutyClock
from incident.materials.unverified import unverified
from incident.names import Names
from incident.silence import by_person
from incident.state import (
    Incident,
    Material,
    Order,
    PublicWarning,
    Question,
    Unreached,
    WithdrawalAnswer,
)
from incident.warnings import aloud
from incident.words import numbered, word
from notify.nobody import why_nobody
from playbooks.lookup import Playbook
from runtime.wallclock import midnight
from web import choices
from web.board import cells, grades
from web.board.about import about
from web.board.alarms import Alarms
from web.board.audience import Audience
from web.board.changing import next_change
from web.board.moving import Moving, moving
from web.board.offering import Offering
from web.board.outsiders import Telling
from web.board.reasons import Reasons, reasons
from web.board.rows import FigureLine, GroupLine, Line
from web.board.told import Recipient, ToldList
from web.board.valley import Village
from web.board.warnings import Warnings, warnings
from web.board.withdrawn import Counted
from web.stopped import stopped


@dataclass(frozen=True)
class Board:
    """Everything that the page of an incident says. ``now`` and ``rate`` are incident time."""

    incident: Incident
    playbook: Playbook
    audience: Audience
    zone: ZoneInfo
    now: datetime
    rate: float
    past: bool
    """Shown as it was at ``now``, which is over."""
    texts: Mapping[str, str | None]
    heading: str
    """What it is called where everybody reads it."""
    dam: str | None
    commander: tuple[str, str]
    decisions: tuple[Decision, ...]
    figures: tuple[FigureLine, ...]
    duties: Mapping[str, DutyClock]
    groups: tuple[GroupLine, ...]
    log: tuple[Line, ...]
    told: ToldList
    withdrawal: Counted
    tellings: Mapping[str, Telling]
    """Who outside the plan was told, by entry; empty for who does not read the log."""
    below: tuple[Village, ...]
    """Villages below the dam, the nearest first; empty where they are unknown."""
    offering: Offering
    """What the reader can do from here; nothing on what is past."""
    holders: Mapping[str, str | None]
    reaches_world: bool
    """Whether any message of this installation leaves the machine."""
    names: Mapping[str, str | None]
    """Of people and villages, by id."""
    alarms: Alarms
    heads_lost: str | None
    """What those who keep the record have to know of the heads; null where all is well."""
    set_back: str | None
    """That the machine's clock was set back, for who acts here; null while it is right."""
    ringing: str | None
    """That an exercise rings real telephones; None where it does not."""
    sending_stopped_since: datetime | None
    """When the engine that sends messages stopped; null while it runs."""

    # -- words ---------------------------------------------------------------------------------

    def text(self, ref: str | None) -> str:
        """Words that somebody typed; a dash where there are none or they were erased."""
        return (ref and self.texts.get(ref)) or "—"

    def post(self, post: str) -> str:
        return choices.post_name(self.playbook, post, self.audience.lang)

    def group(self, group: str) -> str:
        return choices.group_name(self.playbook, group, self.audience.lang)

    def source(self, source: str) -> str:
        return choices.source_name(self.playbook, source, self.audience.lang)

    def level(self, level: int | None) -> str:
        return choices.level_name(self.playbook, level, self.audience.lang)

    def task(self, task: str) -> str:
        return choices.task_text(self.playbook, self.incident, self.texts, task, self.audience.lang)

    def short(self, task: str) -> str | None:
        """What the wall calls a task, where it has such a name."""
        return choices.short_task(self.playbook, self.incident, task, self.audience.lang)

    def decision(self, action: str, level: int | None) -> str:
        return choices.decision_text(self.playbook, action, level, self.audience.lang)

    @property
    def unreached(self) -> Mapping[str, tuple[Unreached, ...]]:
        """Who was not reached and has not been heard from since, each once with every alert."""
        return by_person(self.incident)

    @property
    def changes_at(self) -> datetime | None:
        """When time alone will change something next; at midnight the date comes to every time."""
        coming = next_change(self.duties.values(), self.warnings.standing, self.now)
        over = midnight(self.now, self.zone)
        return over if coming is None else min(coming, over)

    def reasons(self, decision: Decision) -> Reasons:
        """What speaks for a decision, in figures that this audience may see."""
        lang, assessed = self.audience.lang, self.audience.assessed
        return reasons(decision, self.incident, self.playbook, lang, assessed=assessed)

    @property
    def sending_stopped(self) -> str | None:
        """For everybody who works with the board, real or exercise; not on what is past."""
        since = None if self.past else self.sending_stopped_since
        return stopped(since, self.zone).say(self.audience.lang) if since else None

    # -- single panels --------------------------------------------------------------------------

    @property
    def levels(self) -> tuple[int, ...]:
        """Response levels, the lowest first."""
        return tuple(self.playbook.levels)

    @property
    def counts(self) -> tuple[FigureLine, ...]:
        """Figures that count people."""
        return tuple(f for f in self.figures if f.measure.kind == "count")

    @property
    def questions(self) -> tuple[Question, ...]:
        """From above, the unanswered first, the newest of them on top."""
        asked = sorted(self.incident.questions.values(), key=lambda q: q.at, reverse=True)
        return tuple(sorted(asked, key=lambda q: q.answered_at is not None))

    @property
    def unverified(self) -> tuple[Material, ...]:
        """Files that somebody still has to look at."""
        return unverified(self.incident)

    def said_of(self, claim: str) -> str:
        """Which figure a claim gives, in words."""
        measure = self.incident.claims[claim].measure
        return Names(self.playbook).measure(measure).say(self.audience.lang)

    @property
    def unsigned(self) -> tuple[Order, ...]:
        return tuple(o for o in self.incident.orders.values() if o.status == "to_sign")

    @property
    def mover(self) -> str | None:
        return cells.mover(self.incident, self.playbook, self.audience.lang)

    @property
    def moving(self) -> Moving:
        """How the villages below the dam stand."""
        return moving(self.incident, self.below)

    @property
    def warnings(self) -> Warnings:
        """Warnings to the public: drafts, and approved ones with what became of them."""
        return warnings(self.incident, self.duties)

    def spoken(self, warning: PublicWarning) -> str:
        """A warning as it is read out, stamped at both ends in an exercise; a dash where erased."""
        said = (warning.text, warning.what_to_do)
        return aloud(self.incident.mode, "".join(self.text(ref) for ref in said if ref))

    def outcome(self, outcome: str) -> str:
        """What became of a warning on one way, in words."""
        return word(outcome, "outcome").say(self.audience.lang)

    def numbered(self, key: str) -> str:
        """Something that the incident numbers, in words."""
        return numbered(key).say(self.audience.lang)

    def clause(self, clause: str) -> str:
        """A clause as papers cite it."""
        return Names(self.playbook).clause(clause).say(self.audience.lang)

    @property
    def crew(self) -> tuple[WithdrawalAnswer, ...]:
        """Answers to the withdrawal order in force, those in need first."""
        return cells.crew(self.incident)

    @property
    def withdrawal_clause(self) -> str:
        return cells.withdrawal_clause(self.playbook)

    def why_nobody(self, post: str) -> str:
        """Why nobody could be told as a post, and what to do now."""
        return why_nobody(self.playbook, post, self.incident.opened).say(self.audience.lang)

    def report(self, line: str, kind: str) -> cells.Cell:
        lang = self.audience.lang
        return cells.report_cell(self.incident, self.duties, self.texts, line, kind, self.now, lang)

    def rings(self, line: str, kind: str) -> bool:
        return cells.rings(self.incident, line, kind)

    def told_step(self, told: Recipient) -> str:
        return cells.told_step(told, self.audience.lang)

    def answered(self, group: GroupLine) -> str:
        by_post = {post: p for p in self.told.people for post in p.posts}
        lang = self.audience.lang
        return cells.group_answered(group.id, self.incident, self.playbook, by_post, lang)

    @property
    def grade(self) -> str:
        return grades.stated(self.incident, self.playbook, self.audience.lang)

    @property
    def lower_grade(self) -> str | None:
        return grades.lower(self.incident, self.playbook, self.audience.lang)

    @property
    def overdue(self) -> tuple[DutyClock, ...]:
        """Clocks that have run out and are still open, the oldest first."""
        late = [d for d in self.duties.values() if d.done_at is None and d.late(self.now)]
        return tuple(sorted(late, key=lambda d: d.due_at or self.now))

    def about(self, duty: DutyClock) -> str:
        """What a clock is about, in words."""
        return about(self, duty)
