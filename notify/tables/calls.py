"""The telephone list: whom a human calls, who is calling now, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_incident, of_person
from runtime.columns import Canonical, Instant


class CallRow(SQLModel, table=True):
    """One person on the telephone list, in the plan's order; a human calls and says what came.

    ``result`` is the last one; ``tries`` counts calls. The entry is done once ``closed_at`` is
    set.
    """

    __tablename__ = "call_entry"
    __table_args__ = (
        *of_incident("call_entry"),
        of_person(),
        UniqueConstraint("incident", "key", "person"),
    )

    id: str = Field(primary_key=True)
    incident: str = Field(index=True)
    jurisdiction: str
    mode: str
    key: str
    event: str
    person: str
    posts: Any = Field(sa_type=Canonical)
    position: int
    text_ref: str = Field(foreign_key="sealed.ref")
    reason: str
    """Why a human has to call: ``channel`` or the code of what failed."""
    opened_at: datetime = Field(sa_type=Instant)
    tries: int = 0
    result: str | None = None
    result_by: str | None = None
    result_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class CallTryRow(SQLModel, table=True):
    """One call to one person and what came of it; never changed.

    ``keys`` are the alerts that were told in it. What was said lies in the vault under the key of
    the person called.
    """

    __tablename__ = "call_try"
    __table_args__ = (*of_incident("call_try"), of_person())

    id: str = Field(primary_key=True)
    incident: str = Field(index=True)
    jurisdiction: str
    mode: str
    person: str
    keys: Any = Field(sa_type=Canonical)
    result: str
    by: str
    at: datetime = Field(sa_type=Instant)
    note_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    recording: str | None = None
    """Number of the telephone recording."""
    contact: str | None = None
    """Which of the person's numbers was dialled; None where the caller did not say."""
    contact_kind: str | None = None
    number_ref: str | None = None
    """The number as it was then, sealed."""


class CallClaimRow(SQLModel, table=True):
    """Who is calling a person now, in whatever incidents, so that nobody else does; over at
    ``until``."""

    __tablename__ = "call_claim"
    __table_args__ = (of_person(),)

    person: str = Field(primary_key=True)
    mode: str = Field(primary_key=True)
    by: str
    until: datetime = Field(sa_type=Instant)
