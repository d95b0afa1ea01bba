"""What has come of a message, or had by a past minute, as far as its times were kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import col

from notify.keys import PASSED_OVER
from notify.tables import AttemptRow

UNKEPT = "unkept"
"""What a message is called that had been tried by a past minute, of which only the last try's times
were kept."""

_TIMES = ("claimed_at", "accepted_at", "failed_at", "unknown_at", "delivered_at", "read_at")


@dataclass(frozen=True, slots=True)
class CameOf:
    """One message, by the names of its row."""

    status: str
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    unknown_at: datetime | None


def message_columns() -> list[Any]:
    """Of an attempt, what ``came_of`` reads."""
    return [col(getattr(AttemptRow, n)) for n in ("status", "error_code", "tries", *_TIMES)]


def came_of(row: Row[Any], until: datetime | None = None) -> CameOf:
    """What has come of it; with ``until``, what had by that moment of operating time. A time counts
    that lies no later, by the provider's own clock where it said one; a status that does not follow
    from the times kept is ``UNKEPT``, never today's."""
    if until is None:
        return CameOf(row.status, row.delivered_at, row.read_at, row.failed_at, row.unknown_at)
    times = {n: at for n in _TIMES if (at := getattr(row, n)) is not None and at <= until}
    return CameOf(
        _status(row, times, until),
        times.get("delivered_at"),
        times.get("read_at"),
        times.get("failed_at"),
        times.get("unknown_at"),
    )


def _status(row: Row[Any], times: Mapping[str, datetime], until: datetime) -> str:
    over = all(at <= until for n in _TIMES if (at := getattr(row, n)) is not None)
    # Nothing says when a message was stopped, or joined to another.
    if over and row.status != "superseded":
        return str(row.status)
    if "delivered_at" in times:
        return "delivered"
    if "accepted_at" in times and row.status in ("accepted", "delivered"):
        return "accepted"
    # Of equal times the later in the way of a message.
    last = max((n for n in reversed(_TIMES) if n in times), key=lambda n: times[n], default=None)
    if row.tries == 0 or (last is None and row.tries == 1):
        return "ready"
    match last:
        case "accepted_at":
            return "accepted"
        case "unknown_at":
            return "unknown"
        case "failed_at":
            return _failed(row, over=over)
        case "claimed_at" if not over:
            return "sending"
    return UNKEPT


def _failed(row: Row[Any], *, over: bool) -> str:
    """What the last failure that was kept meant then."""
    if row.status == "failed_permanent":
        return "failed_permanent"
    if (row.error_code or "").startswith(f"{PASSED_OVER}:"):
        return "superseded"
    return UNKEPT if over else "failed_temporary"


def in_doubt(message: CameOf | Row[Any]) -> bool:
    """Whether nobody knows if this message went out, also where no more of it is sent."""
    if message.status not in ("unknown", "superseded") or message.unknown_at is None:
        return False
    if message.delivered_at:
        return False
    return message.failed_at is None or bool(message.failed_at <= message.unknown_at)
