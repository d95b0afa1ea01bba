"""Which telephone a message went to, told apart without reading the number.

Kept with each message is a digest of its address, made with a key of its own from the vault: one
indexed query finds what a sender was asked, and nobody who reads the table can try numbers on it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from notify.numbers import line
from runtime.vault import Vault

OWNER = "telephones"
"""Whose key the digests are made with: of no single person, since two may share a telephone."""


def digest(connection: Connection, vault: Vault, address: str) -> str:
    """64 hexadecimal digits, the same however the number is written (``notify.numbers.line``)."""
    return vault.attest(connection, OWNER, "line", line(address))


def known(connection: Connection, vault: Vault, address: str) -> str | None:
    """The digest, for reading alone; None where the key was never made, and so nothing was ever
    sent to anybody."""
    key = vault.key_of(connection, OWNER)
    return None if key is None else key.attest("line", line(address))


def prepare(connection: Connection, vault: Vault) -> None:
    """Make that key where there is none, in a transaction that may write: on a fresh database the
    first who writes to us asks for a digest before anybody was sent a message."""
    vault.key_for_sealing(connection, OWNER)
