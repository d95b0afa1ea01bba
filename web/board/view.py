"""One incident as its board shows it: read once, with the eyes of an audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.decisions import Decision, open_decisions
from incident.duties import DutyClock, duties
from incident.evolve import fold
from incident.lifecycle import ROWS
from incident.log import read
from incident.row import read_row
from incident.state import Incident, Order, Question, Told
from playbooks.lookup import Playbook
from runtime.language import Lang
from runtime.refusal import Refused
from web import choices
from web.board import cells
from web.board.audience import Audience
from web.board.loglines import readable
from web.board.reasons import Reasons, reasons
from web.board.rows import (
    FigureLine,
    GroupLine,
    Line,
    figure_lines,
    group_line,
    groups_shown,
    log_lines,
)
from web.board.told import Recipient, ToldList, told_list
from web.board.valley import Village, below
from web.people import People
from web.services import Services
from web.texts import open_texts

LOG_SHOWN = 60
"""Newest entries on the page; the whole log has its own."""


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
    dam: str | None
    commander: tuple[str, str]
    decisions: tuple[Decision, ...]
    figures: tuple[FigureLine, ...]
    duties: Mapping[str, DutyClock]
    groups: tuple[GroupLine, ...]
    log: tuple[Line, ...]
    told: ToldList
    below: tuple[Village, ...]
    """Villages below the dam, the nearest first; empty where they are unknown."""
    possible: frozenset[str]
    holders: Mapping[str, str | None]
    names: Mapping[str, str | None]
    """Of people and villages, by id."""

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

    def decision(self, action: str, level: int | None) -> str:
        return choices.decision_text(self.playbook, action, level, self.audience.lang)

    @property
    def changes_at(self) -> datetime | None:
        """When time alone will change something next."""
        coming = [d.due_at for d in self.duties.values() if d.done_at is None and d.due_at]
        return min((at for at in coming if at > self.now), default=None)

    def reasons(self, decision: Decision) -> Reasons:
        """What speaks for a decision, in figures that this audience may see."""
        lang, assessed = self.audience.lang, self.audience.assessed
        return reasons(decision, self.incident, self.playbook, lang, assessed=assessed)

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
    def unsigned(self) -> tuple[Order, ...]:
        return tuple(o for o in self.incident.orders.values() if o.status == "to_sign")

    @property
    def mover(self) -> str | None:
        return cells.mover(self.incident, self.playbook, self.audience.lang)

    @property
    def withdrawal_clause(self) -> str:
        return cells.withdrawal_clause(self.playbook)

    def report(self, line: str, kind: str) -> cells.Cell:
        lang = self.audience.lang
        return cells.report_cell(self.incident, self.duties, self.texts, line, kind, self.now, lang)

    def outsider(self, entry: str) -> Told | None:
        return cells.outsider(self.incident, entry)

    def told_step(self, told: Recipient) -> str:
        return cells.told_step(told, self.audience.lang)

    def answered(self, group: GroupLine) -> str:
        by_post = {post: p for p in self.told.people for post in p.posts}
        lang = self.audience.lang
        return cells.group_answered(group.id, self.incident, self.playbook, by_post, lang)

    @property
    def grade(self) -> str | None:
        assessed = self.incident.assessment
        grades = {g.id: g.name.say(self.audience.lang) for g in self.playbook.plan.criteria.grades}
        return grades.get(assessed.grade) if assessed and assessed.grade else None

    @property
    def overdue(self) -> tuple[DutyClock, ...]:
        """Clocks that have run out and are still open, the oldest first."""
        late = [d for d in self.duties.values() if d.done_at is None and d.late(self.now)]
        return tuple(sorted(late, key=lambda d: d.due_at or self.now))

    def about(self, duty: DutyClock) -> str:
        """What a clock is about, in words."""
        lang, plan = self.audience.lang, self.playbook.plan
        if duty.sort == "report":
            line = {x.id: x.name.say(lang) for x in plan.reporting.lines}.get(duty.about, "")
            kind = {str(x.id): x.name.say(lang) for x in plan.reporting.kinds}.get(duty.kind, "")
            return f"{line} {kind}" + (f" {duty.round}" if duty.round > 1 else "")
        if duty.sort == "task":
            return self.task(duty.about)
        if duty.sort in ("instruction", "inquiry"):
            return self.text(self.incident.questions[duty.about].words)
        mark = self.incident.orders.get(duty.about) or self.incident.overrides.get(duty.about)
        return mark.command if mark else duty.about


def board(
    services: Services,
    audience: Audience,
    incident: str,
    *,
    log_shown: int | None = LOG_SHOWN,
    at: datetime | None = None,
) -> Board:
    """The board of one incident; ``log_shown`` None is the whole log.

    ``at`` shows it as it was at that moment of the incident's time: the log folded up to there.
    Whether the reader may see the incident has been asked before.
    """
    services_now = services.desk.clock(incident).now()
    past = at is not None and at < services_now
    now = at if at is not None and past else services_now
    with services.database.read() as connection:
        row = read_row(connection, incident)
        state = _state(services, connection, incident, now if past else None)
        playbook = services.shelf.get(state.plan)
        first = 0 if log_shown is None else max(0, state.seq - log_shown)
        entries = tuple(e for e in read(connection, incident, first) if e.seq <= state.seq)
        shown = readable(entries, assessed=audience.assessed) if audience.reads_log else ()
        texts = open_texts(services.vault, connection, state, shown, assessed=audience.assessed)
        people = People(services.directory, connection, state, services.clock.now())
        clocks = {d.id: d for d in duties(state, playbook)}
        decisions = open_decisions(state, playbook)
        told = told_list(connection, state, now if past else None)
        lang = audience.lang
        return Board(
            incident=state,
            playbook=playbook,
            audience=audience,
            zone=ZoneInfo(playbook.plan.document.zone),
            now=now,
            rate=row.clock.get("rate", 0.0) if row.clock else 1.0,
            past=past,
            texts=texts,
            dam=_dam_name(services, connection, state, lang),
            commander=_commander(state, playbook, people, texts, lang),
            decisions=decisions,
            figures=tuple(figure_lines(state, playbook)),
            duties=clocks,
            groups=tuple(
                group_line(g, state, playbook, people, clocks, lang)
                for g in groups_shown(state, playbook)
            ),
            log=tuple(reversed(log_lines(shown, state, playbook, people, texts, lang))),
            told=told,
            below=below(connection, state, lang),
            possible=frozenset(n for n, r in ROWS.items() if state.stage in r.stages),
            holders={p: people.holder(p) for p in _named(state, decisions)},
            names={**people.names(p.person for p in told.people), **people.unreached(lang)},
        )


def _state(
    services: Services, connection: Connection, incident: str, until: datetime | None
) -> Incident:
    """The state now, or as far as it was recorded at a moment; a moment before the report shows
    the report alone."""
    if until is None:
        return services.desk.state(incident)
    entries = [e for e in read(connection, incident) if e.seq == 1 or e.recorded_at <= until]
    return fold(incident, entries)


def _dam_name(
    services: Services, connection: Connection, state: Incident, lang: Lang
) -> str | None:
    """The registry's name; a dam that it does not have is shown as it was given."""
    given = state.opened.dam
    if given is None:
        return None
    try:
        return services.directory.dam(connection, given).say(lang)
    except Refused:
        return given


def _named(state: Incident, decisions: tuple[Decision, ...]) -> list[str]:
    """Posts whose holders the board names beside those of the groups."""
    deciding = {post for decision in decisions for post in decision.chain}
    return sorted(deciding | {m.post for m in state.movements})


def _commander(
    state: Incident,
    playbook: Playbook,
    people: People,
    texts: Mapping[str, str | None],
    lang: Lang,
) -> tuple[str, str]:
    """Title and name of who commands now."""
    org = playbook.plan.organisation
    if state.command.by == "superior":
        name = state.command.to and texts.get(state.command.to)
        return choices.said("superior", lang), name or ""
    post = org.onsite.commander if state.onsite_at else org.headquarters.commander
    return choices.post_name(playbook, post, lang), people.holder(post) or ""
