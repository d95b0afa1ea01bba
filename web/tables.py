"""The tables of ``web``: who may come in. Secrets are kept as SHA-256 only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from runtime.columns import Instant


class SignInLinkRow(SQLModel, table=True):
    """A link that signs one person in, once."""

    __tablename__ = "sign_in_link"

    hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id")
    wall: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """For the machine behind a large screen, which may look at walls and nothing else."""
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class SessionRow(SQLModel, table=True):
    """A browser in which somebody is signed in."""

    __tablename__ = "session"

    hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id")
    wall: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """As the link that it was made by."""
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class ApiTokenRow(SQLModel, table=True):
    """A token with which another program acts as one person."""

    __tablename__ = "api_token"

    hash: str = Field(primary_key=True)
    name: str
    person: str = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class AlarmSeenRow(SQLModel, table=True):
    """An alarm on the pages of an incident that somebody has seen for everybody: the first who said
    so. It quiets screens and is no part of the incident's record."""

    __tablename__ = "alarm_seen"

    incident: str = Field(foreign_key="incident.id", primary_key=True)
    alarm: str = Field(primary_key=True)
    """As the page names it: what rings, and for which version of it."""
    person: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
