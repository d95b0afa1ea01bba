"""The tables of ``incident``: incidents, their append-only log, plans by content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from runtime.columns import Canonical, Instant

_MODE = "mode IN ('real', 'exercise')"


class PlanRow(SQLModel, table=True):
    """A plan by the hash of its canonical bytes; never changed."""

    __tablename__ = "plan"

    digest: str = Field(primary_key=True)
    plan_id: str = Field(index=True)
    body: str
    stored_at: datetime = Field(sa_type=Instant)


class PlanInForceRow(SQLModel, table=True):
    """What each folder of plans gave last without fault; a broken one falls back to it."""

    __tablename__ = "plan_in_force"

    folder: str = Field(primary_key=True)
    digest: str = Field(foreign_key="plan.digest")
    since: datetime = Field(sa_type=Instant)


class IncidentRow(SQLModel, table=True):
    """One incident: whose it is, its mode for ever, and the head of its log.

    ``stage`` and ``level`` repeat the state for lists; the log is the truth. ``clock`` is null
    where incident time is real time, otherwise the exercise's anchor and rate, or that it stands
    still between its player's steps.
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("id", "mode"),
        CheckConstraint(_MODE, name="incident_mode"),
    )

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    mode: str
    title: str
    plan: str
    stage: str
    level: int | None = None
    seq: int
    hash: str
    player: str | None = None
    """Who drives this exercise's time and alerts; null where the program itself does."""
    clock: Any = Field(default=None, sa_type=Canonical, nullable=True)
    opened_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True, index=True)
    """When the next clock runs out, in incident time; null where none is running."""


class EventRow(SQLModel, table=True):
    """One entry of a log. ``body`` holds the canonical bytes that ``hash`` was made of; the other
    columns repeat parts of it for queries and are checked against it."""

    __tablename__ = "event"
    __table_args__ = (
        ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        CheckConstraint(_MODE, name="event_mode"),
    )

    incident: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    jurisdiction: str
    mode: str
    type: str
    cause: str = Field(index=True)
    recorded_at: datetime = Field(sa_type=Instant)
    algorithm: str
    prev: str
    hash: str
    body: str


class SentCommandRow(SQLModel, table=True):
    """A command whose id was made of a key that its sender chose (``incident.sent``)."""

    __tablename__ = "sent_command"
    __table_args__ = (
        ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        CheckConstraint(_MODE, name="sent_command_mode"),
    )

    command: str = Field(primary_key=True)
    incident: str
    mode: str
    digest: str
    """Of all that was sent, people's words as keyed digests only."""


class MaterialRow(SQLModel, table=True):
    """A file that somebody brought: sealed under the key of its case, never changed.

    The log refers to it once an entry carries it; one that no entry names yet is its keeper's. One
    that a row of ``material_removal`` names is empty and has no ``command`` any more.
    """

    __tablename__ = "material"
    __table_args__ = (
        ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        ForeignKeyConstraint(["kept_by", "mode"], ["person.id", "person.mode"]),
        CheckConstraint(_MODE, name="material_mode"),
        Index("ix_material_lying", "incident", "kept_by", "size", "id"),
    )

    id: str = Field(primary_key=True)
    incident: str = Field(index=True)
    mode: str
    media: str
    size: int
    """Bytes of the content."""
    digest: str
    """Keyed digest of id, media type and content, as the log repeats it."""
    sealed: bytes
    """Nonce and ciphertext."""
    kept_by: str
    kept_at: datetime = Field(sa_type=Instant)
    """In incident time."""
    command: str | None = Field(default=None, unique=True)
    """Made of the key that the sender chose, so that sending again keeps nothing twice."""
    arrived_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True, index=True)
    """In operating time; a file without it is never removed."""


class MaterialRemovalRow(SQLModel, table=True):
    """That a file which nothing named was removed. Putting the row here empties the file; the
    database refuses it for one that an entry names or that came less than 7 days before."""

    __tablename__ = "material_removal"
    __table_args__ = (
        ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        CheckConstraint(_MODE, name="material_removal_mode"),
        Index("ix_material_removal_sweep", "removed_at", "sweep"),
    )

    material: str = Field(primary_key=True, foreign_key="material.id")
    incident: str
    mode: str
    size: int
    """Bytes of the content."""
    removed_at: datetime = Field(sa_type=Instant)
    """In operating time."""
    sweep: str
    """What was removed together."""


APPEND_ONLY = ("event", "plan", "material", "material_removal")
"""Tables whose rows can neither be changed nor deleted."""
