"""What came back: kept as it came before anything is done with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from notify.keys import of_incident, of_person, one_of
from runtime.columns import Instant

KINDS = ("report", "reply")
BECAME = (
    "report", "acknowledged", "on_the_way", "on_scene", "declined", "started", "wrong_code",
    "locked", "late", "ambiguous", "unclear", "stop", "unknown_sender", "refused",
)  # fmt: skip
"""What a kept item became; ``unclear``, ``ambiguous`` and ``refused`` wait for a person. What could
not be taken ends as ``refused`` too, and its ``tries`` tell it apart."""


class InboundRow(SQLModel, table=True):
    """One report or reply of a channel; ``id`` is the channel's and the provider's together, so a
    second copy changes nothing. Sender and text lie in the vault."""

    __tablename__ = "inbound"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="inbound_kind"),
        CheckConstraint(f"became IS NULL OR {one_of('became', BECAME)}", name="inbound_became"),
    )

    id: str = Field(primary_key=True)
    channel: str
    kind: str
    provider_id: str | None = None
    """The message that it is about, where the provider says so."""
    word: str | None = None
    """The provider's, of a report; of a reply, why it started or changed nothing, where known."""
    told: str | None = None
    code: str | None = None
    """Of a report, the provider's; of a reply, why nothing was written back to it."""
    sender_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    text_ref: str | None = Field(default=None, foreign_key="sealed.ref")
    at: datetime | None = Field(default=None, sa_type=Instant)
    received_at: datetime = Field(sa_type=Instant)
    handled_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    became: str | None = None
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often a fault kept it from being taken."""
    try_at: datetime | None = Field(default=None, sa_type=Instant)
    """Not before; None: at once."""
    person: str | None = None
    incident: str | None = Field(default=None, index=True)
    key: str | None = None
    read_by: str | None = None
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    """When somebody at the desk read what waited for a person."""


class OrderLockRow(SQLModel, table=True):
    """A secret with which one person can take one decision from a telephone, once and in time."""

    __tablename__ = "order_lock"
    __table_args__ = (*of_incident("order_lock"), of_person())

    attempt: str = Field(primary_key=True)
    incident: str = Field(index=True)
    jurisdiction: str
    mode: str
    person: str
    decision: str
    version: int
    level: int
    salt: bytes
    digest: bytes
    from_at: datetime = Field(sa_type=Instant)
    until_at: datetime = Field(sa_type=Instant)
    wrong: int = 0
    used_at: datetime | None = Field(default=None, sa_type=Instant)
