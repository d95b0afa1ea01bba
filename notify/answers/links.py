"""A short signed link that answers one alert of one person, where no reply can arrive.

The signature is made with the key under which the person's data lie: nobody can make one, it names
the message that it answers, and it dies with the key. Whoever has the message has the link, as
whoever has the telephone can reply.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.rows import columns
from notify.tables import AttemptRow
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

PATH = "/r/"
SIGNED = 16
"""Letters of the signature: 80 bits."""
NAMED = 20
"""Letters of the message's own name, as ``runtime.ids`` makes them."""
LASTS = timedelta(hours=48)


@dataclass(frozen=True)
class Links:
    """Makes and reads links. ``base_url`` is the address at which telephones reach this program;
    None: no links are made."""

    vault: Vault
    base_url: str | None

    def link(self, connection: Connection, attempt: str, person: str) -> str | None:
        """The link for a message; None where telephones cannot reach this program."""
        if self.base_url is None:
            return None
        token = f"{attempt.removeprefix('att-')}-{self._sign(connection, attempt, person)}"
        return f"{self.base_url.rstrip('/')}{PATH}{token}"

    def sample(self) -> str | None:
        """What stands for a link before there is a message, as long as one will be."""
        if self.base_url is None:
            return None
        return f"{self.base_url.rstrip('/')}{PATH}{'x' * NAMED}-{'x' * SIGNED}"

    def attempt(self, connection: Connection, token: str, now: datetime) -> RowMapping:
        """The message that a link belongs to. Raises Refused ``link`` for any other, an old one
        and one whose person was erased."""
        name, _, signature = token.rpartition("-")
        query = select(*columns(AttemptRow)).where(col(AttemptRow.id) == f"att-{name}")
        row = connection.execute(query).mappings().one_or_none()
        if row is not None and now < row["created_at"] + LASTS:
            wanted = self._sign(connection, row["id"], row["person"])
            if hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")):
                return row
        raise Refused(
            "link",
            field="link",
            value=None,
            allowed=phrase(N_("the link of a message of the last two days; or call the duty desk")),
        )

    def _sign(self, connection: Connection, attempt: str, person: str) -> str:
        digest = self.vault.attest(connection, person, f"{attempt}.link", attempt)
        return base64.b32encode(bytes.fromhex(digest))[:SIGNED].decode("ascii").lower()
