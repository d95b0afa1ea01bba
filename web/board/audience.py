"""Who looks: a set of permissions and a language. Everybody of one audience gets the same bytes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from incident.model import Mode
from runtime.language import Lang
from web.rights import May, in_sight

Form = Literal["board", "wall"]


@dataclass(frozen=True, slots=True)
class Audience:
    """``wall`` is the large screen that everybody in the room sees: it has no permissions."""

    may: frozenset[May]
    lang: Lang
    form: Form = "board"
    posts: frozenset[str] = frozenset()
    """What they act by: of posts that the plan treats alike, one (``offered.standing``)."""
    counties: frozenset[str] = frozenset()
    """Of a wall: the counties whose other incidents it may name and go to."""
    mode: Mode = "real"
    """Of a wall: as ``Reader.mode``."""

    @property
    def assessed(self) -> bool:
        return May.ASSESSED in self.may

    @property
    def acts(self) -> bool:
        return May.ACT in self.may

    @property
    def quiets(self) -> bool:
        """Whether they may see an alarm for everybody: the desk and who commands."""
        return self.acts and self.assessed

    @property
    def passes_on(self) -> bool:
        """Whether they may copy out the text for people outside."""
        return May.HAND_OUT in self.may

    @property
    def reads_log(self) -> bool:
        return May.LOG in self.may

    def may_see(self, jurisdiction: str, mode: str) -> bool:
        """As ``Reader.may_see``, of a wall."""
        return in_sight(self.counties, self.mode, jurisdiction, mode)


def form_of(asked: Container[str]) -> Form:
    """The form that an address asks for."""
    return "wall" if "wall" in asked else "board"


def wall(lang: Lang, counties: frozenset[str] = frozenset(), mode: Mode = "real") -> Audience:
    """The large screen of somebody who may see the incidents of these counties."""
    return Audience(frozenset(), lang, "wall", counties=counties, mode=mode)


@dataclass(frozen=True, slots=True)
class Watch:
    """A view's name: one incident for one audience."""

    incident: str
    audience: Audience
