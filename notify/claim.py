"""Claiming messages: what may leave now is taken by one sender, in that one's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, select, update
from sqlmodel import col

from notify.arming.reach import hold, leaves
from notify.rows import columns
from notify.share import Share
from notify.tables import WAITING, AttemptRow
from runtime.columns import Instant

_NOW = bindparam("now", type_=Instant())
_TAKE = (
    update(AttemptRow)
    .where(
        col(AttemptRow.id).in_(bindparam("chosen", expanding=True)),
        col(AttemptRow.status).in_(WAITING),
    )
    .values(
        status="sending",
        tries=col(AttemptRow.tries) + 1,
        claimed_at=_NOW,
        claimed_by=bindparam("worker"),
        next_try_at=None,
    )
    .returning(*columns(AttemptRow))
)


class Claims:
    """What one worker takes; ``share`` says of which incidents."""

    def __init__(self, worker: str, share: Share) -> None:
        self._worker = worker
        self._due = _due(share)

    def take(
        self, connection: Connection, now: datetime, limit: int, full: Mapping[str, int]
    ) -> Sequence[RowMapping]:
        """Up to ``limit`` rows, the most urgent first, each marked as being sent.

        ``full`` is what channels that take few side by side still take.
        """
        hold(connection, now)
        closed = [name for name, left in full.items() if not left]
        due = connection.execute(self._due, {"now": now, "closed": closed, "most": limit})
        chosen = _within(due.all(), full)
        if not chosen:
            return ()
        taking = {"now": now, "chosen": chosen, "worker": self._worker}
        return connection.execute(_TAKE, taking).mappings().all()


def _due(share: Share) -> Select[str, str]:
    """What may be sent now, the most urgent first; made once, since it is asked all the time."""
    return (
        select(col(AttemptRow.id), col(AttemptRow.channel))
        .where(
            col(AttemptRow.channel).not_in(bindparam("closed", expanding=True)),
            col(AttemptRow.status).in_(WAITING),
            col(AttemptRow.next_try_at) <= _NOW,
            leaves(_NOW),
            share.holds(col(AttemptRow.incident)),
        )
        .order_by(
            # flash, urgent, normal: by alphabet
            col(AttemptRow.urgency) == "normal",
            col(AttemptRow.urgency) == "urgent",
            col(AttemptRow.created_at),
            col(AttemptRow.position),
        )
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def _within(due: Iterable[Any], full: Mapping[str, int]) -> list[str]:
    """Those of the due messages that their channels take now."""
    left, chosen = dict(full), list[str]()
    for name, channel in due:
        if left.get(channel, 1) > 0:
            chosen.append(name)
            if channel in left:
                left[channel] -= 1
    return chosen
