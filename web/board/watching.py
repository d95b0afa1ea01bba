"""Who may watch what, and where the hub gets a view from."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.called import others_open
from incident.codec import Envelope
from incident.decide.offered import standing
from incident.log import head_of
from web.board import told
from web.board.alarms import seen_so_far
from web.board.around import around
from web.board.audience import Audience, Form, Watch, wall
from web.board.fragments import fragments
from web.board.others import others
from web.board.read import board
from web.hub.hub import Hub
from web.hub.kept import Source, in_threads
from web.hub.views import Rendered
from web.reader import Reader, seen_row
from web.rights import May, may
from web.services import Services
from web.set_back import set_back_from
from web.stopped import stopped_since

TRAINER = frozenset(May) - {May.ACT, May.HAND_OUT}
"""Who watches an exercise without a part in it sees all of it: its people are not real."""


def audience_of(
    services: Services, connection: Connection, reader: Reader, incident: str, form: Form = "board"
) -> Audience:
    """With whose eyes a reader sees an incident. Raises Refused ``unknown_incident``."""
    row = seen_row(connection, reader, incident)
    if form == "wall":
        return wall(reader.lang, reader.counties, reader.mode)
    if reader.mode != row.mode:
        return Audience(TRAINER, reader.lang)
    state = services.desk.state_in(connection, incident)
    envelope = Envelope(incident, row.jurisdiction, reader.mode)
    where = state.opened.dam, state.opened.township
    actor = actor_of(connection, reader.person, envelope, services.clock.now(), *where)
    playbook = services.shelf.get(state.plan)
    allowed = may(state, playbook, actor.posts)
    posts = standing(state, playbook, actor.posts) if May.ACT in allowed else frozenset[str]()
    return Audience(allowed, reader.lang, posts=posts)


def hub_of(services: Services) -> Hub[Watch]:
    """The hub of a program's boards."""
    return Hub(
        lambda watch: _source(services, watch),
        lambda watch: f"incident:{watch.incident}",
        services.database.hints,
    )


def _source(services: Services, watch: Watch) -> Source:
    return in_threads(
        lambda: _render(services, watch),
        lambda: pulse(services, watch.incident),
        services.clock.now,
    )


def _render(services: Services, watch: Watch) -> Rendered:
    seen = board(services, watch.audience, watch.incident)
    parts = fragments(seen)
    if watch.audience.form == "wall":
        parts = {**parts, "others": others(services, seen)}
    return Rendered(parts, seen.now, seen.rate, seen.changes_at, around(seen))


def pulse(services: Services, incident: str) -> Hashable:
    """Changes whenever the board may, except for time that passes."""
    with services.database.read() as connection:
        return pulse_in(services, connection, incident)


def pulse_in(services: Services, connection: Connection, incident: str) -> Hashable:
    """The head of the log, how far the alerts have come (deliveries are no events), whether they
    are sent at all, whether the clock was set back, and how many alarms were seen."""
    wrong = stopped_since(services), set_back_from(services)
    beside = others_open(connection, incident)
    alerts, seen = told.pulse(connection, incident), seen_so_far(connection, (incident,))
    return head_of(connection, incident), alerts, wrong, beside, seen
