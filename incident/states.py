"""States kept in memory and caught up from the log, never trusted blindly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from incident.duties import DueTimes
from incident.evolve import evolve, fold
from incident.log import Head, read
from incident.state import Incident
from playbooks.lookup import Playbook


class States:
    """The head in the very transaction that asks decides whether a kept state still holds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Head, Incident]] = {}

    def at(self, connection: Connection, incident: str, head: Head) -> Incident:
        """The fold of the log up to ``head``."""
        known = self._known.get(incident)
        if known is not None and known[0] == head:
            return known[1]
        if known is not None and known[0].seq < head.seq:
            state = known[1]
            for entry in read(connection, incident, after=state.seq):
                state = evolve(state, entry)
        else:
            state = fold(incident, read(connection, incident))
        self.keep(incident, head, state)
        return state

    def keep(self, incident: str, head: Head, state: Incident) -> None:
        """Remember the state at a head that is committed."""
        self._known[incident] = (head, state)


class NextDue:
    """When the next clock of each incident runs out, worked out from the state before where that
    is the one that was worked out last."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Incident, DueTimes]] = {}

    def after(self, before: Incident, after: Incident, playbook: Playbook) -> datetime | None:
        """The next due time of ``after``."""
        known_of, known = self._known.get(after.id, (None, DueTimes()))
        # Of another state than the one before, such as one that was never committed: all anew.
        times = known.after(before if known_of is before else None, after, playbook)
        self._known[after.id] = (after, times)
        return times.first
