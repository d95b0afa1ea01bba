"""Messages that came in, put together from their parts. Pure; the SIM itself is the memory.

Parts of an unfinished message stay where they are until the others come. What does not come within
``PATIENCE`` is given without it: half an answer is better than none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notify.channel import Reply
from notify.channels.modem.received import Deliver

PATIENCE = timedelta(minutes=10)
MISSING = "[…]"
"""Stands where a part is missing."""


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
    groups: dict[tuple[str, int, int], dict[int, Item]] = {}
    for item in items:
        piece = item.message.piece
        if piece is None:
            yield _joined({1: item}, 1)
            continue
        key = (item.message.sender, piece.reference, piece.total)
        group = groups.setdefault(key, {})
        # Used again for a later message: the first one is given as far as it came.
        if piece.number in group and group[piece.number].pdu != item.pdu:
            yield _joined(group, piece.total)
            group.clear()
        group[piece.number] = item
    for (_sender, _reference, total), group in groups.items():
        first = min((item.seen_at for item in group.values()), default=now)
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
    first = items[0].message
    reply = Reply(_name([item.pdu for item in items]), first.sender, "".join(texts), at=first.at)
    return Whole(reply, tuple(items))


def _name(pdus: Sequence[str]) -> str:
    return "gsm-in-" + hashlib.sha256(" ".join(pdus).encode("ascii", "replace")).hexdigest()[:20]
