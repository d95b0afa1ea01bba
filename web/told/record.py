"""What one person was told, as data: by alert, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal[
    "ready", "sending", "accepted", "delivered", "read", "failed_temporary", "failed_permanent",
    "passed_over", "kept_inside", "joined", "unknown", "stopped",
]  # fmt: skip
"""What became of a message. ``passed_over``: it failed and went by another way; ``kept_inside``: of
an exercise, for a telephone for which nobody had armed it, or no longer; ``joined``: it went as
part of another message; ``unknown``: it may have gone out, also where no more of it is sent."""


@dataclass(frozen=True, slots=True)
class Word:
    """One report of a provider, in its own word, and when it came here."""

    word: str
    code: str | None
    at: datetime


OrderState = Literal["open", "given", "settled", "expired", "locked"]
"""What became of an order that a message asked for; ``settled``: it was given another way, declined
or asked for anew; ``locked``: by too many wrong figures."""

OrderMeans = Literal["link", "message", "key"]
"""By what an order came: the signed link, figures in a message, keys pressed in a call."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order that could be given from a telephone; ``means`` and ``given_at`` once it was,
    ``settled_at`` where it was settled otherwise."""

    state: OrderState
    means: OrderMeans | None
    given_at: datetime | None
    until_at: datetime
    """The first moment at which the message no longer opens it."""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One message. Times are None where it has not come so far or nobody said so."""

    id: str
    step: int
    """Counts the messages about one alert from 1; an alert told again is a new one."""
    channel: str
    address: str | None
    """The last two figures only, unless the reader may see numbers; None where it was erased."""
    text: str | None
    """None where the reader may not read it, or it was erased."""
    posts: tuple[str, ...]
    reply: bool
    """It answers an answer of theirs; nobody waits for anything."""
    state: State
    code: str | None
    """Of the last failure or doubt."""
    tries: int
    queued_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    unknown_at: datetime | None
    next_try_at: datetime | None
    reports: tuple[Word, ...]
    order: Order | None
    """What became of the order that it asked for; None where it asked for none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; ``at`` is when it was given, ``by`` who entered it."""

    answer: str
    means: str
    at: datetime
    by: str
    words: str | None
    """None where there are none, the reader may not read them, or they were erased."""


UnsettledMeans = Literal["link", "message", "key"]
"""By what an answer came back: the signed link, a written message, keys pressed in a call."""

Next = Literal["try_again", "call", "told", "waits", "read"]
"""What follows: one more try of theirs; a human calls them; the page of the link told them the
reason; it waits at the desk to be read; somebody at the desk has read it."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An answer or an order of theirs that changed nothing."""

    at: datetime
    means: UnsettledMeans
    became: str
    """What it counts as, such as ``wrong_code``, ``locked``, ``late`` or ``refused``."""
    code: str | None
    """The lock's or the desk's own code for why, where it is known."""
    key: str | None
    """The alert that it is about, where that is certain."""
    words: str | None
    """What they wrote, without the figures of an order; None where there are none, the reader may
    not read them, or they were erased."""
    written_back: bool
    """Whether they were written what to do, or read it on the page of the link."""
    next: Next
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Called:
    """One call by a human; ``number`` and ``note`` as far as the reader may read them."""

    result: str
    by: str
    at: datetime
    kind: str | None
    number: str | None
    note: str | None
    recording: str | None


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One alert and all that was done to tell the person of it."""

    key: str
    sent: tuple[Sent, ...]
    answers: tuple[Answered, ...]
    calls: tuple[Called, ...]
    list_reason: str | None
    """Why they stand, or stood, on the telephone list; None: they never did."""
    listed_at: datetime | None
    next_at: datetime | None
    """When the next step up is due."""
    ended: str | None
    """Why no further step is taken."""
