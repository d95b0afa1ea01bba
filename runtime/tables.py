"""The tables of ``runtime``: personal data, apart from everything else."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from runtime.columns import Instant


class VaultKey(SQLModel, table=True):
    """The data key of one owner (a person or a case), wrapped by the master key.

    ``wrapped`` is nonce and ciphertext; it is null once the key was destroyed.
    """

    __tablename__ = "vault_key"

    owner: str = Field(primary_key=True)
    wrapped: bytes | None = None
    created_at: datetime = Field(sa_type=Instant)
    destroyed_at: datetime | None = Field(default=None, sa_type=Instant)


class Sealed(SQLModel, table=True):
    """One text of an owner, encrypted; the rest of the database knows only its ``ref``."""

    __tablename__ = "sealed"

    ref: str = Field(primary_key=True)
    owner: str = Field(foreign_key="vault_key.owner", index=True)
    nonce: bytes
    ciphertext: bytes
