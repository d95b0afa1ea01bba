"""Short messages through a GSM modem with a SIM of its own: no internet, both ways.

One modem sends one part in three to six seconds on a good cell (not measured here), so that many
people take many minutes: who matters most has to come first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import MappingProxyType

from notify.channel import (
    Accepted,
    Capabilities,
    Incoming,
    Message,
    Outcome,
    Permanent,
    Temporary,
    Unknown,
)
from notify.channels.modem.at import answer
from notify.channels.modem.budget import Budget
from notify.channels.modem.errors import DOWN_S, outcome_of
from notify.channels.modem.health import Health, battery_percent, registration, signal_dbm
from notify.channels.modem.letterbox import Letterbox
from notify.channels.modem.line import MaybeSent, NotSent, Patience, Refusal
from notify.channels.modem.port import Port
from notify.channels.modem.storages import any_full, start_up
from notify.channels.modem.submit import Submit, submits
from notify.channels.modem.waiting import sent
from notify.segments import IN_PARTS
from runtime.clock import Clock

LIFE = timedelta(hours=2)
"""A telephone that is switched on later does not get the message any more."""

SIM_BUDGET = 500
"""Parts a SIM sends in 24 hours; operators block private SIMs that send more (not published)."""

MOST_PARTS = 4
TURN_S = 30.0
"""Longest wait for other messages to be handed over first."""

STUCK_S = 20.0
"""So long without an answer to one part the modem hangs, for all who wait behind it: a good one
takes three to six seconds. The part itself is waited for longer, since it may be on its way."""

WHOLE_S = 100.0
"""Longest time for a message with its wait: the sender gives a message up as lost after 120 s."""


class Modem:
    """One modem with one SIM. ``close`` it in the loop that it was used in.

    ``url`` is a device, a COM port or ``socket://host:port``. ``waiting`` is every message of the
    last day whose reports may still come: its provider id, with the words of its reports so far.
    ``life`` is how long a message is worth delivering.
    """

    capabilities = Capabilities(
        two_way=True,
        receipts=True,
        reaches_world=True,
        works_offline=True,
        max_chars=IN_PARTS["gsm7"] * MOST_PARTS,
        max_segments=MOST_PARTS,
        by_parts=True,
        drills=True,
        daily_budget=6,
        takes_s=100.0,
        works_s=25.0,
        at_once=3,
    )

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        name: str = "modem",
        pin: str | None = None,
        life: timedelta = LIFE,
        sim_budget: int = SIM_BUDGET,
        waiting: Mapping[str, Sequence[str]] = MappingProxyType({}),
        patience: Patience | None = None,
        stuck_s: float = STUCK_S,
    ) -> None:
        self.name = name
        self._clock = clock
        self._life = life
        self._port = Port(url, start_up(pin), patience or Patience())
        self._box = Letterbox(self._port, clock, life, waiting)
        self._budget = Budget(sim_budget)
        for one in sorted(self._box.waiting, key=lambda one: one.at):
            self._budget.spend(len(one.references), one.at)
        self._turn = asyncio.Lock()
        self._stuck_s = stuck_s
        self._since: float | None = None
        """When the modem was given the part that it has not answered yet, by the loop's time."""
        self._longest = 0.0
        """Seconds that it took for the longest part of the message that has its turn."""
        # Parts of two messages to one telephone must not have the same one.
        self._reference = int(clock.now().timestamp())

    async def send(self, message: Message) -> Outcome:
        if message.stays_inside:
            return Permanent("exercise_stays_inside")
        self._reference += 1
        try:
            made = submits(message.address, message.text, self._reference, self._life)
        except ValueError:
            return Permanent("bad_number")
        if not made:
            return Permanent("empty")
        if len(made) > MOST_PARTS:
            return Permanent("too_long")
        deadline = asyncio.get_running_loop().time() + WHOLE_S
        if (why := await self._my_turn()) is not None:
            return why
        try:
            return self._over_budget(len(made)) or await self._send(message, made, deadline)
        finally:
            self._turn.release()

    async def fetch(self) -> Sequence[Incoming]:
        async with self._turn:
            return await self._box.fetch()

    async def stored(self, incoming: Sequence[Incoming]) -> None:
        async with self._turn:
            await self._box.safe(incoming)

    async def health(self) -> Health:
        """Ask the modem how it is; never raises for one that is not there."""
        try:
            async with self._turn:
                return await self._asked()
        except ConnectionError:
            return Health(self._port.trouble or "silent", budget=self._budget.limit)

    def parts_left(self, now: datetime) -> int:
        """Parts that the SIM still sends within 24 hours."""
        return max(0, self._budget.limit - self._budget.used(now))

    async def close(self) -> None:
        """Close the line; a message that is being handed over is waited for."""
        await asyncio.to_thread(self._port.close)

    async def _my_turn(self) -> Temporary | None:
        """Wait for it; why it is not waited for any longer."""
        now = asyncio.get_running_loop().time
        end = now() + TURN_S
        while True:
            until = end if self._since is None else min(end, self._since + self._stuck_s)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._turn.acquire()
                return None
            if self._since is not None and now() >= self._since + self._stuck_s:
                return Temporary("modem_stuck")
            if now() >= end:
                return Temporary("modem_busy", TURN_S)

    def _over_budget(self, parts: int) -> Outcome | None:
        wait = self._budget.wait(parts, self._clock.now())
        if wait is None or wait > self._life:
            return Permanent("sim_budget")
        return Temporary("sim_budget", wait.total_seconds(), call_meanwhile=True) if wait else None

    async def _send(self, message: Message, made: Sequence[Submit], deadline: float) -> Outcome:
        at = self._clock.now()
        references: list[int] = []
        self._longest = 0.0
        for part in made:
            outcome = await self._part(part, deadline)
            if isinstance(outcome, int):
                references.append(outcome)
                self._budget.spend(1, at)
                continue
            if isinstance(outcome, Unknown):
                self._budget.spend(1, at)
                return outcome
            # Half a message is on somebody's telephone: neither sent nor not sent.
            return Unknown(f"partly_sent:{outcome.code}") if references else outcome
        one = sent(at, message.address, references)
        self._box.expect(one)
        return Accepted(one.name, worked_s=self._longest)

    async def _part(self, part: Submit, deadline: float) -> int | Temporary | Permanent | Unknown:
        """Hand over a part: the modem's reference, or what became of it."""
        began = self._since = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(deadline):
                lines = await self._port.hand_over(part.length, part.pdu)
        except Refusal as refusal:
            return outcome_of(refusal.final.code, refusal.final.kind)
        except NotSent:
            return Temporary("no_modem", DOWN_S, call_meanwhile=True)
        except MaybeSent:
            return Unknown("cut_after_handover")
        except TimeoutError:
            return Unknown("too_slow")
        finally:
            self._since = None
            self._longest = max(self._longest, asyncio.get_running_loop().time() - began)
        reference = (answer(lines, "CMGS") or "").split(",")[0]
        return int(reference) & 0xFF if reference.isdecimal() else Unknown("no_reference")

    async def full(self) -> bool:
        """Whether a storage is full, for whoever looks while no program uses the modem."""
        return await any_full(self._port)

    async def _asked(self) -> Health:
        homes = [registration(await self._lines(f"AT+{name}?"), name) for name in ("CREG", "CEREG")]
        return Health(
            trouble="",
            sim=answer(await self._lines("AT+CPIN?"), "CPIN"),
            signal_dbm=signal_dbm(await self._lines("AT+CSQ")),
            registered=None if homes == [None, None] else 1 in homes or 5 in homes,
            roaming=5 in homes and 1 not in homes,
            battery_percent=battery_percent(await self._lines("AT+CBC")),
            stored=self._box.stored,
            full=self._box.full,
            sent_today=self._budget.used(self._clock.now()),
            budget=self._budget.limit,
        )

    async def _lines(self, command: str) -> Sequence[str]:
        try:
            return await self._port.command(command)
        except Refusal:
            return ()
