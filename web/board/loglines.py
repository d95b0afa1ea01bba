"""The log on the board: sentences, what was corrected, and what this audience may read.

Entries in which people's own words or rival figures stand are for those who see assessed figures;
everybody else reads what ``web.classified`` lists, which holds neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from incident.events import OtherResponseTold
from incident.state import Entry
from web.classified import TOLD, WITHHELD
from web.others import government


def readable(entries: Iterable[Entry], *, assessed: bool) -> tuple[Entry, ...]:
    """The entries that an audience may read, without what they withhold from it."""
    return tuple(
        e if assessed else _without(e) for e in entries if assessed or e.event.wire() in TOLD
    )


def _without(entry: Entry) -> Entry:
    withheld = dict(WITHHELD.get(entry.event.wire(), {}))
    if isinstance(entry.event, OtherResponseTold):
        withheld["government"] = government(entry.event.government)
    if not withheld:
        return entry
    return replace(entry, event=entry.event.model_copy(update=withheld))
