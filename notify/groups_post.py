"""Posting what groups are to be told: claimed and committed before the call, recorded after it.

Beside the alerts, and never in their way: a robot that hangs holds up no message to a person. A
post of which nobody knows whether it arrived is not posted again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import assert_never

from sqlalchemy import ColumnElement, RowMapping, exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from notify.channel import Accepted, Outcome, Permanent, Temporary, Unknown
from notify.flying import Flying
from notify.groups import GroupChannel, GroupNotice
from notify.handing import hand_over
from notify.health import Health
from notify.next_step import BACK_OFF_S
from notify.real import real_incident
from notify.rows import columns
from notify.set_back import SET_BACK
from notify.tables import GroupPostRow
from runtime.clock import Clock
from runtime.database import Database

WAIT_S = 0.2
"""Real seconds that a round waits for what it has begun to post."""

AT_ONCE = 10
LEASE = timedelta(seconds=120)
"""Operating time after which a claim counts as lost with its worker."""


class GroupPosts:
    """Posts what is due. ``clock`` is operating time; ``health`` hears how each robot fares."""

    def __init__(
        self,
        database: Database,
        groups: Mapping[str, GroupChannel],
        health: Health,
        clock: Clock,
    ) -> None:
        self._database = database
        self._groups = groups
        self._health = health
        self._clock = clock
        self._flying = Flying()

    async def step(self) -> int:
        """Post what is due; gives how many are done. 0 where nothing is to be done now."""
        if not self._groups:
            return 0
        self._overtaken()
        for row in self._claim(AT_ONCE - len(self._flying.here())):
            self._flying.start(row["channel"], self._post(row))
        return await self._flying.landed(WAIT_S)

    async def finish(self, timeout_s: float) -> None:
        """Before the loop ends: let what is being posted come to its outcome."""
        await self._flying.landed(timeout_s)

    def _overtaken(self) -> None:
        """Lost claims are unknown; what was tried in vain and is out of date is not posted."""
        now, newer = self._clock.now(), aliased(GroupPostRow)
        lost = (
            col(GroupPostRow.status) == "sending",
            col(GroupPostRow.claimed_at) < now - LEASE,
        )
        stale = (
            col(GroupPostRow.status) == "ready",
            col(GroupPostRow.tries) > 0,
            exists().where(
                col(newer.incident) == col(GroupPostRow.incident),
                col(newer.channel) == col(GroupPostRow.channel),
                col(newer.entry_seq) > col(GroupPostRow.entry_seq),
            ),
        )
        with self._database.read() as connection:
            found = [
                connection.execute(
                    select(col(GroupPostRow.incident)).where(*which).limit(1)
                ).first()
                for which in (lost, stale)
            ]
        if found == [None, None]:
            return
        with self._database.write() as connection:
            for which, status in ((lost, "unknown"), (stale, "superseded")):
                connection.execute(
                    update(GroupPostRow)
                    .where(*which)
                    .values(status=status, settled_at=now, next_try_at=None)
                )

    def _claim(self, limit: int) -> Sequence[RowMapping]:
        now = self._clock.now()
        put_off = func.coalesce(col(GroupPostRow.claimed_at), col(GroupPostRow.created_at))
        due = (
            select(*columns(GroupPostRow))
            .where(
                col(GroupPostRow.status) == "ready",
                (col(GroupPostRow.next_try_at) <= now) | (put_off > now + SET_BACK),
                col(GroupPostRow.channel).in_(self._groups),
                real_incident(GroupPostRow),
            )
            .order_by(col(GroupPostRow.created_at), col(GroupPostRow.entry_seq))
            .limit(max(limit, 0))
        )
        with self._database.read() as connection:
            rows = connection.execute(due).mappings().all()
        claimed = []
        for row in rows:
            with self._database.write() as connection:
                taken = connection.execute(
                    update(GroupPostRow)
                    .where(*_same(row), col(GroupPostRow.status) == "ready")
                    .values(
                        status="sending", tries=row["tries"] + 1, claimed_at=now, next_try_at=None
                    )
                )
            if taken.rowcount == 1:
                claimed.append(row)
        return claimed

    async def _post(self, row: RowMapping) -> None:
        outcome = await self._outcome(row)
        now, tries = self._clock.now(), row["tries"] + 1
        values: dict[str, object]
        match outcome:
            case Accepted():
                values = {"status": "accepted", "settled_at": now, "error_code": None}
            case Temporary(code=code, after_s=after_s) if tries <= len(BACK_OFF_S):
                wait_s = after_s or BACK_OFF_S[tries - 1]
                due = now + timedelta(seconds=wait_s)
                values = {"status": "ready", "error_code": code, "next_try_at": due}
            case Temporary(code=code) | Permanent(code=code):
                values = {"status": "failed", "error_code": code, "settled_at": now}
            case Unknown(reason=reason):
                values = {"status": "unknown", "error_code": reason, "settled_at": now}
            case _:
                assert_never(outcome)
        with self._database.write() as connection:
            connection.execute(
                update(GroupPostRow)
                .where(*_same(row), col(GroupPostRow.status) == "sending")
                .values(**values)
            )

    async def _outcome(self, row: RowMapping) -> Outcome:
        group = self._groups[row["channel"]]
        name = f"{row['incident']}:{row['entry_seq']}"

        async def posted() -> Outcome:
            return await group.post(GroupNotice(name, row["kind"], row["stage"], row["mode"]))

        outcome = await hand_over(posted(), group.capabilities, group.name, name)
        self._health.note(group.name, outcome, 0.0, self._clock.now())
        return outcome


def _same(row: RowMapping) -> tuple[ColumnElement[bool], ...]:
    return (
        col(GroupPostRow.incident) == row["incident"],
        col(GroupPostRow.entry_seq) == row["entry_seq"],
        col(GroupPostRow.channel) == row["channel"],
    )
