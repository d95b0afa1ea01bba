"""Names on a page: who holds a post now, and who did what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from incident.state import Incident
from playbooks.lookup import Playbook
from registry.directory import Directory


@dataclass
class People:
    """Looks names up once per page, in the mode and places of one incident."""

    directory: Directory
    connection: Connection
    playbook: Playbook
    state: Incident
    at: datetime
    _known: dict[str, str | None] = field(default_factory=dict)

    def holder(self, post: str) -> str | None:
        """The name of who holds the post now; None if it is vacant."""
        if post not in self._known:
            found = self.directory.holders(
                self.connection,
                self.state.opened.jurisdiction,
                self.state.mode,
                post,
                self.at,
                self._scope(post),
            )
            person = found[0].person_id if found else None
            self._known[post] = person and self.directory.name(self.connection, person)
        return self._known[post]

    def names(self, persons: Iterable[str]) -> Mapping[str, str | None]:
        """Names by person id."""
        return self.directory.names(self.connection, sorted(set(persons)))

    def _scope(self, post: str) -> str | None:
        """The township or mine of this very incident, for posts that exist once per place."""
        known = self.playbook.posts.get(post)
        if known is not None and known.scope == "township":
            return self.state.opened.township
        if known is not None and known.scope == "operator" and self.state.opened.dam:
            return self.directory.dam(self.connection, self.state.opened.dam).operator_id
        return None
