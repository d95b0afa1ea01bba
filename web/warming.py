"""What the first request after a start would pay for all: templates to compile, logs to fold, and
the boards of who keeps the record."""

from __future__ import annotations

import logging

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from incident.decide.offered import standing
from incident.posts import recorders
from incident.tables import IncidentRow
from web.assets import hashed
from web.board.audience import Audience, Watch
from web.hub.hub import Hub
from web.me.first import OVER
from web.paper import environment
from web.rights import may
from web.services import Services

BOARDS = 8
"""Open incidents whose boards are made once, the newest first: a start must not wait for a year of
exercises that nobody has closed."""

log = logging.getLogger(__name__)


async def warm(services: Services, hub: Hub[Watch]) -> None:
    """Done before the program listens. A board that cannot be made stops no start: whoever asks
    for it is told."""
    await run_in_threadpool(_compile)
    for incident in await run_in_threadpool(_newest, services):
        try:
            for watch in await run_in_threadpool(_at_desk, services, incident):
                await hub.look(watch)
        except Exception:
            log.exception("The board of %s could not be made at the start", incident)


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
        .order_by(columns.opened_at.desc())
        .limit(BOARDS)
    )
    with services.database.read() as connection:
        return [*connection.execute(query).scalars()]


def _at_desk(services: Services, incident: str) -> set[Watch]:
    """The views of those who keep the record, as ``audience_of`` sees them."""
    state = services.desk.state(incident)
    playbook = services.shelf.get(state.plan)
    found: set[Watch] = set()
    for post in recorders(playbook):
        held = frozenset({post})
        theirs = standing(state, playbook, held)
        seen = Audience(may(state, playbook, held), services.settings.lang, posts=theirs)
        found.add(Watch(incident, seen))
    return found
