"""Which posts a message in people's own words goes to, and who holds them at a moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from incident.model import Mode
from incident.posts import group_posts
from incident.state import Incident
from playbooks.lookup import Playbook
from registry.directory import Directory


def addressed(
    state: Incident, playbook: Playbook, groups: Iterable[str], posts: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of group (or empty) and post, each once: groups first, in the order given.

    Raises Refused ``unknown_group``.
    """
    seen = set[tuple[str, str]]()
    pairs = [(group, post) for group in groups for post in group_posts(state, playbook, group)]
    for pair in (*pairs, *(("", post) for post in posts)):
        if pair not in seen:
            seen.add(pair)
            yield pair


def digest(
    connection: Connection,
    directory: Directory,
    jurisdiction: str,
    mode: Mode,
    posts: Iterable[str],
    at: datetime,
) -> str:
    """Equal as long as the same persons hold the posts, in the same order and for the same places.

    Whoever comes to a post or leaves it between a preview and its sending changes it.
    """
    held = [
        (post, [(h.person_id, h.rank, h.scope_id) for h in
                directory.everywhere(connection, jurisdiction, mode, post, at)])
        for post in sorted(set(posts))
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:32]
