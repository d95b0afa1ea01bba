"""What the entries of a log do to armings: written in the desk's own transaction.

An arming begins with the entry that confirms it and nowhere else. It ends with the entry that
disarms it, with the end of the exercise, and with a real incident in the same county, at once and
before anybody is told of that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, update
from sqlmodel import col

from incident import events as e
from incident.arming import real_open
from incident.ports import Commit
from notify.consequences import OVER
from notify.tables import ArmedRow
from runtime.clock import Clock
from runtime.database import Database

REAL = ("IncidentReported", "IncidentReopened", "ResponseResumed")
"""A real incident is there, or is there again."""


@dataclass(frozen=True)
class Armings:
    """A ``Consequence``. ``clock`` is operating time: telephones ring in real minutes."""

    database: Database
    clock: Clock

    def __call__(self, connection: Connection, commit: Commit) -> None:
        """Begin and end what the entries say."""
        for entry in commit.entries:
            event = entry.event
            match event:
                case e.ArmingConfirmed():
                    self._begin(connection, commit, event, entry.seq, entry.actor)
                case e.Disarmed():
                    self._disarm(connection, commit, event)
                case _ if commit.mode == "real" and event.wire() in REAL:
                    self._take_turns(connection, commit)
                    county = col(ArmedRow.jurisdiction) == commit.jurisdiction
                    self._end(connection, county, "real_incident", self.clock.now())
                case _ if commit.mode == "exercise" and event.wire() in OVER:
                    this = col(ArmedRow.incident) == commit.incident
                    self._end(connection, this, "over", self.clock.now())

    def _begin(
        self,
        connection: Connection,
        commit: Commit,
        event: e.ArmingConfirmed,
        seq: int,
        confirmed_by: str,
    ) -> None:
        self._take_turns(connection, commit)
        now = self.clock.now()
        common = {
            "incident": commit.incident,
            "jurisdiction": commit.jurisdiction,
            "mode": commit.mode,
            "arming": event.arming,
            "entry": seq,
            "armed_by": event.armed_by,
            "confirmed_by": confirmed_by,
            "from_at": now,
            "until_at": now + timedelta(minutes=event.minutes),
        }
        rows = [
            {
                **common,
                "id": f"{commit.incident}:{event.arming}:{person}:{channel}",
                "person": person,
                "channel": channel,
            }
            for person in event.persons
            for channel in event.channels
        ]
        connection.execute(insert(ArmedRow), rows)
        if real_open(connection, commit.jurisdiction):
            # Reported since this was decided, by somebody who was a moment faster.
            this = col(ArmedRow.incident) == commit.incident
            self._end(connection, this, "real_incident", now)

    def _disarm(self, connection: Connection, commit: Commit, event: e.Disarmed) -> None:
        now = self.clock.now()
        this = (
            col(ArmedRow.incident) == commit.incident,
            col(ArmedRow.arming) == event.arming,
        )
        self._end(connection, this[0] & this[1], event.why, now)
        connection.execute(update(ArmedRow).where(*this).values(told_at=now))

    def _end(
        self, connection: Connection, which: ColumnElement[bool], why: str, now: datetime
    ) -> None:
        open_ones = which & col(ArmedRow.ended_at).is_(None) & (col(ArmedRow.until_at) > now)
        connection.execute(update(ArmedRow).where(open_ones).values(ended_at=now, why=why))

    def _take_turns(self, connection: Connection, commit: Commit) -> None:
        """Arming and the report of a real incident, each of which must see the other."""
        self.database.lock(connection, f"arming:{commit.jurisdiction}")
