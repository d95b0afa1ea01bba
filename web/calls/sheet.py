"""One incident's telephone list, read once, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from incident.state import Incident
from incident.tables import IncidentRow
from notify.channels.calls.done import Done, done
from notify.channels.calls.listing import Call, call_list
from notify.nobody import why_nobody
from playbooks.lookup import Playbook
from registry.places import villages
from runtime.language import N_, Lang, phrase
from web.board.heading import heading
from web.calls.rights import Part, part_of
from web.calls.together import Line, lines
from web.choices import post_name
from web.reader import Reader, seen_row
from web.services import Services

DONE = ("closed", "dismissed")
"""Stages in which nobody is called any more."""

_TRIED = N_("{village}: nobody reached; telephone the township")
_NOBODY = N_("{village}: nobody appointed or no usable number; telephone the township")


@dataclass(frozen=True)
class Unnamed:
    """A post in which the registry has nobody to call; ``why`` says what to do."""

    post: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """The list of one incident, empty for who may not read it. ``names`` are those of callers and
    of who is done with, by id."""

    incident: str
    mode: str
    title: str
    place: str | None
    seq: int
    zone: ZoneInfo
    now: datetime
    part: Part
    lines: tuple[Line, ...]
    done: tuple[Done, ...]
    unnamed: tuple[Unnamed, ...]
    names: Mapping[str, str | None]
    posts: Mapping[str, str]

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(line.call for line in self.lines)

    def also(self, call: str) -> tuple[str, ...]:
        """The other incidents that a call of this list covers."""
        return next((line.also for line in self.lines if line.call.id == call), ())


def sheet(services: Services, reader: Reader, incident: str) -> Sheet:
    """The list as a reader may see it. Raises Refused ``unknown_incident``."""
    state = services.desk.state(incident)
    now = services.clock.now()
    with services.database.read() as connection:
        row = seen_row(connection, reader, incident)
        playbook = services.shelf.get(state.plan)
        part = part_of(services, connection, reader, row, state, playbook)
        calls = _calls(services, connection, incident, part, now)
        over = done(connection, incident) if part.reads else ()
        people = {t.by for c in calls for t in c.tries} | {c.claim.by for c in calls if c.claim}
        people |= {one.person for one in over} | {one.by for one in over if one.by}
        posts = {post for c in calls for post in c.posts} | {p for one in over for p in one.posts}
        place = state.opened.place
        return Sheet(
            incident=incident,
            mode=row.mode,
            title=heading(services.directory, connection, state, playbook, reader.lang),
            place=services.vault.unseal(connection, [place])[place],
            seq=row.seq,
            zone=ZoneInfo(playbook.plan.document.zone),
            now=now,
            part=part,
            lines=lines(services, connection, reader, part, incident, calls, row.mode),
            done=over,
            unnamed=_unnamed(connection, state, playbook, reader.lang) if part.reads else (),
            names=services.directory.names(connection, sorted(people)),
            posts={post: post_name(playbook, post, reader.lang) for post in posts},
        )


def open_incidents(services: Services, reader: Reader) -> tuple[str, ...]:
    """Ids of the county's incidents that are not over, real ones first, the newest first."""
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    query = (
        select(columns.id, columns.mode, columns.jurisdiction)
        .where(columns.jurisdiction.in_(reader.counties), columns.stage.not_in(DONE))
        .order_by(columns.mode == "exercise", columns.opened_at.desc())
    )
    with services.database.read() as connection:
        rows = connection.execute(query).all()
    return tuple(row.id for row in rows if reader.may_see(row.jurisdiction, row.mode))


def _calls(
    services: Services, connection: Connection, incident: str, part: Part, now: datetime
) -> tuple[Call, ...]:
    """What the reader's part lets through: nothing, the list, or the list with what was said."""
    if not part.reads:
        return ()
    calls = call_list(connection, services.directory, services.vault, incident, now)
    if part.words:
        return calls
    return tuple(
        replace(call, tries=tuple(replace(t, note=None, recording=None) for t in call.tries))
        for call in calls
    )


def _unnamed(
    connection: Connection, state: Incident, playbook: Playbook, lang: Lang
) -> tuple[Unnamed, ...]:
    """Each post and village once, however many alerts it missed; the first time counts."""
    named = villages(connection, state.opened.jurisdiction)
    found: dict[tuple[str, str], Unnamed] = {}
    for missed in state.unreached.values():
        if missed.person is not None:
            continue
        who = missed.who
        if who in named:
            why = phrase(_TRIED if missed.tried else _NOBODY, village=named[who].say(lang))
        else:
            why = why_nobody(playbook, missed.post, state.opened)
        post = post_name(playbook, missed.post, lang)
        found.setdefault((missed.post, who), Unnamed(post, why.say(lang), missed.at))
    return tuple(found.values())
