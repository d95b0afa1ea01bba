"""One incident as its page shows it: read once, in one snapshot, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incident.decisions import Decision, open_decisions
from incident.duties import DutyClock, duties
from incident.lifecycle import ROWS
from incident.log import read
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import Lang
from web import choices
from web.people import People
from web.reader import Reader, seen_row
from web.rows import FigureLine, GroupLine, Line, figure_lines, group_line, groups_shown, log_lines
from web.services import Services
from web.texts import open_texts

LOG_SHOWN = 60
"""Newest entries on the page; the whole log has its own."""


@dataclass(frozen=True)
class Board:
    """Everything that the page of an incident says. ``now`` and ``rate`` are incident time."""

    incident: Incident
    playbook: Playbook
    reader: Reader
    zone: ZoneInfo
    now: datetime
    rate: float
    texts: Mapping[str, str | None]
    dam: str | None
    commander: tuple[str, str]
    decisions: tuple[Decision, ...]
    figures: tuple[FigureLine, ...]
    duties: Mapping[str, DutyClock]
    groups: tuple[GroupLine, ...]
    log: tuple[Line, ...]
    possible: frozenset[str]
    holders: Mapping[str, str | None]
    unreached: Mapping[str, str | None]
    """Names of the people and villages that were not reached."""

    # -- words ---------------------------------------------------------------------------------

    def text(self, ref: str | None) -> str:
        """Words that somebody typed; a dash where there are none or they were erased."""
        return (ref and self.texts.get(ref)) or "—"

    def post(self, post: str) -> str:
        return choices.post_name(self.playbook, post, self.reader.lang)

    def group(self, group: str) -> str:
        return choices.group_name(self.playbook, group, self.reader.lang)

    def source(self, source: str) -> str:
        return choices.source_name(self.playbook, source, self.reader.lang)

    def level(self, level: int | None) -> str:
        return choices.level_name(self.playbook, level, self.reader.lang)

    def task(self, task: str) -> str:
        return choices.task_text(self.playbook, self.incident, self.texts, task, self.reader.lang)

    def decision(self, action: str, level: int | None) -> str:
        return choices.decision_text(self.playbook, action, level, self.reader.lang)

    @property
    def grade(self) -> str | None:
        assessed = self.incident.assessment
        grades = {g.id: g.name.say(self.reader.lang) for g in self.playbook.plan.criteria.grades}
        return grades.get(assessed.grade) if assessed and assessed.grade else None

    @property
    def overdue(self) -> tuple[DutyClock, ...]:
        """Clocks that have run out and are still open, the oldest first."""
        late = [d for d in self.duties.values() if d.done_at is None and d.late(self.now)]
        return tuple(sorted(late, key=lambda d: d.due_at or self.now))

    def about(self, duty: DutyClock) -> str:
        """What a clock is about, in words."""
        lang, plan = self.reader.lang, self.playbook.plan
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

    def criterion(self, clause: str, criterion: str) -> str:
        """The words of a criterion, as a reason."""
        plan = self.playbook.plan
        levels = [c for level in plan.criteria.levels for c in level.criteria]
        grades = [c for grade in plan.criteria.grades for c in grade.criteria]
        words = {c.id: c.text.say(self.reader.lang) for c in (*levels, *grades)}
        return words.get(criterion, clause)


def board(services: Services, reader: Reader, incident: str, *, whole_log: bool = False) -> Board:
    """The page of one incident. Raises Refused ``unknown_incident``."""
    with services.database.read() as connection:
        row = seen_row(connection, reader, incident)
    state = services.desk.state(incident)
    now = services.desk.clock(incident).now()
    playbook = services.shelf.get(state.plan)
    with services.database.read() as connection:
        after = 0 if whole_log else max(0, state.seq - LOG_SHOWN)
        entries = tuple(e for e in read(connection, incident, after) if e.seq <= state.seq)
        texts = open_texts(services.vault, connection, state, entries)
        people = People(services.directory, connection, state, services.clock.now())
        dam = state.opened.dam and services.directory.dam(connection, state.opened.dam)
        clocks = {d.id: d for d in duties(state, playbook)}
        decisions = open_decisions(state, playbook)
        return Board(
            incident=state,
            playbook=playbook,
            reader=reader,
            zone=ZoneInfo(playbook.plan.document.zone),
            now=now,
            rate=row.clock["rate"] if row.clock else 1.0,
            texts=texts,
            dam=dam.say(reader.lang) if dam else None,
            commander=_commander(state, playbook, people, texts, reader.lang),
            decisions=decisions,
            figures=tuple(figure_lines(state, playbook)),
            duties=clocks,
            groups=tuple(
                group_line(g, state, playbook, people, clocks, reader.lang)
                for g in groups_shown(state, playbook)
            ),
            log=tuple(reversed(log_lines(entries, state, playbook, people, texts, reader.lang))),
            possible=frozenset(n for n, r in ROWS.items() if state.stage in r.stages),
            holders={p: people.holder(p) for p in _named(decisions)},
            unreached=people.unreached(reader.lang) if state.unreached else {},
        )


def _named(decisions: tuple[Decision, ...]) -> list[str]:
    """Posts whose holders the page names beside those of the groups."""
    return sorted({post for decision in decisions for post in decision.chain})


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
