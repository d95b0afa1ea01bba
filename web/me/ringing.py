"""What rings on the page of one person: what is theirs, and the incidents that they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from runtime.language import N_, phrase
from web.board.alarmlines import AlarmLine, Ringing, Sight, alarm_lines
from web.board.alarms import seen_alarms
from web.board.heading import heading
from web.board.watching import audience_of
from web.me.first import open_incidents
from web.me.shown import Me
from web.reader import Reader
from web.services import Services

FOR_ALL = ("withdrawal", "trapped", "warning", "sending-stopped")
"""What nobody may miss where they stand, of what their board rings. That somebody is trapped names
a person: it rings for those who read the log alone. Decisions of others, late reports and who was
not reached are for the desk and who commands: on the telephone of anybody else they would stand
before what that one must do."""


def ringing(services: Services, reader: Reader, page: Me) -> tuple[Ringing, ...]:
    """What is theirs first, then the incident of the page, then the others that run."""
    others = (i for i in open_incidents(services, reader) if i != page.incident)
    with services.database.read() as connection:
        seen = seen_alarms(connection, page.incident)
        here = _incident(services, connection, reader, page.incident)
        theirs = {a: line for a, line in _decisions(page) if a not in seen}
        told = tuple(theirs.pop(line.alarms[0], line) for line in here.lines)
        mine = (*theirs.values(), *_late(page))
        found = [replace(here, lines=mine, quiets=False), replace(here, lines=told)]
        found += [_incident(services, connection, reader, other) for other in others]
    return tuple(r for r in found if r.lines)


def _incident(services: Services, connection: Connection, reader: Reader, incident: str) -> Ringing:
    state = services.desk.state_in(connection, incident)
    playbook = services.shelf.get(state.plan)
    audience = audience_of(services, connection, reader, incident)
    now = services.desk.clock_in(connection, incident).now()
    return Ringing(
        incident,
        heading(services.directory, connection, state, playbook, reader.lang),
        state.mode,
        tuple(
            line
            for line in alarm_lines(Sight(services, connection, audience, state, playbook, now))
            if audience.quiets or line.kind in FOR_ALL
        ),
        audience.quiets,
        sounds=reader.mode == state.mode,
    )


def _decisions(page: Me) -> Iterator[tuple[str, AlarmLine]]:
    """Open decisions of the person's posts, by the name that the board rings them by."""
    for pending in page.decisions:
        d = pending.decision
        alarm = f"decision:{d.id}:{d.version}"
        said = phrase(N_("Yours to decide: {what}"), what=pending.what).say(page.lang)
        yield alarm, AlarmLine("decision", (alarm,), said, d.since)


def _late(page: Me) -> Iterator[AlarmLine]:
    """Tasks of the person's groups whose time has run out: theirs alone to quiet, each for
    themselves."""
    for task in page.tasks if page.acts else ():
        if task.late and not task.held and task.due_at is not None:
            said = phrase(N_("Task overdue: {what}"), what=task.text).say(page.lang)
            alarm = f"task:{task.id}:{task.due_at.timestamp():.0f}"
            yield AlarmLine("task", (alarm,), said, task.due_at)
