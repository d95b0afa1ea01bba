"""Who was told and has not answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_incident, of_person, one_of
from runtime.columns import Canonical, Instant

PHASES = ("answer", "action")
"""What is waited for: that somebody says they know, then that they act."""


class WatchRow(SQLModel, table=True):
    """One person and one alert, until they have answered and act, or nothing is left to try.

    ``taken`` counts the plan's steps so far, ``asked`` how often somebody who acknowledged was
    asked to act. ``set_at`` is when ``due_at`` was worked out: a clock that stands before it has
    been set back.
    """

    __tablename__ = "watch"
    __table_args__ = (
        *of_incident("watch"),
        of_person(),
        CheckConstraint(one_of("phase", PHASES), name="watch_phase"),
        UniqueConstraint("incident", "key", "person"),
    )

    id: str = Field(primary_key=True)
    incident: str
    jurisdiction: str
    mode: str
    key: str
    person: str
    alert: str
    plan: str
    intents: Any = Field(sa_type=Canonical)
    """Ids of the intents that the message was made of."""
    instead_of: str | None = Field(default=None, index=True)
    """The watch of the one in whose place this person was told."""
    phase: str = "answer"
    taken: int = 0
    asked: int = 0
    set_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_why: str | None = None
