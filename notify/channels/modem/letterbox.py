"""What comes back through a modem: reports and answers, kept on the SIM until they are safe.

The modem says when something came, but not reliably, so its storages are looked through every
minute in any case. What was given out is given again until it is called safe; only then is it
deleted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from notify.channel import Incoming, Report
from notify.channels.modem.at import Arrived, Pushed
from notify.channels.modem.inbox import Item, Slot, unreadable, whole
from notify.channels.modem.port import Port
from notify.channels.modem.received import Deliver, StatusReport, decode
from notify.channels.modem.storages import contents, delete, storages
from notify.channels.modem.waiting import GRACE, Sent, matched, remembered, reported
from runtime.clock import Clock
from runtime.faults import kind

SWEEP = timedelta(seconds=60)

_log = logging.getLogger(__name__)


class Letterbox:
    """Looks for what came in. ``waiting`` is every message whose reports may still come, by its
    provider id, with the words of the reports so far."""

    def __init__(
        self, port: Port, clock: Clock, life: timedelta, waiting: Mapping[str, Sequence[str]]
    ) -> None:
        self._port = port
        self._clock = clock
        self._life = life
        self._waiting = list(_remembered(waiting))
        self._unsafe: dict[Incoming, tuple[Slot, ...]] = {}
        self._pushed: list[Item] = []
        self._seen: dict[Slot, datetime] = {}
        self._swept: tuple[datetime, int] | None = None
        self.stored = 0
        """Messages in the storages at the last look."""
        self.full = False
        """Whether a storage was full then."""

    @property
    def waiting(self) -> Sequence[Sent]:
        return self._waiting

    def expect(self, sent: Sent) -> None:
        """Wait for the reports on a message."""
        now = self._clock.now()
        self._waiting = [one for one in self._waiting if now - one.at <= self._life + GRACE]
        self._waiting.append(sent)

    async def fetch(self) -> Sequence[Incoming]:
        """What is not safe yet, oldest first; raises ``ConnectionError`` without a modem."""
        await self._port.command("AT")
        news = self._port.news()
        now = self._clock.now()
        for pdu in [one.pdu for one in news if isinstance(one, Pushed)]:
            self._take(pdu, None, now)
        lying: list[Item] = []
        if self._due(now, arrived=any(isinstance(one, Arrived) for one in news)):
            lying = await self._sweep(now)
        for one in whole([*self._pushed, *lying], now):
            self._unsafe[one.reply] = tuple(item.slot for item in one.items if item.slot)
            self._pushed = [item for item in self._pushed if item not in one.items]
        return list(self._unsafe)

    async def safe(self, incoming: Sequence[Incoming]) -> None:
        """Forget these, and delete them where they lie."""
        slots = [slot for one in incoming for slot in self._unsafe.pop(one, ())]
        await delete(self._port, slots)

    def _due(self, now: datetime, *, arrived: bool) -> bool:
        if arrived or self._swept is None or self._seen:
            return True
        at, opened = self._swept
        return now - at >= SWEEP or opened != self._port.opened

    async def _sweep(self, now: datetime) -> list[Item]:
        known = {slot for slots in self._unsafe.values() for slot in slots}
        items: list[Item] = []
        foreign: list[Slot] = []
        self.stored, self.full = 0, False
        for storage in await storages(self._port):
            found, full = await contents(self._port, storage)
            self.stored += len(found)
            self.full = self.full or full
            for slot, pdu in found:
                if slot in known:
                    continue
                item = self._take(pdu, slot, now)
                if item is not None:
                    items.append(item)
                elif not any(slot in slots for slots in self._unsafe.values()):
                    foreign.append(slot)
        self._seen = {item.slot: item.seen_at for item in items if item.slot and item.message.piece}
        self._swept = (now, self._port.opened)
        await delete(self._port, foreign)
        return items

    def _take(self, pdu: str, slot: Slot | None, now: datetime) -> Item | None:
        """Sort one message: an answer is given back, or kept where it was pushed."""
        slots = (slot,) if slot else ()
        try:
            message = decode(pdu)
        except ValueError:
            self._unsafe[unreadable(pdu)] = slots
            return None
        if isinstance(message, StatusReport):
            report = self._report(message, now)
            if report is not None:
                self._unsafe[report] = slots
        if not isinstance(message, Deliver):
            return None
        item = Item(pdu, message, slot, self._seen.get(slot, now) if slot else now)
        if slot is None:
            self._pushed.append(item)
        return item

    def _report(self, message: StatusReport, now: datetime) -> Report | None:
        found = matched(self._waiting, message, now, self._life)
        if found is None:
            _log.info("a delivery report on no message of ours")
            return None
        sent, part = found
        self._waiting = [sent if one.name == sent.name else one for one in self._waiting]
        return reported(sent, part, message)


def _remembered(waiting: Mapping[str, Sequence[str]]) -> Iterator[Sent]:
    """A name that is none of ours must not keep the only way out of the valley from starting."""
    for name, words in waiting.items():
        try:
            yield remembered(name, words)
        except ValueError as error:
            _log.warning("no delivery report will be matched to %s: %s", name, kind(error))
