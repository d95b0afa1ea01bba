"""By which channels a contact is reached, and in which order.

A profile is data: for each kind of contact the channels to try, in order. What a profile does not
name is not used. Without one, every channel that reaches the world is used in the order in which
it was set up. Channels that rest come last; those whose budget for a number is spent, not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from notify.channel import Channel
from notify.health import Health
from notify.price import Price
from registry.directory import Contact
from registry.schema import ContactKind, Mode

WRITTEN: frozenset[ContactKind] = frozenset({"mobile", "short"})
"""Kinds of contact that take a written message; all others are for a human voice."""

UNCALLED: frozenset[ContactKind] = frozenset({"email", "ntfy"})
"""Kinds of contact that nobody can telephone."""

CALLS = "calls"
"""The telephone list: a human calls, whatever else there is."""


@dataclass(frozen=True)
class Routes:
    """``channels`` are those of this installation, by name."""

    channels: Mapping[str, Channel]
    profile: Mapping[ContactKind, tuple[str, ...]] | None = None
    health: Health = field(default_factory=Health)
    prices: Mapping[str, Price] = field(default_factory=dict)
    """What a part of a short message costs, by channel; a channel that is not in it costs nobody
    knows what."""

    @cached_property
    def worldly(self) -> tuple[str, ...]:
        """Channels that reach people by themselves; posts to groups reach nobody in person."""
        return tuple(
            c.name
            for c in self.channels.values()
            if c.capabilities.reaches_world and not c.capabilities.group
        )

    def of(
        self,
        contact: Contact,
        mode: Mode,
        now: datetime,
        spent: Collection[str] = (),
        armed: Collection[str] = (),
    ) -> tuple[str, ...]:
        """Channels for a contact, the best first; empty where none takes it.

        ``spent`` are those whose budget for this number is used up. Simulated phones are for
        exercises, and for real incidents only in an installation without any channel that reaches
        the world; where there is one, they would be a trap.

        ``armed`` are channels by which an exercise reaches this very person; of those only such as
        can carry an exercise.
        """
        if contact.kind == "sim":
            usable = mode == "exercise" or not self.worldly
            return self._known("simulated", "console")[:1] if usable else ()
        calls = self._known(CALLS) if self.callable(contact) else ()
        if not self.worldly:
            return calls
        left = [name for name in self._named(contact.kind) if name not in spent]
        if mode != "real":
            left = [n for n in left if n in armed and self.channels[n].capabilities.drills]
        rested = sorted(left, key=lambda name: self.health.rests(name, now))
        return (*rested, *calls)

    def callable(self, contact: Contact) -> bool:
        """Whether a human can telephone it; a simulated phone stands for one only where no channel
        reaches the world."""
        return contact.kind not in UNCALLED and (contact.kind != "sim" or not self.worldly)

    def taking(self, kind: ContactKind) -> Mapping[str, Channel]:
        """The channels by which a contact of this kind may be reached without a human voice."""
        return {name: self.channels[name] for name in self._named(kind)}

    def _named(self, kind: ContactKind) -> tuple[str, ...]:
        if self.profile is not None:
            return tuple(n for n in self.profile.get(kind, ()) if n in self.worldly)
        return self.worldly if kind in WRITTEN else ()

    def _known(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.channels)
