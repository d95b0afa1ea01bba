"""What follows when an arming ends by itself: the log of the exercise says so, and messages that
still waited for a real telephone go to the simulated one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import or_, select, update
from sqlmodel import col

from incident.actors import ENGINE
from incident.commands import EndArming
from notify.arming.reach import leaves
from notify.keys import DISARMED
from notify.putoff import PutOff
from notify.rows import columns
from notify.settle import Settler
from notify.share import Share
from notify.shortfall import DeskPut
from notify.tables import WAITING, ArmedRow, AttemptRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.unwritten import final

AT_ONCE = 50
"""Messages that one step takes back."""

_TAKEN_BACK = {"status": "superseded", "next_try_at": None, "error_code": DISARMED}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ends:
    """Works for the engine, a little with every step. ``clock`` is operating time."""

    database: Database
    settler: Settler
    put: DeskPut
    clock: Clock
    share: Share
    _untold: PutOff[str] = field(default_factory=PutOff)

    def step(self) -> int:
        """Gives how many things were done; 0 where no arming has ended."""
        now = self.clock.now()
        return self._tell(now) + self._take_back(now)

    def _tell(self, now: datetime) -> int:
        """Into the log, once for each arming."""
        query = (
            select(col(ArmedRow.incident), col(ArmedRow.arming), col(ArmedRow.why))
            .where(
                col(ArmedRow.told_at).is_(None),
                or_(col(ArmedRow.ended_at).is_not(None), col(ArmedRow.until_at) <= now),
                self.share.holds(col(ArmedRow.incident)),
            )
            .distinct()
        )
        with self.database.read() as connection:
            ended = connection.execute(query).all()
        waits, done = self._untold.now(now), 0
        for one in ended:
            name = f"{one.incident}:{one.arming}"
            if name not in waits:
                done += self._told(one, name, now)
        return done

    def _told(self, one: Any, name: str, now: datetime) -> bool:
        why = cast('Literal["time", "over", "real_incident"]', one.why or "time")
        try:
            command = EndArming(arming=one.arming, why=why)
            self.put(one.incident, command, ENGINE, command_id=f"disarm:{name}")
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one, the others go on
            if not final(fault):
                _log.error("the end of %s cannot be told to the desk: %s", name, traced(fault))
                self._untold.add([name], now)
                return False
            _log.error("the desk refused the end of %s: %s", name, traced(fault))
        with self.database.write() as connection:
            connection.execute(
                update(ArmedRow)
                .where(
                    col(ArmedRow.incident) == one.incident,
                    col(ArmedRow.arming) == one.arming,
                    col(ArmedRow.told_at).is_(None),
                )
                .values(told_at=now)
            )
        return True

    def _take_back(self, now: datetime) -> int:
        """What was written for a real telephone and not handed over yet."""
        query = (
            select(*columns(AttemptRow))
            .where(
                col(AttemptRow.mode) == "exercise",
                col(AttemptRow.status).in_(WAITING),
                ~leaves(now),
                self.share.holds(col(AttemptRow.incident)),
            )
            .limit(AT_ONCE)
        )
        with self.database.read() as connection:
            if connection.execute(query.limit(1)).first() is None:
                return 0
        with self.database.write() as connection:
            rows: Sequence[Any] = connection.execute(query.with_for_update()).mappings().all()
            for row in rows:
                this = col(AttemptRow.id) == row["id"]
                connection.execute(update(AttemptRow).where(this).values(_TAKEN_BACK))
                self.settler.take_inside(connection, row, now)
                self.database.hint(connection, f"alerts:{row['incident']}")
        return len(rows)
