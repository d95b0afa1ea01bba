"""Delivery reports from Twilio: checked, kept, and only ever moved forward.

They come twice, late, in any order, and from anybody who knows the address. So: the signature
first; each word kept once; a word of lower rank changes nothing; an unknown word is "on its way".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.channels.twilio.channel import Twilio
from notify.channels.twilio.errors import undelivered
from notify.channels.twilio.signed import check
from notify.rows import columns, insert_once
from notify.settle import Settler
from notify.tables import AttemptRow, ReceiptRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "accepted",
        "scheduled": "accepted",
        "queued": "accepted",
        "sending": "accepted",
        "sent": "accepted",
        "delivered": "delivered",
        "read": "delivered",
        "partially_delivered": "delivered",
        "undelivered": "failed",
        "failed": "failed",
        "canceled": "failed",
    }
)
"""The vendor's words for outgoing messages, and ours; one not listed counts as ``accepted``."""

_FORWARD = {
    "accepted": ("sending", "unknown"),
    "delivered": ("sending", "unknown", "accepted", "failed_temporary"),
}


class StatusCallback:
    """Takes reports for the web layer, which passes the address as the vendor knows it."""

    def __init__(self, database: Database, settler: Settler, clock: Clock, auth_token: str) -> None:
        self._database = database
        self._settler = settler
        self._clock = clock
        self._auth_token = auth_token

    def receive(self, url: str, fields: Mapping[str, Any], signature: str | None) -> bool:
        """Take one report; True where it was news.

        ``url`` is the public address with path and query exactly as configured, never built from
        headers. ``fields`` must include empty ones: they are signed too. Raises Refused
        ``not_allowed`` for a missing or wrong signature, ``missing`` without a status, and
        ``unknown_item`` for a message that is not ours.
        """
        check(self._auth_token, url, fields, signature)
        sid, word = fields.get("MessageSid"), fields.get("MessageStatus")
        if not sid or not word:
            allowed = phrase(N_("a delivery report"))
            raise Refused("missing", field="MessageStatus", value=word, allowed=allowed)
        code = fields.get("ErrorCode")
        with self._database.write() as connection:
            attempt = self._attempt(connection, _named(url), str(sid))
            return self._apply(connection, attempt, str(sid), str(word), _number(code))

    def _attempt(self, connection: Connection, named: str | None, sid: str) -> RowMapping:
        mine = (col(AttemptRow.channel) == Twilio.name, col(AttemptRow.mode) == "real")
        known = (col(AttemptRow.provider_id) == sid) | (
            (col(AttemptRow.id) == named) & col(AttemptRow.provider_id).is_(None)
        )
        query = select(*columns(AttemptRow)).where(*mine, known)
        attempt = connection.execute(query).mappings().first()
        if attempt is None:
            allowed = phrase(N_("a message that was sent from here"))
            raise Refused("unknown_item", field="MessageSid", value=sid, allowed=allowed)
        return attempt

    def _apply(
        self, connection: Connection, attempt: RowMapping, sid: str, word: str, code: int | None
    ) -> bool:
        now = self._clock.now()
        receipt = {
            "attempt": attempt["id"],
            "status": word,
            "incident": attempt["incident"],
            "jurisdiction": attempt["jurisdiction"],
            "mode": attempt["mode"],
            "error_code": str(code) if code else None,
            "at": now,
        }
        if not insert_once(connection, ReceiptRow, receipt):
            return False
        self._database.hint(connection, f"alerts:{attempt['incident']}")
        meaning = WORDS.get(word, "accepted")
        if meaning == "failed":
            return self._settler.settle(connection, attempt, undelivered(code), now)
        moved = connection.execute(
            update(AttemptRow)
            .where(
                col(AttemptRow.id) == attempt["id"],
                col(AttemptRow.status).in_(_FORWARD[meaning]),
            )
            .values(status=meaning, provider_id=sid, next_try_at=None)
        )
        return moved.rowcount == 1


def _named(url: str) -> str | None:
    from urllib.parse import parse_qs, urlsplit

    return next(iter(parse_qs(urlsplit(url).query).get("attempt", [])), None)


def _number(code: object) -> int | None:
    text = str(code or "")
    return int(text) if text.isascii() and text.isdigit() else None
