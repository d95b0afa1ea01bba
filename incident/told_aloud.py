"""Who told a village aloud, and when: before a warning stands and after. Pure.

The gong before there is a warning is kept in a report on the village, the one after it as what
became of the warning there. To whoever asks whether a village was told they are one thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from incident.state import Incident
from incident.state.villages import ByPeople
from incident.warnings import BY_PEOPLE, SPOKEN


@dataclass(frozen=True, slots=True)
class ToldAloud:
    """Somebody told the village there: by which way, when, and who did it (a reference into the
    vault)."""

    way: ByPeople
    at: datetime
    done_by: str | None


def told_aloud(state: Incident, village: str) -> tuple[ToldAloud, ...]:
    """The newest word on each way by which the village was told there, the oldest first. Told is
    not answered; a warning that only was handed over, or failed, told nobody; that it is over is
    no warning."""
    said = sorted((*_reported(state, village), *_warned(state, village)), key=lambda told: told.at)
    newest = {told.way: told for told in said}
    return tuple(sorted(newest.values(), key=lambda told: told.at))


def _reported(state: Incident, village: str) -> Iterator[ToldAloud]:
    for report in state.villages.get(village, ()):
        if report.aloud is not None:
            yield ToldAloud(report.aloud, report.said_at, report.done_by)


def _warned(state: Incident, village: str) -> Iterator[ToldAloud]:
    for warning in state.warnings.values():
        if village not in warning.villages or warning.correction in ("all_clear", "false_alarm"):
            continue
        for receipt in warning.receipts:
            way = next((way for way in BY_PEOPLE if way == receipt.platform), None)
            if way and receipt.outcome in SPOKEN and receipt.village in (village, None):
                yield ToldAloud(way, receipt.said_at, receipt.done_by)
