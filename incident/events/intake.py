"""Reports, verification and the kind of case."""

from __future__ import annotations

from incident.events.base import Event
from incident.model import Instant, Key, Kind, Line, Mode, Sealed, Verification


class IncidentReported(Event):
    kind: Kind
    mode: Mode
    plan: Key
    """Digest of the plan in force."""
    jurisdiction: Key
    title: Line
    place: Sealed
    what: Sealed
    occurred_at: Instant | None
    learned_at: Instant
    dam: Key | None
    township: Key | None
    source: Sealed | None
    police_number: Line | None


class ReportAdded(Event):
    what: Sealed
    source: Sealed | None
    occurred_at: Instant | None


class VerificationSet(Event):
    status: Verification
    note: Sealed | None


class KindChanged(Event):
    kind: Kind
    reason: Sealed
