"""Who looks at the county's own pages: everybody who sees the same shares one view of the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.model import Mode
from incident.state import Incident
from playbooks.lookup import Playbook
from registry.tables import HoldingRow
from runtime.language import Lang
from web.board.audience import Audience
from web.board.watching import TRAINER
from web.duty.rights import real_only
from web.reader import Reader
from web.rights import may
from web.services import Services

Page = Literal["incidents", "desk"]


@dataclass(frozen=True, slots=True)
class Lookout:
    """What decides what somebody sees on ``page``; nothing of it says who it is."""

    page: Page
    mode: Mode
    lang: Lang
    jurisdiction: str
    counties: frozenset[str]
    posts: frozenset[tuple[str, str]]
    """Posts held now for no place in particular, with their county."""
    placed: frozenset[tuple[str, str]]
    """Posts held now for one township, operator, dam or village."""

    def may_see(self, jurisdiction: str, mode: str) -> bool:
        """As ``Reader.may_see``."""
        return jurisdiction in self.counties and (self.mode == "real" or mode == "exercise")

    @property
    def at_desk(self) -> frozenset[str]:
        """Every post held in the own county, wherever it counts."""
        return frozenset(p for c, p in self.posts | self.placed if c == self.jurisdiction)

    def audience(self, state: Incident, playbook: Playbook) -> Audience:
        """With whose eyes the incidents of the county are seen together. A post for one place
        counts for nothing here: of many incidents it need not be the right place."""
        if self.mode != state.mode:
            return Audience(TRAINER, self.lang)
        held = frozenset(p for c, p in self.posts if c == state.opened.jurisdiction)
        return Audience(may(state, playbook, held), self.lang)

    def assessed(self, state: Incident, playbook: Playbook) -> bool:
        """Whether the assessed figures of an incident may be shown."""
        return self.audience(state, playbook).assessed


def lookout_of(services: Services, connection: Connection, who: Reader, page: Page) -> Lookout:
    """With whose eyes a reader sees the page, by the posts of this very moment. Raises Refused
    ``mode_mixed`` for who plays a part in an exercise and asks for the desk."""
    if page == "desk":
        real_only(who)
    held = _held(connection, who, services.clock.now())
    elsewhere = {county for county, _, _ in held}
    return Lookout(
        page=page,
        mode=who.mode,
        lang=who.lang,
        jurisdiction=who.jurisdiction,
        counties=frozenset(elsewhere | {who.jurisdiction}),
        posts=frozenset((c, p) for c, p, scope in held if scope is None),
        placed=frozenset((c, p) for c, p, scope in held if scope is not None),
    )


def _held(connection: Connection, who: Reader, at: datetime) -> list[tuple[str, str, str | None]]:
    columns = col(HoldingRow.jurisdiction), col(HoldingRow.post), col(HoldingRow.scope_id)
    query = select(*columns).where(
        col(HoldingRow.person_id) == who.person,
        col(HoldingRow.since) <= at,
        col(HoldingRow.until).is_(None) | (col(HoldingRow.until) > at),
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
