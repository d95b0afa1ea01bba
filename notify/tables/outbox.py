"""What must be told, to whom it was told, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_incident, of_person, one_of
from runtime.columns import Canonical, Instant

STATUSES = (
    "ready", "sending", "accepted", "delivered",
    "failed_temporary", "failed_permanent", "unknown", "superseded",
)  # fmt: skip
"""``ready`` is frozen but certainly never handed to a channel; ``sending`` may have been."""

WAITING = ("ready", "failed_temporary")
"""Attempts that wait for their time; nobody has them."""

UNSENT = (*WAITING, "unknown")
"""Attempts that would still be sent or sent again."""


class IntentRow(SQLModel, table=True):
    """One post must be told of one entry of the log; committed together with that entry.

    ``alert`` is the plan's alert, ``key`` the name under which answers come back: one for all
    intents of an entry. ``facts`` holds what the text needs, words of people as references only.
    """

    __tablename__ = "intent"
    __table_args__ = (
        *of_incident("intent"),
        UniqueConstraint("incident", "entry_seq", "alert", "post", "group_id"),
    )

    id: str = Field(primary_key=True)
    incident: str
    jurisdiction: str
    mode: str
    entry_seq: int
    event: str
    key: str
    alert: str
    post: str
    group_id: str = ""
    """The group in whose name the post is told, or empty."""
    position: int
    """Place in the plan's order of telling."""
    plan: str
    facts: Any = Field(sa_type=Canonical)
    urgency: str
    confirm: str
    on_unknown: str
    created_at: datetime = Field(sa_type=Instant)
    expanded_at: datetime | None = Field(default=None, sa_type=Instant, index=True)


class AttemptRow(SQLModel, table=True):
    """One message to one person, frozen before the channel is asked.

    ``step`` counts from 1; a message that is sent again because nobody knows what became of the
    first is a new step. ``tries`` counts how often this one was handed to the channel.

    A trigger refuses an exercise's message by a channel that reaches the world, unless an ``armed``
    row names incident, person and channel and covers the moment.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        *of_incident("attempt"),
        of_person(),
        CheckConstraint(one_of("status", STATUSES), name="attempt_status"),
        UniqueConstraint("incident", "key", "person", "step"),
        UniqueConstraint("id", "mode"),
        # What one person was written is asked for before each message to them.
        Index("ix_attempt_person_incident", "person", "incident"),
        # Of every reply is asked what went to its number in the last days.
        Index("ix_attempt_address_digest", "address_digest", "created_at"),
    )

    id: str = Field(primary_key=True)
    incident: str = Field(index=True)
    jurisdiction: str
    mode: str
    event: str
    key: str
    person: str
    posts: Any = Field(sa_type=Canonical)
    position: int
    step: int
    channel: str
    address_ref: str = Field(foreign_key="sealed.ref")
    address_digest: str | None = None
    """Of the number, made with a key of the vault; None in what was written before it was kept."""
    text_ref: str = Field(foreign_key="sealed.ref")
    lang: str
    roster_version: str
    urgency: str
    confirm: str
    on_unknown: str
    status: str = Field(index=True)
    provider_id: str | None = Field(default=None, index=True)
    error_code: str | None = None
    created_at: datetime = Field(sa_type=Instant)
    next_try_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    """When this person answered the alert, by whatever way."""
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the provider took it. This and the next two by its own clock, where it says the time."""
    delivered_at: datetime | None = Field(default=None, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was shown to somebody, as far as a provider says; the status stays ``delivered``."""
    failed_at: datetime | None = Field(default=None, sa_type=Instant)
    """Of the last failure, for now or for good."""
    unknown_at: datetime | None = Field(default=None, sa_type=Instant)
    """When nobody knew, last. It stays, whatever the status becomes: it may have gone out."""
    tries: int = 0
    code: str | None = None
    """The two figures by which this person answers this alert; None where no reply arrives."""
    alert: str | None = None
    """The plan's alert that the text begins with."""
    fields_ref: str | None = None
    """The words that it was filled with, sealed; None where no provider here needs them."""


class ReceiptRow(SQLModel, table=True):
    """What a provider said about an attempt; each word once, never changed."""

    __tablename__ = "receipt"
    __table_args__ = (
        *of_incident("receipt"),
        ForeignKeyConstraint(["attempt", "mode"], ["attempt.id", "attempt.mode"]),
    )

    attempt: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    incident: str
    jurisdiction: str
    mode: str
    error_code: str | None = None
    at: datetime = Field(sa_type=Instant)


class SimMessageRow(SQLModel, table=True):
    """A message on a simulated phone. ``id`` is the attempt's, so it arrives at most once."""

    __tablename__ = "sim_message"
    __table_args__ = (
        *of_incident("sim_message"),
        of_person(),
        ForeignKeyConstraint(["id", "mode"], ["attempt.id", "attempt.mode"]),
        CheckConstraint("address LIKE 'sim:%'", name="sim_message_address"),
    )

    id: str = Field(primary_key=True)
    incident: str
    jurisdiction: str
    mode: str
    key: str
    person: str
    address: str = Field(index=True)
    text_ref: str = Field(foreign_key="sealed.ref")
    at: datetime = Field(sa_type=Instant)
    answer: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class ShortfallRow(SQLModel, table=True):
    """Who was not reached: a person, a post, a village; to be told to the desk exactly once.

    Written with what caused it, told afterwards: a crash between the two loses nothing.
    """

    __tablename__ = "shortfall"
    __table_args__ = of_incident("shortfall")

    id: str = Field(primary_key=True)
    incident: str
    jurisdiction: str
    mode: str
    key: str
    post: str
    person: str | None = None
    village: str | None = None
    tried: int
    created_at: datetime = Field(sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    refused: str | None = None
    """The desk's refusal code, if it would not take it."""
