"""The one shape of every channel, and the four things that can come of a message.

A channel takes one message and says what it knows: the provider has it, it failed for now, it
failed for good, or nobody can tell. It never tries again by itself and never touches attempts.
What comes back later (reports, replies) it gives as it came; storing and understanding it is not
its business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as declared by its adapter and checked by its tests."""

    two_way: bool
    """Answers come back through it."""
    receipts: bool
    """It reports delivery after acceptance."""
    reaches_world: bool
    """Its messages leave the house by themselves; in an exercise only to people armed for it."""
    works_offline: bool
    """It needs no internet."""
    max_chars: int
    voice: bool = False
    """It speaks, to numbers that take no written message too."""
    needs_template: bool = False
    """Its provider sends registered templates only, filled with ``Message.fields``."""
    reply_template: bool = False
    """Of one that needs templates: one of them is for what answers somebody's answer."""
    max_segments: int | None = None
    """Longest text in parts of a short message; None where parts do not matter."""
    by_parts: bool = False
    """It sends short messages, which are counted and paid by the part."""
    daily_budget: int | None = None
    """Messages to one number a day that its provider takes; None without a limit."""
    drills: bool = False
    """It carries an exercise to people armed for it: the very words, with their marks."""
    group: bool = False
    """It posts to a group of people: nobody in it counts as told."""
    takes_s: float = 12.0
    """Longest that handing one message over may take, in real seconds; after that nobody knows."""
    works_s: float | None = None
    """Longest that the provider itself takes when all is well, without a wait for one's turn;
    None: ``takes_s``."""
    at_once: int | None = None
    """Messages that it takes side by side; None: as many as there are."""

    @property
    def says_back(self) -> bool:
        """Whether it carries words of ours to somebody who wrote to us."""
        return self.reply_template or not self.needs_template


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
    urgency: str = "normal"
    """The plan's word for it: ``flash``, ``urgent`` or ``normal``."""
    alert: str = ""
    """The plan's alert, for channels that need a template for each."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The words that the text was filled with, for channels that fill a template of their own."""
    goes: bool = True
    """Whether it sends its reader somewhere, for channels that say by themselves how to answer."""
    armed: bool = False
    """Of an exercise, to somebody for whom two people have armed it: asked just before."""

    @property
    def stays_inside(self) -> bool:
        """Whether it must not leave the house, whatever its channel can do."""
        return (self.mode != "real" and not self.armed) or self.address.startswith("sim:")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it. ``delivered``: and it is known to have arrived."""

    provider_id: str | None
    delivered: bool = False
    worked_s: float | None = field(default=None, compare=False)
    """Real seconds that the provider itself took, where a message waits its turn before that;
    None: all of the time."""


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
    elsewhere: bool = False
    """Only this channel cannot carry it: it goes on by another one, where there is one."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been sent."""

    reason: str


UNASKED = frozenset({"modem_busy"})
"""Errors before the provider was asked at all: waiting for one's turn is no try, and no fault."""

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


Told = Literal["accepted", "delivered", "read", "failed_temporary", "failed_permanent"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says about a message later. They come twice, late and in any order."""

    provider_id: str
    """The one of ``Accepted``."""
    word: str
    """The provider's own word for it."""
    told: Told
    code: str | None = None
    at: datetime | None = None
    """When it was so, by the provider's clock."""


MISSING = "[…]"
"""Stands in a reply where words are missing, or may be: it is shown and answers nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody sent back, or keyed in on the telephone."""

    id: str
    """The provider's name for it, the same when it comes twice."""
    sender: str
    """The number as the provider writes it."""
    text: str
    to: str | None = None
    """Provider id of the message that it surely answers, as with a key pressed in a call."""
    at: datetime | None = None


Incoming = Report | Reply


@runtime_checkable
class Listening(Protocol):
    """A channel that fetches what came back. Many queues give each item once only."""

    async def fetch(self) -> Sequence[Incoming]:
        """What has come since the last time; raises ``ConnectionError`` if nobody can be asked."""
        ...

    async def stored(self, incoming: Sequence[Incoming]) -> None:
        """These are safe now: the channel may delete them where they came from."""
        ...
