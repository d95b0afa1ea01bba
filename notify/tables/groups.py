"""What groups in a chat are to be told, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_incident, one_of
from runtime.columns import Instant

POST_STATUSES = ("ready", "sending", "accepted", "failed", "unknown", "superseded")
"""``superseded``: it could not be posted before a newer one of its incident was due."""


class GroupPostRow(SQLModel, table=True):
    """One notice to one group. It names no person, and no person counts as told by it."""

    __tablename__ = "group_post"
    __table_args__ = (
        *of_incident("group_post"),
        CheckConstraint("mode = 'real'", name="group_post_exercise_stays_inside"),
        CheckConstraint(one_of("status", POST_STATUSES), name="group_post_status"),
    )

    incident: str = Field(primary_key=True)
    entry_seq: int = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    jurisdiction: str
    mode: str
    kind: str
    stage: str
    status: str = Field(default="ready", index=True)
    tries: int = 0
    error_code: str | None = None
    """Of the last failure, also while it is tried again."""
    created_at: datetime = Field(sa_type=Instant)
    next_try_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
