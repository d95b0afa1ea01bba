"""How a modem is: what an operator looks at before relying on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notify.channels.modem.at import answer

WEAK_DBM = -97
"""A signal of 8 of 31 and below: messages go out late or not at all."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the modem said when asked; None where it did not."""

    trouble: str
    """Why the line is down; empty while it is open."""
    sim: str | None = None
    """``READY``, or what the SIM waits for, as ``SIM PIN``."""
    signal_dbm: int | None = None
    registered: bool | None = None
    roaming: bool = False
    battery_percent: int | None = None
    stored: int = 0
    """Messages lying in its storages."""
    full: bool = False
    """A storage is full: the network delivers nothing more."""
    sent_today: int = 0
    """Parts sent in the last 24 hours."""
    budget: int = 0
    """Parts that the SIM may send in 24 hours."""

    @property
    def usable(self) -> bool:
        """Whether a message handed over now is likely to leave."""
        return not self.trouble and self.sim == "READY" and self.registered is True

    @property
    def weak(self) -> bool:
        return self.signal_dbm is not None and self.signal_dbm <= WEAK_DBM


def signal_dbm(lines: Sequence[str]) -> int | None:
    """From ``+CSQ``, TS 27.007 section 8.5: 0 to 31 in steps of 2 dB; 99 is not known."""
    first = _numbers(answer(lines, "CSQ"))
    return -113 + 2 * first[0] if first and 0 <= first[0] <= 31 else None


def registration(lines: Sequence[str], name: str) -> int | None:
    """From ``+CREG``, ``+CEREG``: 1 at home, 5 roaming, TS 27.007 section 7.2."""
    values = _numbers(answer(lines, name))
    return values[1] if len(values) > 1 else None


def battery_percent(lines: Sequence[str]) -> int | None:
    """From ``+CBC``, TS 27.007 section 8.4."""
    values = _numbers(answer(lines, "CBC"))
    return values[1] if len(values) > 1 else None


def filling(lines: Sequence[str]) -> tuple[int, int] | None:
    """Used and total places of the chosen storage, from the answer to ``AT+CPMS="…"``."""
    values = _numbers(answer(lines, "CPMS"))
    return (values[0], values[1]) if len(values) > 1 else None


def _numbers(text: str | None) -> list[int]:
    fields = (text or "").split(",")
    return [int(one) for one in map(str.strip, fields) if one.isascii() and one.isdigit()]
