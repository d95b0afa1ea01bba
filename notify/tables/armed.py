"""For whom an exercise may leave the house, by which channel and how long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from notify.keys import EXERCISE_CHANNELS, of_incident, of_person, one_of
from runtime.columns import Instant

WHY = ("person", "time", "over", "real_incident")
"""Why an arming ended, as ``Disarmed`` says it."""


class ArmedRow(SQLModel, table=True):
    """One person and one channel of an exercise that two people have armed.

    Written in the transaction of the confirming entry and by nothing else; afterwards only its end
    is written, once. ``from_at`` and ``until_at`` are operating time.
    """

    __tablename__ = "armed"
    __table_args__ = (
        *of_incident("armed"),
        of_person(),
        ForeignKeyConstraint(["armed_by", "mode"], ["person.id", "person.mode"]),
        ForeignKeyConstraint(["confirmed_by", "mode"], ["person.id", "person.mode"]),
        CheckConstraint("mode = 'exercise'", name="armed_exercise"),
        CheckConstraint("armed_by <> confirmed_by", name="armed_by_two"),
        CheckConstraint("until_at > from_at", name="armed_for_a_time"),
        CheckConstraint(f"NOT ({one_of('channel', EXERCISE_CHANNELS)})", name="armed_channel"),
        CheckConstraint(f"why IS NULL OR {one_of('why', WHY)}", name="armed_why"),
        UniqueConstraint("incident", "arming", "person", "channel"),
    )

    id: str = Field(primary_key=True)
    incident: str
    jurisdiction: str = Field(index=True)
    mode: str
    arming: str
    entry: int
    """The entry of the log that confirmed it."""
    person: str
    channel: str
    armed_by: str
    confirmed_by: str
    from_at: datetime = Field(sa_type=Instant)
    until_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was ended before its time."""
    why: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    """When its end was written into the log of the exercise."""
