"""Holdings that end soon with nobody after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from notify.gaps import Gap
from playbooks.lookup import Playbook
from registry.directory import Directory, Holding

AHEAD = timedelta(days=7)
"""How long before a holding ends its successor should stand in the registry."""


def hand_offs(
    connection: Connection, playbook: Playbook, directory: Directory, at: datetime
) -> Iterator[Gap]:
    """Holdings of any post of the plan that end soon, with nobody in the same place after."""
    county = playbook.plan.document.jurisdiction.id

    def held(post: str, at: datetime) -> tuple[Holding, ...]:
        return directory.everywhere(connection, county, "real", post, at)

    limit, soon = at + AHEAD, list[Holding]()
    for post in playbook.posts:
        soon += [h for h in held(post, at) if h.until and h.until <= limit]
    for ending in sorted(soon, key=lambda h: (h.until or at, h.post, h.id)):
        until = ending.until or at
        after = held(ending.post, until)
        if not any((h.scope_id, h.rank) == (ending.scope_id, ending.rank) for h in after):
            yield Gap("hand_off", ending.post, ending.person_id, ending.scope_id, until=until)
