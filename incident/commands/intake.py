"""Reports and figures coming in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import (
    Files,
    Instant,
    Key,
    Kind,
    Line,
    Mode,
    Sealed,
    Value,
    Verification,
)


class ReportIncident(Command):
    """接报: opens an incident."""

    kind: Kind = "accident"
    mode: Mode = "real"
    title: Line | None = None
    place: Sealed
    what: Sealed
    occurred_at: Instant | None = None
    learned_at: Instant | None = None
    dam: Key | None = None
    township: Key | None = None
    source: Sealed | None = None
    police_number: Line | None = None


class AddReport(Command):
    what: Sealed
    source: Sealed | None = None
    occurred_at: Instant | None = None


class SetVerification(Command):
    status: Verification
    note: Sealed | None = None


class ChangeKind(Command):
    kind: Kind
    reason: Sealed


class RecordClaim(Command):
    measure: Key
    value: Value | None
    source: Key
    observed_at: Instant | None = None
    confidence: Literal["confirmed", "credible", "doubtful"] = "credible"
    basis: Literal["on_scene", "relayed", "roster", "estimate"] = "relayed"
    contains: tuple[Key, ...] = ()
    corrects: Key | None = None
    note: Sealed | None = None
    materials: Files = ()


class DoubtClaim(Command):
    """Change how far a claim is believed."""

    claim: Key
    confidence: Literal["confirmed", "credible", "doubtful"]
    reason: Sealed


class AcceptLowering(Command):
    reason: Sealed


class ApproveFigures(Command):
    """上报口径: the figures that leave the house."""

    figures: Annotated[dict[Key, Value], Field(min_length=1)]
    checking: Sealed | None = None


class DismissReport(Command):
    reason: Sealed
    evidence: Sealed


class ReopenReport(Command):
    reason: Sealed
