"""Which alert an answer is for. Pure, and never a guess.

An answer is bound to its sender's own messages. With a code it is for the alert with that code,
without one only where a single alert is open, and the telephone is one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.answers.reading import Said


@dataclass(frozen=True, slots=True)
class Asked:
    """One alert of one person, as far as an answer goes."""

    incident: str
    key: str
    person: str
    code: str | None
    provider_ids: tuple[str, ...]
    told_at: datetime
    open: bool
    """Nobody has answered it for them, and the incident goes on."""
    answered_at: datetime | None = None
    over: bool = False
    """The incident has come to an end since."""
    joined_as: frozenset[str] = frozenset()
    """Codes of earlier messages, in which others stood too."""

    def under(self, code: str) -> bool:
        """Whether it stood in a message with this code."""
        return code == self.code or code in self.joined_as


@dataclass(frozen=True, slots=True)
class Found:
    """For these: one, or several that went out in one message under one code."""

    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """It is for this one, which is answered or over."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It could be for any of these."""

    among: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is for none, such as a code that was never given."""


Match = Found | Late | Ambiguous | Nothing


def match(said: Said, asked: Sequence[Asked], to: str | None = None) -> Match:
    """The alert among those of one sender, newest last. ``to`` is the provider's name of the very
    message that was answered, as with a key pressed in a call: all that stood in it is."""
    if to is not None:
        mine = [a for a in asked if to in a.provider_ids]
    elif said.code is not None:
        mine = [a for a in asked if a.under(said.code)]
    else:
        mine = [a for a in asked if a.open]
        several = len({a.person for a in asked}) > 1
        if several and (mine or _further(said)):
            # A telephone that people share: whose answer it is, only a code tells.
            return Ambiguous(tuple(mine or asked))
        mine = mine or list(asked[-1:])
    among = tuple({(a.incident, a.key, a.person): a for a in mine}.values())
    if not among:
        return Nothing()
    if len(among) > 1 and to is None and not _together(among, said.code):
        return Ambiguous(among)
    # More than received, after received, is news and not late.
    news = tuple(one for one in among if one.open or _goes_on(said, one))
    return Found(news) if news else Late(among[-1])


def _together(among: Sequence[Asked], code: str | None) -> bool:
    """Whether they went out in one message: in one under ``code``, else in their last one."""
    codes = {(a.incident, a.person, a.code if code is None else code) for a in among}
    return len(codes) == 1 and (code or among[0].code) is not None


def _further(said: Said) -> bool:
    return said.kind in ("on_the_way", "on_scene", "declined")


def _goes_on(said: Said, asked: Asked) -> bool:
    return _further(said) and asked.answered_at is not None and not asked.over
