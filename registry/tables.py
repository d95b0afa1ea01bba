"""The tables of ``registry``: who and what there is, by jurisdiction.

Names and addresses of people are not here but in the vault, under the person's own key. A person
belongs to one mode, and everything that leads to a person carries the same mode: the composite
foreign keys make it impossible for an exercise to reach a real roster, or the other way round.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from runtime.columns import Canonical, Instant

_MODE = "mode IN ('real', 'exercise')"


class PersonRow(SQLModel, table=True):
    """A person. ``title`` is the published office, ``{"zh", "en"}``, or null."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id", "mode"),
        CheckConstraint(_MODE, name="person_mode"),
    )

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    mode: str
    name_ref: str = Field(foreign_key="sealed.ref")
    title: Any = Field(default=None, sa_type=Canonical, nullable=True)
    source: str | None = None
    lang: str


class ContactRow(SQLModel, table=True):
    """One way to reach a person; they are tried in order of ``rank``, from 1."""

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(["person_id", "mode"], ["person.id", "person.mode"]),
        CheckConstraint(_MODE, name="contact_mode"),
    )

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    mode: str
    person_id: str = Field(index=True)
    kind: str
    address_ref: str = Field(foreign_key="sealed.ref")
    rank: int


class HoldingRow(SQLModel, table=True):
    """A person held a post from ``since`` (included) until ``until`` (excluded, null: open).

    Rows are closed, not removed, so that any past moment can be asked for.
    """

    __tablename__ = "holding"
    __table_args__ = (
        ForeignKeyConstraint(["person_id", "mode"], ["person.id", "person.mode"]),
        CheckConstraint(_MODE, name="holding_mode"),
        CheckConstraint("rank >= 1", name="holding_rank"),
    )

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    mode: str
    post: str = Field(index=True)
    person_id: str = Field(index=True)
    rank: int
    scope_id: str | None = None
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    source: str


class TownshipRow(SQLModel, table=True):
    __tablename__ = "township"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    name: str
    name_en: str
    fictional: bool


class VillageRow(SQLModel, table=True):
    """``households`` and ``residents`` are null where unknown."""

    __tablename__ = "village"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    name: str
    name_en: str
    fictional: bool
    township_id: str = Field(foreign_key="township.id")
    households: int | None = None
    residents: int | None = None
    source: str


class OperatorRow(SQLModel, table=True):
    """An enterprise; ``also_written`` are other forms of its name in the sources."""

    __tablename__ = "operator"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    name: str
    name_en: str
    fictional: bool
    also_written: Any = Field(sa_type=Canonical)
    place: str | None = None
    legal_representative_person_id: str | None = Field(default=None, foreign_key="person.id")
    legal_representative_source: str | None = None
    source: str


class MineRow(SQLModel, table=True):
    __tablename__ = "mine"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    name: str
    name_en: str
    fictional: bool
    kind: str
    operator_id: str = Field(foreign_key="operator.id")
    responsible_person_id: str | None = Field(default=None, foreign_key="person.id")
    source: str


class DamRow(SQLModel, table=True):
    """A tailings dam. Every fact is ``{"value", "unit", "source", "dated"}`` or null: unknown."""

    __tablename__ = "dam"

    id: str = Field(primary_key=True)
    jurisdiction: str = Field(index=True)
    name: str
    name_en: str
    fictional: bool
    operator_id: str = Field(foreign_key="operator.id")
    township_id: str | None = Field(default=None, foreign_key="township.id")
    responsible_person_id: str | None = Field(default=None, foreign_key="person.id")
    source: str
    facts: Any = Field(sa_type=Canonical)
    downstream: Any = Field(sa_type=Canonical)


class DutyEntryRow(SQLModel, table=True):
    """One entry of a duty desk's log; rows are only added. What people said or wrote is in the
    vault, under the key of the desk's month.

    The log is of real life: the foreign key lets only people of the real roster enter anything.
    """

    __tablename__ = "duty_entry"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "seq"),
        UniqueConstraint("corrects"),
        UniqueConstraint("command"),
        ForeignKeyConstraint(["entered_by", "mode"], ["person.id", "person.mode"]),
        CheckConstraint("mode = 'real'", name="duty_entry_mode"),
        CheckConstraint("kind IN ('call', 'paper', 'note', 'paste')", name="duty_entry_kind"),
    )

    id: str = Field(primary_key=True)
    jurisdiction: str
    mode: str
    seq: int
    """Counts the desk's entries, from 1."""
    kind: str
    received_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    entered_by: str
    from_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    number_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    words_ref: str = Field(foreign_key="sealed.ref")
    recording_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    first: str
    """The entry that a chain of corrections began with; its own id where it corrects none."""
    corrects: str | None = Field(default=None, foreign_key="duty_entry.id")
    command: str | None = None
    """Id of the request, so that sending it again enters nothing twice."""
