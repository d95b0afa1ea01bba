"""The steps up: from an answer that did not come to another way, another person, the desk.

One transaction for each step. The watch is taken in it while it is still open, and an answer
closes the watch in its own transaction: of the two, the database lets one go first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.acting import acted
from notify.escalation import ASKED_TO_ACT, act_by, move
from notify.rows import columns
from notify.share import Share
from notify.steps import Steps
from notify.tables import WatchRow
from playbooks.lookup import Playbook
from runtime.database import Database


@dataclass(frozen=True)
class Climber:
    """Takes the steps that are due, on behalf of the engine."""

    steps: Steps
    share: Share

    def due(self, database: Database, now: datetime, limit: int) -> list[str]:
        """Watches whose next step is due, the longest due first."""
        query = (
            select(col(WatchRow.id))
            .where(
                col(WatchRow.closed_at).is_(None),
                col(WatchRow.due_at) <= now,
                self.share.holds(col(WatchRow.incident)),
            )
            .order_by(col(WatchRow.due_at))
            .limit(limit)
        )
        with database.read() as connection:
            return list(connection.execute(query).scalars())

    def climb(self, connection: Connection, name: str, now: datetime) -> str | None:
        """One step of one watch; gives its incident, None where it was answered meanwhile, or
        another worker has it or took the step."""
        query = (
            select(*columns(WatchRow))
            .where(
                col(WatchRow.id) == name,
                col(WatchRow.closed_at).is_(None),
                col(WatchRow.due_at) <= now,
            )
            .with_for_update(skip_locked=True)
        )
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        playbook = self.steps.letters.playbooks(row["plan"])
        if row["phase"] == "action":
            self._ask(connection, row, playbook, now)
        else:
            self._up(connection, row, playbook, now)
        return str(row["incident"])

    def _up(
        self, connection: Connection, row: RowMapping, playbook: Playbook, now: datetime
    ) -> None:
        escalation = playbook.escalation(row["alert"])
        stand_in = row["instead_of"] is not None
        step = move(escalation, row["taken"], stand_in=stand_in) if escalation else None
        if escalation is None or step is None:
            _keep(connection, row, due_at=None, closed_at=now, closed_why="exhausted")
            return
        self.steps.take(connection, row, playbook, step, now)
        taken = step.number + 1
        following = move(escalation, taken, stand_in=stand_in)
        if following is not None:
            _keep(connection, row, taken=taken, set_at=now, due_at=following.due(now))
        else:
            ended = {"due_at": None, "closed_at": now, "closed_why": "exhausted"}
            _keep(connection, row, taken=taken, set_at=now, **ended)

    def _ask(
        self, connection: Connection, row: RowMapping, playbook: Playbook, now: datetime
    ) -> None:
        """Acknowledged, and nothing since: asked again, then the desk is told."""
        escalation = playbook.escalation(row["alert"])
        until = act_by(escalation, now) if escalation else None
        if acted(connection, row, self.steps.posts(connection, row)):
            _keep(connection, row, due_at=None, closed_at=now, closed_why="acting")
            return
        again = until is not None and row["asked"] < ASKED_TO_ACT
        if again and self.steps.ask(connection, row, playbook, now):
            _keep(connection, row, asked=row["asked"] + 1, set_at=now, due_at=until)
            return
        self.steps.tell_desk(connection, row, now)
        _keep(connection, row, due_at=None, closed_at=now, closed_why="no_action")


def _keep(connection: Connection, row: RowMapping, **values: object) -> None:
    connection.execute(update(WatchRow).where(col(WatchRow.id) == row["id"]).values(**values))
