"""What the first request after a start would pay for all: templates to compile, addresses to lay
out, logs to fold, and the boards of who keeps the record."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

from incident.decide.offered import standing
from incident.posts import recorders
from incident.tables import IncidentRow
from runtime.faults import outlived
from web.assets import hashed
from web.board.audience import Audience, Watch
from web.hub.hub import Hub
from web.me.first import OVER
from web.paper import environment
from web.rights import may
from web.services import Services

INCIDENTS, BOARDS = 8, 10
"""Open incidents whose logs are folded, and boards made of them in all; the real ones before any
exercise, the newest first: a start must not wait for a year of exercises that nobody has closed."""
NOWHERE = {"type": "http", "method": "GET", "path": "", "headers": []}
"""A request that no address is for: it comes past every route."""
UNREADY = "Not made ready at the start"
"""It is made when it is asked for."""

log = logging.getLogger(__name__)


async def warm(services: Services, hub: Hub[Watch], routes: Iterable[BaseRoute]) -> None:
    """Done before the program listens. What cannot be made stops no start: whoever asks for it is
    told."""
    with outlived(log, f"{UNREADY}: the pages"):
        await run_in_threadpool(_lay_out, routes)
        await run_in_threadpool(_compile)
    incidents, left = list[str](), BOARDS
    with outlived(log, f"{UNREADY}: the list of incidents"):
        incidents = await run_in_threadpool(_newest, services)
    for incident in incidents:
        with outlived(log, f"{UNREADY}: {incident}"):
            watches = (await run_in_threadpool(_at_desk, services, incident))[:left]
            left -= len(watches)
            for watch in watches:
                await hub.look(watch)


def _lay_out(routes: Iterable[BaseRoute]) -> None:
    """What a route takes is read from its function when a request first comes past it."""
    for route in routes:
        route.matches(dict(NOWHERE))


def _compile() -> None:
    hashed()
    made = environment()
    for name in made.list_templates(extensions=["html"]):
        made.get_template(name)


def _newest(services: Services) -> list[str]:
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    query = (
        select(columns.id)
        .where(columns.stage.not_in(OVER))
        .order_by(columns.mode.desc(), columns.opened_at.desc())
        .limit(INCIDENTS)
    )
    with services.database.read() as connection:
        return [*connection.execute(query).scalars()]


def _at_desk(services: Services, incident: str) -> list[Watch]:
    """The views of those who keep the record, as ``audience_of`` sees them."""
    state = services.desk.state(incident)
    playbook = services.shelf.get(state.plan)
    found: dict[Watch, None] = {}
    for post in recorders(playbook):
        held = frozenset({post})
        theirs = standing(state, playbook, held)
        seen = Audience(may(state, playbook, held), services.settings.lang, posts=theirs)
        found[Watch(incident, seen)] = None
    return [*found]
