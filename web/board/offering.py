"""What a board offers to whom: a button that the desk would refuse to the reader is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import parse_qsl

from incident.decide.case import Actor, Case
from incident.decide.offered import alike, enters, given_by
from incident.lifecycle import ROWS
from incident.state import Incident
from playbooks.lookup import Playbook

Way = Literal["own", "entered"]
"""In one's own right, or by writing down what another said."""


@dataclass(frozen=True, slots=True)
class Offering:
    """Of one incident, for who holds these posts; none for who only looks."""

    case: Case
    posts: frozenset[str]
    _known: dict[object, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """Whose each command is, once it was asked: a board asks for every step of every task."""

    def way(self, command: str, about: str = "") -> Way | None:
        """How the command can be given from this board at this moment, None where it cannot.
        ``about`` is the query of a link, such as ``level=2``: what it fills in is what is asked
        about."""
        if self.case.state.stage not in ROWS[command].stages:
            return None
        return self.whose(command, about)

    def whose(self, command: str, about: str = "") -> Way | None:
        """The same at any stage: for a page that stands while stages go by."""
        if not self.posts:
            return None
        filled = _read(about)
        same = command, alike(self.case, command, filled)
        givers = self._known.get(same)
        if givers is None:
            givers = self._known[same] = given_by(self.case, command, filled)
        spoken = any(name.startswith("spoken") for name in filled)
        if not spoken and not self.posts.isdisjoint(givers):
            return "own"
        return "entered" if givers and enters(self.case.playbook, self.posts) else None


def offering(state: Incident, playbook: Playbook, now: datetime, posts: frozenset[str]) -> Offering:
    """What an incident offers at this moment."""
    actor = Actor("", engine=True)
    return Offering(Case(state, playbook, now, actor, state.opened.jurisdiction), posts)


@lru_cache(maxsize=4096)
def _read(about: str) -> Mapping[str, str]:
    """What the query of a link fills in; every view asks about the same ones."""
    return MappingProxyType(dict(parse_qsl(about)))
