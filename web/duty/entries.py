"""Entering into the log, reading it, and which entries have become incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.decide.case import TOLERANCE
from incident.tables import EventRow
from registry.dutylog import DutyEntry, DutyLog, EntryKind, NewEntry
from runtime.language import N_, Lang, phrase, plain, term
from runtime.refusal import Refused
from runtime.wallclock import local
from web.board.heading import heading
from web.duty.messages import LogEntry
from web.duty.rights import keeper
from web.reader import Reader
from web.services import Services

REGISTER: tuple[EntryKind, ...] = ("call", "paper", "paste")
"""来电来文: what came from outside."""
DIARY: tuple[EntryKind, ...] = ("note",)
"""值班日志: what the desk itself writes down."""
KINDS: tuple[EntryKind, ...] = (*REGISTER, *DIARY)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the name of who entered it and the incident that it became."""

    entry: DutyEntry
    by: str | None
    incident: str | None
    title: str | None


def log_of(services: Services) -> DutyLog:
    """The desk's log of a program."""
    return DutyLog(services.database, services.vault)


def enter(
    services: Services, who: Reader, given: LogEntry, command: str | None
) -> tuple[DutyEntry, bool]:
    """Add an entry; it, and whether this very request had come before.

    Raises Refused: ``not_allowed`` for who does not keep the record, ``future_time``, ``missing``
    where nobody is named of whom it came, and what ``DutyLog.append`` refuses.
    """
    now = services.clock.now()
    with services.database.write() as connection:
        playbook = keeper(services, connection, who)
        zone = ZoneInfo(playbook.plan.document.zone)
        received = given.received_at or now
        if received > now + TOLERANCE:
            latest = f"{local(now + TOLERANCE, zone):%Y-%m-%d %H:%M}"
            raise Refused(
                "future_time",
                field="received_at",
                value=term(received.isoformat(), plain(f"{local(received, zone):%Y-%m-%d %H:%M}")),
                allowed=phrase(N_("no later than {time}"), time=latest),
            )
        if given.kind in REGISTER and given.from_whom is None:
            allowed = phrase(N_("who called, sent or wrote it"))
            raise Refused("missing", field="from_whom", value=None, allowed=allowed)
        return log_of(services).append(
            connection,
            who.jurisdiction,
            NewEntry(
                kind=given.kind,
                received_at=received,
                words=given.words,
                from_whom=given.from_whom,
                number=given.number,
                recording=given.recording,
                corrects=given.corrects,
            ),
            entry=services.ids.new("duty"),
            by=who.person,
            now=now,
            zone=zone,
            command=command,
        )


def lines(
    services: Services, connection: Connection, entries: Sequence[DutyEntry], lang: Lang
) -> tuple[Line, ...]:
    """Entries as the pages show them, in the order given; ``title`` is the name that many may
    read of the incident that one became."""
    names = services.directory.names(connection, sorted({e.entered_by for e in entries}))
    become = incidents_of(connection, (e.first for e in entries))
    called = {one: _heading(services, connection, one, lang) for one in become.values()}
    found = ((e, become.get(e.first)) for e in entries)
    return tuple(
        Line(e, names[e.entered_by], one, called[one] if one else None) for e, one in found
    )


def _heading(services: Services, connection: Connection, incident: str, lang: Lang) -> str:
    state = services.desk.state_in(connection, incident)
    return heading(services.directory, connection, state, services.shelf.get(state.plan), lang)


def cause_of(first: str) -> str:
    """The id of the command that makes an entry an incident: one for a whole chain of
    corrections, so that a call leads to one incident however often it is corrected or pressed."""
    return f"entry-{first}"


def incidents_of(connection: Connection, firsts: Iterable[str]) -> Mapping[str, str]:
    """Id of the incident that each chain of entries became, as the incidents' own logs
    say; those that became none are left out."""
    causes = {cause_of(first): first for first in firsts}
    query = (
        select(col(EventRow.cause), col(EventRow.incident))
        .where(col(EventRow.cause).in_(sorted(causes)))
        .distinct()
    )
    return {causes[row.cause]: row.incident for row in connection.execute(query)}


def kept_entry(services: Services, who: Reader, entry: str) -> DutyEntry:
    """An entry, for who keeps the log. Raises Refused ``not_allowed`` or ``unknown_item``."""
    with services.database.read() as connection:
        keeper(services, connection, who)
        return log_of(services).entry(connection, who.jurisdiction, entry)


def zone_of(services: Services, who: Reader) -> ZoneInfo:
    """The zone in which the desk says when something came."""
    return ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)
