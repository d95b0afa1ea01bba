"""The one shape of every channel, and the four things that can come of a message.

A channel takes one message and says what it knows: the provider has it, it failed for now, it
failed for good, or nobody can tell. It never tries again by itself and never touches attempts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as declared by its adapter and checked by its tests."""

    two_way: bool
    """Answers come back through it."""
    receipts: bool
    """It reports delivery after acceptance."""
    reaches_world: bool
    """Its messages leave the house by themselves; never used in an exercise."""
    works_offline: bool
    max_chars: int


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed to a channel: frozen, complete, and named by its attempt."""

    attempt: str
    incident: str
    jurisdiction: str
    mode: str
    event: str
    key: str
    person: str
    posts: tuple[str, ...]
    position: int
    address: str
    text: str
    text_ref: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it. ``delivered``: and it is known to have arrived."""

    provider_id: str | None
    delivered: bool = False


@dataclass(frozen=True, slots=True)
class Temporary:
    """It was certainly not sent, and may work later: after ``after_s``, or the usual back-off."""

    code: str
    after_s: float | None = None
    call_meanwhile: bool = False
    """The phone is off or the like: somebody should call while the system waits."""


@dataclass(frozen=True, slots=True)
class Permanent:
    """It was not sent, and trying again cannot help."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been sent."""

    reason: str


Outcome = Accepted | Temporary | Permanent | Unknown


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def send(self, message: Message) -> Outcome:
        """Hand one message over. Raises nothing that is expected; what it raises is unknown."""
        ...
