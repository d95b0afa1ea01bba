"""Which telephone a message went to, told apart without reading the number.

Kept with each message is a digest of its address, made with a key of its own from the vault: one
indexed query finds what a sender was asked, and nobody who reads the table can try numbers on it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from notify.numbers import line
from runtime.datakey import DataKey
from runtime.vault import Vault

OWNER = "telephones"
"""Whose key the digests are made with: of no single person, since two may share a telephone."""


def digest(connection: Connection, vault: Vault, address: str) -> str:
    """64 hexadecimal digits, the same however the number is written (``notify.numbers.line``)."""
    return digest_by(key_of_lines(connection, vault), address, vault.region)


def key_of_lines(connection: Connection, vault: Vault) -> DataKey:
    """The key of the digests, for many of them; made where there is none, so in a transaction that
    may write."""
    return vault.key_for_sealing(connection, OWNER)


def known_key(connection: Connection, vault: Vault) -> DataKey | None:
    """The same for reading alone; None where it was never made."""
    return vault.key_of(connection, OWNER)


def digest_by(key: DataKey, address: str, region: str) -> str:
    """``digest`` with that key, and the region of the vault that it is from."""
    return key.attest("line", line(address, region))


def known(connection: Connection, vault: Vault, address: str) -> str | None:
    """The digest, for reading alone; None where the key was never made, and so nothing was ever
    sent to anybody."""
    key = known_key(connection, vault)
    return None if key is None else digest_by(key, address, vault.region)
