"""What a warning to the public is, and how it will be read out. Pure.

A warning of an exercise is stamped by this code at both ends, never by whoever writes it: a drill
whose script said that it was none went out as real (Hawaii, 13 January 2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic_core import PydanticCustomError

from incident.model import Mode
from incident.state.incident import Incident
from incident.state.villages import ByPeople
from incident.state.warnings import PublicWarning, Receipt

STAMP = "【演练】"
STAMP_EN = "[EXERCISE]"
_SAYS_WHICH = re.compile(r"演练|演习|drill|exercise", re.IGNORECASE)
GIVEN = frozenset({"handed_over", "received", "playing", "played", "partly_played"})
"""Outcomes that show that a way to people has the warning; a failure does not."""


def unstamped(words: str) -> str:
    """The words as they are. Raises pydantic's ``says_which`` where they say themselves that they
    are an exercise, or that they are none: the incident's mode says that."""
    if _SAYS_WHICH.search(words):
        raise PydanticCustomError("says_which", "says whether it is an exercise")
    return words


def aloud(mode: Mode, words: str) -> str:
    """The words as they are read out: those of an exercise with its stamp before and after."""
    return words if mode == "real" else f"{STAMP}{words}{STAMP}"


SPOKEN = frozenset({"playing", "played", "partly_played"})
"""Outcomes that show that people have heard it, were it in part."""
BY_PEOPLE: tuple[ByPeople, ...] = ("loudspeaker", "gong", "door_to_door")
"""Ways on which somebody of the village gives a warning: it counts with who did it."""


def decision_of(warning: str) -> str:
    """The name under which the approval of a warning waits."""
    return f"warning:{warning}"


def drafts(state: Incident) -> tuple[PublicWarning, ...]:
    """Warnings that wait for a second person, the oldest first."""
    replaced = {w.follows for w in approved(state) if w.follows}
    return tuple(
        w for w in state.warnings.values() if w.approved_at is None and w.follows not in replaced
    )


def approved(state: Incident) -> tuple[PublicWarning, ...]:
    """Warnings that may be handed over, or were, in the order of their drafts."""
    return tuple(w for w in state.warnings.values() if w.approved_at is not None)


def follower(state: Incident, warning: str) -> PublicWarning | None:
    """The approved correction or all-clear of a warning; None where it still stands."""
    return next((w for w in approved(state) if w.follows == warning), None)


def standing(state: Incident) -> tuple[PublicWarning, ...]:
    """Approved warnings that nothing has followed yet: those that can be corrected."""
    followed = {w.follows for w in approved(state)}
    return tuple(w for w in approved(state) if w.id not in followed)


def corrected_at(warning: PublicWarning, original: PublicWarning) -> datetime | None:
    """When a correction had been given to every way that has the warning which it corrects; None
    while one is still without it.

    Where the warning had gone nowhere yet, its correction needs no way: then from its approval.
    """
    if warning.approved_at is None:
        return None
    told = _first_given(warning.receipts)
    times = [told.get(platform) for platform in _first_given(original.receipts)]
    if any(at is None for at in times):
        return None
    return max((at for at in times if at), default=warning.approved_at)


def _first_given(receipts: Iterable[Receipt]) -> Mapping[str, datetime]:
    """Platform → when it first had the warning, in the order in which that was entered."""
    found: dict[str, datetime] = {}
    for receipt in receipts:
        if receipt.outcome in GIVEN:
            found.setdefault(receipt.platform, receipt.said_at)
    return found
