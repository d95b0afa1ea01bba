"""Messages that came in, put together from their parts. Pure; the SIM itself is the memory.

Parts of an unfinished message stay where they are until the others come. What does not come within
``PATIENCE`` is given without it: half an answer is better than none. A sender's reference comes
again, so the times of the service centre say too which parts belong together. Where parts are
missing or may be of two messages the text says so, and a person reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notify.channel import MISSING, Reply
from notify.channels.modem.received import Deliver

PATIENCE = timedelta(minutes=10)
TOGETHER = timedelta(minutes=5)
"""The service centre takes the parts of one message within this time, also of a telephone that
has to try again; parts further apart are of two messages."""
SURE = timedelta(minutes=1)
"""Further apart, or at unknown times, they are put together and marked as in doubt."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a message lies."""

    storage: str
    index: int
    opened: int
    """Which opening of the line it was seen in: after another one it may be another SIM."""


@dataclass(frozen=True, slots=True)
class Item:
    """One part that came in; without a slot where the modem pushed it."""

    pdu: str
    message: Deliver
    slot: Slot | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """A message put together."""

    reply: Reply
    items: tuple[Item, ...]


def whole(items: Sequence[Item], now: datetime) -> Iterator[Whole]:
    """The messages that are complete, or that were waited for long enough."""
    groups: dict[tuple[str, int, int], list[dict[int, Item]]] = {}
    for item in items:
        piece = item.message.piece
        if piece is None:
            yield _joined({1: item}, 1)
            continue
        alike = groups.setdefault((item.message.sender, piece.reference, piece.total), [])
        group = next((one for one in alike if _near([*one.values(), item], TOGETHER)), None)
        if group is None:
            alike.append({piece.number: item})
            continue
        # Used again for a later message: the first one is given as far as it came.
        if piece.number in group and group[piece.number].pdu != item.pdu:
            yield _joined(group, piece.total)
            group.clear()
        group[piece.number] = item
    for (_sender, _reference, total), alike in groups.items():
        for group in alike:
            first = min(item.seen_at for item in group.values())
            if len(group) == total or now - first >= PATIENCE:
                yield _joined(group, total)


def unreadable(pdu: str) -> Reply:
    """Something that came and cannot be read: its octets, for a person to see."""
    return Reply(_name([pdu]), "", pdu)


def _joined(group: Mapping[int, Item], total: int) -> Whole:
    items = [group[number] for number in sorted(group)]
    texts = [
        group[number].message.text if number in group else MISSING for number in range(1, total + 1)
    ]
    known = all(item.message.at for item in items) and _near(items, SURE)
    seam = MISSING if len(group) == total > 1 and not known else ""
    first = items[0].message
    reply = Reply(_name([item.pdu for item in items]), first.sender, seam.join(texts), at=first.at)
    return Whole(reply, tuple(items))


def _near(items: Sequence[Item], apart: timedelta) -> bool:
    """Whether the service centre took all within this time, as far as it says when."""
    times = [item.message.at for item in items if item.message.at is not None]
    return not times or max(times) - min(times) <= apart


def _name(pdus: Sequence[str]) -> str:
    return "gsm-in-" + hashlib.sha256(" ".join(pdus).encode("ascii", "replace")).hexdigest()[:20]
