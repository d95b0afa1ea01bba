"""Who has not been reached, as of now: marked so, and not heard from since."""

from __future__ import annotations

from collections.abc import Mapping

from incident.state import Incident, Unreached


def silent(state: Incident) -> Mapping[tuple[str, str], Unreached]:
    """Marks by alert and person, post of a village, or post. Who has answered that alert after all
    is out; the mark itself stays in the log, and what was late stays late."""
    return {
        key: mark
        for key, mark in state.unreached.items()
        if mark.person is None or (mark.alert, mark.person) not in state.answers
    }


def by_person(state: Incident) -> Mapping[str, tuple[Unreached, ...]]:
    """The marks of each person, village or post together, the oldest mark first."""
    found: dict[str, tuple[Unreached, ...]] = {}
    for mark in silent(state).values():
        found[mark.who] = (*found.get(mark.who, ()), mark)
    return found
