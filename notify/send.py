"""Handing messages to channels: claimed and committed before the call, recorded after it.

Between the two the process may die. Then the attempt is found as ``sending`` and treated as
unknown: the only state in which nobody can say whether the message went out.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.answers.courtesy import UNSAID, kept_for_alerts
from notify.answers.offered import Offers
from notify.arming.last import still_armed
from notify.channel import Accepted, Message, Outcome, Permanent, Unknown
from notify.claim import Claims
from notify.flying import Flying
from notify.handing import hand_over, share_of
from notify.keys import EXERCISE_CHANNELS
from notify.recorder import Recorder
from notify.routes import Routes
from notify.rows import columns
from notify.settle import Settler
from notify.share import Share
from notify.tables import AttemptRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.killpoints import hit
from runtime.vault import Vault

WAIT_S = 0.5
"""Real seconds that a round waits for what it has begun to hand over."""

LEASE_S = 120
"""Operating seconds after which a claim counts as lost with its worker; longer than any call."""


class Sender:
    """Sends what is due. Several may work on one database; each attempt has one claimant."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        routes: Routes,
        settler: Settler,
        clock: Clock,
        worker: str,
        share: Share,
        offers: Offers,
    ) -> None:
        self._database = database
        self._vault = vault
        self._routes = routes
        self._settler = settler
        self._clock = clock
        self._worker = worker
        self._share = share
        self._offers = offers
        self._flying = Flying()
        self._recorder = Recorder(database, settler, clock)
        self._claims = Claims(worker, share)

    async def send_due(self, limit: int, for_s: float = WAIT_S) -> int:
        """Send for ``for_s``, or until nothing is due; up to ``limit`` messages side by side, the
        most urgent first. Gives how many.

        A slow or failing one holds up none of the others: where one is done the next begins, and
        what is not handed over in time goes on by itself, in this loop, and counts when it is done.
        """
        loop, done, more = asyncio.get_running_loop(), 0, True
        until = loop.time() + for_s
        while (left := until - loop.time()) > 0:
            more = more and self._begin(limit)
            landed = await self._flying.landed(left, all_of_them=False)
            if not landed:
                break
            done += landed
        return done

    def _begin(self, limit: int) -> bool:
        """Hand over what is due, the most urgent first, up to ``limit`` with those that are under
        way; False where nothing was due."""
        room = limit - len(self._flying.here())
        if room <= 0:
            return True
        with self._database.write() as connection:
            full = self._flying.full(self._routes)
            claimed = self._claims.take(connection, self._clock.now(), room, full)
            messages = self._open(connection, claimed)
        for row, message in zip(claimed, messages, strict=True):
            self._flying.start(row["channel"], self._send(row, message))
        return bool(claimed)

    async def finish(self, timeout_s: float) -> int:
        """Wait for what is being handed over, and give how much is done; what is not done then is
        unknown later."""
        return await self._flying.landed(timeout_s)

    def give_up_lost(self, *, own: bool) -> int:
        """Treat claims of vanished workers as unknown; with ``own`` also this worker's, at start.

        Gives how many there were.
        """
        now = self._clock.now()
        lost = col(AttemptRow.claimed_at) < now - timedelta(seconds=LEASE_S)
        if own:
            lost = lost | (col(AttemptRow.claimed_by) == self._worker)
        query = select(*columns(AttemptRow)).where(
            col(AttemptRow.status) == "sending",
            self._share.holds(col(AttemptRow.incident)),
            lost,
        )
        with self._database.read() as connection:
            if connection.execute(query.limit(1)).first() is None:
                return 0
        with self._database.write() as connection:
            rows = connection.execute(query).mappings().all()
            for row in rows:
                self._settler.settle(connection, row, Unknown("interrupted"), now)
        return len(rows)

    def _open(self, connection: Connection, claimed: Sequence[RowMapping]) -> list[Message | None]:
        named = ("text_ref", "address_ref", "fields_ref")
        refs = [row[name] for row in claimed for name in named if row[name] is not None]
        words = self._vault.unseal(connection, refs)
        goes = self._offers.goes
        return [_message(row, words, goes=goes(connection, row)) for row in claimed]

    async def _send(self, row: RowMapping, message: Message | None) -> None:
        hit("before_send")
        outcome = await self._outcome(row, message)
        if isinstance(outcome, Accepted):
            hit("after_accept")
        await self._recorder.record(row, outcome)

    async def _outcome(self, row: RowMapping, message: Message | None) -> Outcome:
        if message is None:
            return Permanent("erased")
        channel = self._routes.channels.get(row["channel"])
        if channel is None:
            return Permanent("no_channel")
        if row["mode"] != "real" and (
            channel.capabilities.reaches_world or channel.name not in EXERCISE_CHANNELS
        ):
            people, now = self._settler.recipients.within(row["incident"]), self._clock.now()
            if not still_armed(self._database, people, row, channel, message, now):
                return Permanent("exercise_stays_inside", elsewhere=True)
            message = replace(message, armed=True)
        if kept_for_alerts(self._database, self._vault, channel, row, self._clock.now()):
            return Permanent(UNSAID)
        able, began = channel.capabilities, time.monotonic()
        outcome = await hand_over(channel.send(message), able, channel.name, message.attempt)
        share = share_of(outcome, able, time.monotonic() - began)
        self._routes.health.note(channel.name, outcome, share, self._clock.now())
        return outcome


def _message(row: RowMapping, words: Mapping[str, str | None], *, goes: bool) -> Message | None:
    text, address = words[row["text_ref"]], words[row["address_ref"]]
    if text is None or address is None:
        return None
    return Message(
        attempt=row["id"],
        incident=row["incident"],
        jurisdiction=row["jurisdiction"],
        mode=row["mode"],
        event=row["event"],
        key=row["key"],
        person=row["person"],
        posts=tuple(row["posts"]),
        position=row["position"],
        address=address,
        text=text,
        text_ref=row["text_ref"],
        urgency=row["urgency"],
        alert=row["alert"] or "",
        goes=goes,
        fields=json.loads(words.get(row["fields_ref"]) or "{}") if row["fields_ref"] else {},
    )
