"""How the chain of alerts itself stands: its pulse, and what would go wrong with it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from runtime.columns import Instant


class HeartbeatRow(SQLModel, table=True):
    """When a worker last went through a whole round; for those who look from outside it."""

    __tablename__ = "heartbeat"

    worker: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class ReachGapRow(SQLModel, table=True):
    """A gap that was there when the list was last made, and since when it has been seen."""

    __tablename__ = "reach_gap"

    jurisdiction: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Instant)
