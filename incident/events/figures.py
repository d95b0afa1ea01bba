"""Claims, assessments, and the figures that leave the house."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Sealed, Value, Wire


class ClaimRecorded(Event):
    claim: Key
    measure: Key
    value: Value | None
    """None takes the source's word back to unknown."""
    source: Key
    """Who says so: a unit, post or outside body such as ``media``."""
    observed_at: Instant
    confidence: Literal["confirmed", "credible", "doubtful"]
    basis: Literal["on_scene", "relayed", "roster", "estimate"]
    contains: tuple[Key, ...] = ()
    """Measures that this figure already includes."""
    corrects: Key | None = None
    note: Sealed | None = None


class ClaimDoubted(Event):
    claim: Key
    confidence: Literal["confirmed", "credible", "doubtful"]
    reason: Sealed


class Ground(Wire):
    """One reason for a grade or level."""

    clause: str
    criterion: Key
    fact: str


class AssessmentFields(Wire):
    """The rules' reading of the worst credible figures at one moment."""

    grade: Key | None
    level: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[Key, ...]
    facts: tuple[tuple[Key, Value], ...]
    rules: str
    """Version of the rules that read them."""


class Assessed(AssessmentFields, Event):
    """The assessment now in force. Never lower than the one before it."""


class LoweringSuggested(AssessmentFields, Event):
    """The figures now read lower than the assessment in force; a person has to accept that."""


class LoweringAccepted(Event):
    reason: Sealed


class FiguresApproved(Event):
    number: int
    figures: tuple[tuple[Key, Value], ...]
    below_assessed: tuple[Key, ...]
    """Measures where the approved figure is lower than the worst credible one."""
    checking: Sealed | None
    """What the paper must say is still being verified."""
