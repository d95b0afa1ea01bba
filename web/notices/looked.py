"""A message in own words as it would go out, looked at for its page and for other programs alike.

Nothing is written, and nobody sees more than who may send the very message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from incident.audience import addressed, digest
from incident.commands import SendNotice
from incident.events import NoticeSent
from incident.ports import Commit
from incident.state import Incident
from incident.trying import tried
from notify.answers.links import Links
from notify.letters import Letters
from notify.preview.look import Previewer
from notify.preview.shown import Preview, Told
from playbooks.lookup import Playbook
from web.reader import Reader
from web.services import Services


@dataclass(frozen=True, slots=True)
class Looked:
    """What would go out, and to whom."""

    found: Preview
    names: Mapping[str, str | None]
    """By person; None where the name was erased."""
    audience: str
    """Digest of who holds the posts: sent with the message, it is refused once they are others."""

    @property
    def people(self) -> tuple[Told, ...]:
        """Those whom nothing reaches first."""
        return (*self.found.unreached, *(t for t in self.found.people if t.channel is not None))


def looked(
    services: Services,
    connection: Connection,
    who: Reader,
    state: Incident,
    playbook: Playbook,
    command: SendNotice,
    now: datetime,
) -> Looked:
    """``now`` is the incident's time. Raises Refused where the desk would refuse the command; an
    ``audience`` in it counts for nothing, for this is what shows one."""
    at = services.clock.now()
    events = tried(
        connection, state, playbook, services.directory,
        command.model_copy(update={"audience": None}), who.person, at, now,
    )  # fmt: skip
    event = next(e for e in events if isinstance(e, NoticeSent))
    county, mode = state.opened.jurisdiction, state.mode
    commit = Commit(state.id, county, mode, state, state, (), playbook, now)
    found = _previewer(services).of(connection, commit, event, command.words, at)
    pairs = addressed(state, playbook, command.groups, command.posts)
    names = services.directory.names(connection, sorted({t.person for t in found.people}))
    posts = [post for _, post in pairs]
    held = digest(connection, services.directory, county, mode, posts, at)
    return Looked(found, names, held)


def _previewer(services: Services) -> Previewer:
    return Previewer(
        Letters(
            services.directory,
            services.vault,
            services.shelf.get,
            services.routes,
            services.ids,
            Links(services.vault, services.settings.base_url),
        )
    )
