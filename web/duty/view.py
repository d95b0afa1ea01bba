"""The duty desk as its page shows it: read once, for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from notify.unread import count
from registry.dutylog import EntryKind
from runtime.language import Lang
from web.board.alarmlines import Ringing
from web.duty.entries import DIARY, KINDS, REGISTER, Line, lines, log_of
from web.duty.looking import Looked, Looking
from web.duty.lookout import Lookout
from web.duty.posts import Today, today
from web.duty.rights import Rights, rights, rights_by
from web.duty.ringing import rings
from web.duty.running import Running, named, rows_of, running, still_open
from web.heads import lost, lost_since
from web.reader import Reader
from web.services import Services
from web.set_back import set_back, set_back_from
from web.stopped import stopped, stopped_since

SHOWN = 20
"""Entries of each list on the start page."""
PAGE = 100
"""Entries on one page of the whole log."""


@dataclass(frozen=True, slots=True)
class DutyDesk:
    """Everything on the start page. ``now`` is operating time, which the page signs."""

    office: str
    zone: ZoneInfo
    now: datetime
    rights: Rights
    today: Today
    register: tuple[Line, ...]
    diary: tuple[Line, ...]
    running: tuple[Running, ...]
    exercises: tuple[Mapping[str, Any], ...]
    """Rows of running exercises."""
    ringing: tuple[Ringing, ...]
    """What nobody has seen yet, of every open incident and exercise."""
    rings_at: datetime | None
    """When time alone changes that next."""
    unread: int
    """Replies that wait for a person; 0 for who does not keep the record."""
    looked: Looked | None
    """Gaps in who can be reached, for who keeps the record."""
    sending_stopped: str | None
    """That no messages are sent, since when and what to do; null while they are."""
    set_back: str | None
    """That the machine's clock was set back; null while it is right."""
    heads_lost: str | None
    """What who keeps the log has to know of the heads; null where all is well."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the whole log; ``earlier`` is the number before which the next one begins."""

    zone: ZoneInfo
    now: datetime
    rights: Rights
    lines: tuple[Line, ...]
    earlier: int | None


def duty_desk(services: Services, looking: Looking, who: Lookout) -> DutyDesk:
    """The start page for somebody of the real roster."""
    playbook = services.shelf.current(who.jurisdiction)
    zone, now = ZoneInfo(playbook.plan.document.zone), services.clock.now()
    theirs = rights_by(playbook, who.at_desk)
    looked = looking.lately(playbook) if theirs.keeps else None
    with services.database.read() as connection:
        since = lost_since(services) if theirs.keeps else None
        silent, back = stopped_since(services), set_back_from(services)

        def newest(kinds: tuple[EntryKind, ...]) -> tuple[Line, ...]:
            if not theirs.reads:
                return ()
            found = log_of(services).newest(connection, who.jurisdiction, kinds, SHOWN)
            return lines(services, connection, found, who.lang)

        unnamed = still_open(rows_of(connection, services, who))
        rows = named(connection, services, who, unnamed)
        real = [row for row in rows if row["mode"] == "real"]
        ringing, rings_at = rings(services, connection, who, rows)
        return DutyDesk(
            office=office_name(services, who, who.lang),
            zone=zone,
            now=now,
            rights=theirs,
            today=today(services.directory, connection, playbook, now, who.lang),
            register=newest(REGISTER),
            diary=newest(DIARY),
            running=tuple(running(services, connection, who, row) for row in real),
            exercises=tuple(row for row in rows if row["mode"] == "exercise"),
            ringing=ringing,
            rings_at=rings_at,
            unread=count(connection, None, who.counties) if theirs.keeps else 0,
            looked=looked,
            sending_stopped=stopped(silent, zone).say(who.lang) if silent else None,
            set_back=set_back(back, now, zone).say(who.lang) if back else None,
            heads_lost=lost(since, zone).say(who.lang) if since else None,
        )


def log_page(services: Services, who: Reader, before: int | None) -> LogPage:
    """The whole log, newest first, from below ``before`` on; empty for who may not read it."""
    playbook = services.shelf.current(who.jurisdiction)
    now = services.clock.now()
    with services.database.read() as connection:
        theirs = rights(connection, playbook, who, now)
        found = (
            log_of(services).newest(connection, who.jurisdiction, KINDS, PAGE + 1, before)
            if theirs.reads
            else ()
        )
        shown = lines(services, connection, found[:PAGE], who.lang)
    zone = ZoneInfo(playbook.plan.document.zone)
    earlier = shown[-1].entry.seq if len(found) > PAGE else None
    return LogPage(zone, now, theirs, shown, earlier)


def office_name(services: Services, who: Reader | Lookout, lang: Lang) -> str:
    """The unit that acts as the headquarters' office and sits at this desk."""
    org = services.shelf.current(who.jurisdiction).plan.organisation
    unit = org.headquarters.office.unit
    return next((u.name.say(lang) for u in org.units if u.id == unit), unit)
