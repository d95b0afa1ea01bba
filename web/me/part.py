"""What part somebody has in an incident: the posts that they may act by, and whether they act."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.codec import Envelope
from incident.decide import Actor
from incident.posts import outside
from incident.state import Incident
from playbooks.lookup import Playbook
from web.reader import Reader
from web.rights import May, may
from web.services import Services


def takes_part(services: Services, reader: Reader, state: Incident) -> bool:
    """Whether the responders' page has buttons for this person."""
    playbook = services.shelf.get(state.plan)
    with services.database.read() as connection:
        posts = posts_of(services, connection, reader, state)
    return has_part(may(state, playbook, posts), posts, playbook)


def has_part(rights: AbstractSet[May], posts: frozenset[str], playbook: Playbook) -> bool:
    """Whether somebody with these rights and posts acts, and does not only watch."""
    # Whoever the plan names may be alerted before any group is in force, and has to answer; a
    # superior headquarters watches.
    return May.ACT in rights or bool(posts.difference(outside(playbook)))


def posts_of(
    services: Services, connection: Connection, reader: Reader, state: Incident
) -> frozenset[str]:
    """The posts that the reader may act by here, by id."""
    return actor_in(services, connection, reader, state).posts


def actor_in(services: Services, connection: Connection, reader: Reader, state: Incident) -> Actor:
    """The reader as who they may act as; without any post in the other mode."""
    if reader.mode != state.mode:
        return Actor(reader.person)
    opened = state.opened
    envelope = Envelope(state.id, opened.jurisdiction, state.mode)
    where = opened.dam, opened.township
    return actor_of(connection, reader.person, envelope, services.clock.now(), *where)
