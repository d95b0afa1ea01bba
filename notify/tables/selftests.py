"""Tests of the ways to people, without any incident: who was written to by which way, and what
came of it. Only people of the real roster are tested; an exercise has no ways to the world."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_person, one_of
from runtime.columns import Instant

WORDS = ("sending", "accepted", "delivered", "failed", "unknown", "answered")
"""What is known of a test, in the order in which it comes."""


class SelfTestRunRow(SQLModel, table=True):
    """Somebody asked for a test of every way that is due; a refusal is kept as well."""

    __tablename__ = "self_test_run"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    plan: str
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    forced: bool
    """Asked for although a real incident is open."""
    refused: str | None = None
    """Why nothing is sent: the code of the refusal."""
    expanded_at: datetime | None = Field(default=None, sa_type=Instant)


class SelfTestRow(SQLModel, table=True):
    """One message to one person; never changed. ``id`` names it to the channel."""

    __tablename__ = "self_test"
    __table_args__ = (
        of_person(),
        CheckConstraint("mode = 'real'", name="self_test_real"),
        UniqueConstraint("run", "person"),
        Index("ix_self_test_address_digest", "address_digest", "at"),
    )

    id: str = Field(primary_key=True)
    run: str = Field(foreign_key="self_test_run.id", index=True)
    jurisdiction: str
    mode: str
    person: str = Field(index=True)
    channel: str
    address_ref: str = Field(foreign_key="sealed.ref")
    address_digest: str | None = None
    """Which telephone (``notify.answers.telephones``); null in a row from before it was kept."""
    text_ref: str = Field(foreign_key="sealed.ref")
    at: datetime = Field(sa_type=Instant, index=True)


class SelfTestWordRow(SQLModel, table=True):
    """What became known of a test; each word once, never changed. Whoever writes ``sending`` is the
    one who sends it."""

    __tablename__ = "self_test_word"
    __table_args__ = (CheckConstraint(one_of("word", WORDS), name="self_test_word_known"),)

    test: str = Field(primary_key=True, foreign_key="self_test.id")
    word: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    code: str | None = None
    """Why it failed, or why nobody knows; of a message that was taken the provider's name for it,
    by which receipts find it."""
    by: str | None = None
    """Who entered an answer; null where the channel told it."""
