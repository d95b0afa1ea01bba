"""Delivery reports from Twilio: checked, kept, and only ever moved forward.

They come twice, late, in any order, and from anybody who knows the address. So: the signature
first; each word kept once; a word of lower rank changes nothing; an unknown word is "on its way".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.channel import Report, Told
from notify.channels.twilio.bound import check_time
from notify.channels.twilio.channel import Twilio
from notify.channels.twilio.errors import undelivered
from notify.channels.twilio.signed import check
from notify.reports import forward
from notify.rows import columns
from notify.settle import Settler
from notify.tables import AttemptRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused

WORDS: Mapping[str, Told] = MappingProxyType(
    {
        "accepted": "accepted",
        "scheduled": "accepted",
        "queued": "accepted",
        "sending": "accepted",
        "sent": "accepted",
        "delivered": "delivered",
        "read": "read",
        "partially_delivered": "delivered",
        "undelivered": "failed_permanent",
        "failed": "failed_permanent",
        "canceled": "failed_permanent",
    }
)
"""The vendor's words for outgoing messages, and ours; one not listed counts as ``accepted``. What
a failure leads to follows from its code (``undelivered``)."""


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
        ``not_allowed`` for a missing or wrong signature and an old address, ``missing`` without a
        status, and ``unknown_item`` for a message that is not ours.
        """
        check(self._auth_token, url, fields, signature)
        check_time(url, self._clock.now())
        sid, word = fields.get("MessageSid"), fields.get("MessageStatus")
        if not sid or not word:
            allowed = phrase(N_("a delivery report"))
            raise Refused("missing", field="MessageStatus", value=word, allowed=allowed)
        code = fields.get("ErrorCode")
        with self._database.write() as connection:
            attempt = self._attempt(connection, _named(url), str(sid))
            self._database.hint(connection, f"alerts:{attempt['incident']}")
            number = _number(code)
            said = Report(
                str(sid),
                str(word),
                WORDS.get(str(word), "accepted"),
                str(number) if number else None,
            )
            now = self._clock.now()
            return forward(connection, self._settler, attempt, said, undelivered(number), now)

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


def _named(url: str) -> str | None:
    from urllib.parse import parse_qs, urlsplit

    return next(iter(parse_qs(urlsplit(url).query).get("attempt", [])), None)


def _number(code: object) -> int | None:
    text = str(code or "")
    return int(text) if text.isascii() and text.isdigit() else None
