"""What comes back is kept first, and understood afterwards.

Many queues give each item once: so it is stored, the channel is told so, and only then is anything
done with it. A second copy of the same item is not kept.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection, RowMapping, or_, select, update
from sqlmodel import col

from incident.sent import ELSE, NEW_KEY
from notify.answers import telephones
from notify.channel import Channel, Incoming, Listening, Reply, Report
from notify.rows import columns, insert_once
from notify.tables import InboundRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import kind, traced
from runtime.killpoints import hit
from runtime.language import phrase, term
from runtime.refusal import Refused
from runtime.vault import Vault

OWNER = "inbox"
"""Whose key seals numbers and words of those who are not known yet."""

_log = logging.getLogger(__name__)


class Inbox:
    """Keeps what channels give, and hands it out once."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._deaf: dict[str, str] = {}

    def keep(self, channel: str, items: Iterable[Incoming]) -> int:
        """Store them in one transaction; gives how many were new. For web hooks too."""
        fresh = 0
        with self._database.write() as connection:
            for item in items:
                fresh += self._store(connection, channel, item)
            if fresh:
                self._database.hint(connection, "inbox")
        hit("after_keep")
        return fresh

    async def fetch(self, channels: Mapping[str, Channel]) -> int:
        """Ask every channel that listens; one that cannot be asked holds up no other, and is told
        to the log once: it is asked every few seconds, all night."""
        fresh = 0
        for name, channel in channels.items():
            if not isinstance(channel, Listening):
                continue
            try:
                items = await channel.fetch()
                fresh += self.keep(name, items)
                await channel.stored(items)
            except ConnectionError as error:
                if self._news(name, kind(error)):
                    _log.warning("channel %s cannot be asked for replies: %s", name, kind(error))
            except Exception as error:  # noqa: BLE001 - whatever a vendor's library may raise
                if self._news(name, kind(error)):
                    told = traced(error)
                    _log.error("channel %s failed when asked for replies: %s", name, told)
            else:
                if self._deaf.pop(name, None):
                    _log.warning("channel %s can be asked for replies again", name)
        return fresh

    def _news(self, channel: str, fault: str) -> bool:
        before, self._deaf[channel] = self._deaf.get(channel), fault
        return before != fault

    def waiting(self, connection: Connection, limit: int) -> Sequence[RowMapping]:
        """What nothing was done with yet and is not put off, in the order in which it came."""
        query = (
            select(*columns(InboundRow))
            .where(
                col(InboundRow.handled_at).is_(None),
                or_(col(InboundRow.try_at).is_(None), col(InboundRow.try_at) <= self._clock.now()),
            )
            .order_by(col(InboundRow.received_at), col(InboundRow.id))
            .limit(limit)
        )
        return connection.execute(query).mappings().all()

    def words(self, connection: Connection, row: Mapping[Any, Any]) -> tuple[str, str]:
        """Number and text of a reply; empty where they were erased."""
        refs = [row["sender_ref"], row["text_ref"]]
        found = self._vault.unseal(connection, refs)
        return found[refs[0]] or "", found[refs[1]] or ""

    def done(
        self, connection: Connection, row: Mapping[Any, Any], became: str, **about: object
    ) -> None:
        """What became of an item; ``about`` are person, incident and key, as far as known."""
        connection.execute(
            update(InboundRow)
            .where(col(InboundRow.id) == row["id"])
            .values(handled_at=self._clock.now(), became=became, **about)
        )

    def put_off(
        self, connection: Connection, row: Mapping[Any, Any], until: datetime, *, tries: int
    ) -> None:
        """Nothing is done with it before ``until``; ``tries`` is how often a fault was in the way.
        Kept in the table, so it also holds for a program that starts again."""
        connection.execute(
            update(InboundRow)
            .where(col(InboundRow.id) == row["id"])
            .values(tries=tries, try_at=until)
        )

    def _store(self, connection: Connection, channel: str, item: Incoming) -> bool:
        row: dict[str, Any] = {
            "channel": channel,
            "at": item.at,
            "received_at": self._clock.now(),
        }
        match item:
            case Report():
                name = f"{channel}:{item.provider_id}:{item.word}:{item.code or ''}"
                row |= {"id": name, "kind": "report", "provider_id": item.provider_id}
                row |= {"word": item.word, "told": item.told, "code": item.code}
            case Reply():
                free = self._free(connection, channel, item)
                if free is None:
                    return False
                name = free
                row |= {"id": f"{channel}:{name}", "kind": "reply", "provider_id": item.to}
                refs = {f"in-{name}.sender": item.sender, f"in-{name}.text": item.text or " "}
                self._vault.seal_many(connection, OWNER, refs)
                # Whose it is will be asked where nothing may be written, and on a fresh database
                # before anybody was sent a message.
                telephones.key_of_lines(connection, self._vault)
                row |= {"sender_ref": f"in-{name}.sender", "text_ref": f"in-{name}.text"}
            case _:
                assert_never(item)
        return insert_once(connection, InboundRow, row)

    def _free(self, connection: Connection, channel: str, item: Reply) -> str | None:
        """A name for a reply that is new; None for one that is kept already.

        Providers use an id again for other words, and those must not be lost: they are kept under
        the next name. Raises Refused ``duplicate`` to a person at a simulated phone, who can send
        anew; a provider that is refused would send the same for ever.
        """
        # Hashed: a provider's name for it may hold the number.
        first = hashlib.sha256(f"{channel}\0{item.id}".encode()).hexdigest()[:32]
        name, number = first, 1
        while True:
            query = select(*columns(InboundRow)).where(col(InboundRow.id) == f"{channel}:{name}")
            known = connection.execute(query).mappings().first()
            if known is None:
                return name
            sender, text = self.words(connection, known)
            # Erased: nobody can compare, and it counts as the same.
            if not text or (sender, text) == (item.sender, item.text or " "):
                return None
            if channel == "simulated":
                value, allowed = term(item.id, phrase(ELSE)), phrase(NEW_KEY)
                raise Refused("duplicate", field="_key", value=value, allowed=allowed)
            _log.warning("channel %s uses an id again for other words: %s", channel, name)
            number += 1
            name = f"{first}-{number}"


def age(row: Mapping[Any, Any]) -> datetime:
    """When it was said, as far as anybody knows."""
    said: datetime = row["at"] or row["received_at"]
    received: datetime = row["received_at"]
    return min(said, received)
