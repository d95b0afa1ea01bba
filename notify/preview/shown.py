"""What is shown of a message before it goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from notify.keys import EXERCISE_CHANNELS
from notify.price import Price, together
from notify.segments import Encoding
from runtime.language import Lang


@dataclass(frozen=True, slots=True)
class Told:
    """One person of the audience."""

    person: str
    posts: tuple[str, ...]
    lang: Lang
    channel: str | None = None
    """The first way; None where there is no number that any way takes."""
    text: str = ""
    """What arrives by it, with the marks of an exercise and with what is joined to it."""
    parts: int | None = None
    """Parts of a short message; None where the way does not count in them."""
    encoding: Encoding | None = None
    whole: bool = True
    """False where the text is cut or is longer than the way takes."""
    left: int | None = None
    """Messages that the way still takes for this number today; None without a limit."""
    joined: int = 0
    """Alerts that wait for the same person and go out as part of this message."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way is used for."""

    channel: str
    messages: int
    parts: int | None
    left: int | None
    """Parts that its provider still takes within a day; None where none is known."""

    price: Price | None = None
    """Of all its parts; None where nobody has said what one costs."""
    outside: bool = False
    """Whether a provider is paid at all: what stays inside has no price."""

    @property
    def over(self) -> bool:
        """Whether the message is more than is left."""
        return self.left is not None and self.parts is not None and self.parts > self.left


@dataclass(frozen=True)
class Preview:
    """The whole audience. ``vacant`` are posts that nobody holds, ``villages`` pairs of post and
    village in which nobody can be reached."""

    people: tuple[Told, ...] = ()
    vacant: tuple[str, ...] = ()
    villages: tuple[tuple[str, str], ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    """Of one part, by channel."""

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """By way, in the order in which they are first used."""
        used = Counter(told.channel for told in self.people if told.channel is not None)
        return tuple(
            Cost(
                name, count, parts := self._parts(name), self.left.get(name),
                self.prices[name].times(parts) if parts is not None and name in self.prices
                else None,
                name not in EXERCISE_CHANNELS,
            )
            for name, count in used.items()
        )  # fmt: skip

    @property
    def known(self) -> tuple[Price, ...]:
        """What the messages cost together as far as it is known, one sum for each currency."""
        return together(cost.price for cost in self.costs if cost.price is not None)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Channels whose price nobody has said; it is not in the sum."""
        return tuple(cost.channel for cost in self.costs if cost.outside and cost.price is None)

    @property
    def total(self) -> int:
        """Parts of all short messages."""
        return sum(cost.parts or 0 for cost in self.costs)

    @property
    def unreached(self) -> tuple[Told, ...]:
        """Those who have no number."""
        return tuple(told for told in self.people if told.channel is None)

    @property
    def outside(self) -> tuple[Told, ...]:
        """Those to whom it goes by a channel that leaves the house by itself; in an exercise they
        are the ones armed for it."""
        return tuple(told for told in self.people if told.channel not in (None, *EXERCISE_CHANNELS))

    @property
    def joined(self) -> tuple[Told, ...]:
        """Those who get what waits for them in the same message."""
        return tuple(told for told in self.people if told.joined)

    def _parts(self, channel: str) -> int | None:
        counted = [t.parts for t in self.people if t.channel == channel and t.parts is not None]
        return sum(counted) if counted else None
