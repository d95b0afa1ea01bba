"""What is said to a modem at start, and its storages: listing, deleting, filling.

A SIM holds 20 to 50 messages. When it is full the network delivers nothing more, so that what is
safe elsewhere has to be deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from notify.channels.modem.at import answer, listed
from notify.channels.modem.health import filling
from notify.channels.modem.inbox import Slot
from notify.channels.modem.line import Ask, NotSent, Refusal
from notify.channels.modem.port import Port

TRIES = 3
"""For the first word: a modem that has just got power answers late or with noise."""

USED = ("SM", "ME", "MT", "SR")
"""Storages that are looked into, where the modem has them: SIM, modem, either, reports."""


def start_up(pin: str | None) -> Callable[[Ask], None]:
    """The dialogue after opening. ``pin`` is given once, and only if the SIM asks for it.

    It raises ``NotSent`` where nothing can work; a SIM without its PIN is not that: it is seen in
    the health and told with every message.
    """

    spent = False

    def say(ask: Ask) -> None:
        nonlocal spent
        _greet(ask)
        for command in ("ATE0", "AT+CMEE=1"):
            _tolerated(ask, command)
        state = answer(_tolerated(ask, "AT+CPIN?"), "CPIN")
        if pin is not None and state == "SIM PIN" and not spent:
            # A wrong one is never given twice: the third locks the SIM.
            spent = True
            _tolerated(ask, f'AT+CPIN="{pin}"')
        try:
            ask("AT+CMGF=0")
        except Refusal as refusal:
            raise NotSent("no_pdu_mode") from refusal
        # Reports stored where the modem can; otherwise pushed, and lost if nobody listens.
        if not _accepted(ask, "AT+CNMI=2,1,0,2,0"):
            _tolerated(ask, "AT+CNMI=2,1,0,1,0")

    return say


async def storages(port: Port) -> Sequence[str]:
    """Names of the storages that can be looked into."""
    lines = await _lines(port, "AT+CPMS=?")
    first = re.match(r"\(([^)]*)\)", answer(lines, "CPMS") or "")
    names = re.findall(r'"(\w+)"', first[1]) if first else ["SM"]
    # Either of two would list the same message twice.
    return [name for name in USED if name in names and not (name == "MT" and "SM" in names)]


async def contents(port: Port, storage: str) -> tuple[Sequence[tuple[Slot, str]], bool]:
    """What lies in a storage, and whether it is full."""
    used = filling(await _lines(port, f'AT+CPMS="{storage}"'))
    if used is None or used[0] == 0:
        return [], False
    lines = await port.command("AT+CMGL=4")
    found = [(Slot(storage, index, port.opened), pdu) for index, pdu in listed(lines)]
    return found, used[0] >= used[1]


async def any_full(port: Port) -> bool:
    """Whether a storage is full. For a modem that nobody else talks to: it chooses storages."""
    for storage in await storages(port):
        used = filling(await _lines(port, f'AT+CPMS="{storage}"'))
        if used is not None and used[0] >= used[1] > 0:
            return True
    return False


async def delete(port: Port, slots: Sequence[Slot]) -> None:
    """Delete what is safe; slots of an earlier opening are left, to be listed again."""
    for storage, opened in sorted({(slot.storage, slot.opened) for slot in slots}):
        if opened != port.opened:
            continue
        await _lines(port, f'AT+CPMS="{storage}"', opened)
        for slot in slots:
            if (slot.storage, slot.opened) == (storage, opened):
                # Never in a later opening: it may be another SIM.
                await _lines(port, f"AT+CMGD={slot.index}", opened)


async def _lines(port: Port, command: str, opening: int | None = None) -> Sequence[str]:
    try:
        return await port.command(command, opening=opening)
    except Refusal:
        return ()


def _greet(ask: Ask) -> None:
    for _ in range(TRIES - 1):
        if _accepted(ask, "AT"):
            return
    ask("AT")


def _tolerated(ask: Ask, command: str) -> Sequence[str]:
    try:
        return ask(command)
    except Refusal:
        return ()


def _accepted(ask: Ask, command: str) -> bool:
    try:
        ask(command)
    except Refusal:
        return False
    return True
