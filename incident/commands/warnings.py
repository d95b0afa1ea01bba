"""Warnings to the public of villages: drafted, approved by a second person, handed over, corrected.

Nothing here sends anything: publishing is the government's, through the platforms of the weather
bureau and the emergency broadcast. Whether a warning is an exercise follows from its incident and
is no field of any command.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from incident.commands.base import Command
from incident.model import Instant, Key, Mode, Sealed, SealedMark
from incident.state.warnings import Colour, Correction, Outcome, Platform
from incident.warnings import unstamped

Aloud = Annotated[
    str, StringConstraints(min_length=1, max_length=600), AfterValidator(unstamped), SealedMark()
]
"""Words that will be read out: short, and without any mark of an exercise, which the program
sets."""


class DraftWarning(Command):
    """The text of a warning, for named villages. A draft that nobody has approved yet is replaced
    by giving its id."""

    villages: Annotated[tuple[Key, ...], Field(min_length=1, max_length=200)]
    colour: Colour
    text: Aloud
    """What has happened and where."""
    what_to_do: Aloud
    valid_until: Instant
    ready_correction: Aloud
    """What is said at once if the warning proves false; it is approved together with it."""
    announcement: Sealed | None = None
    """In an exercise: how these villages were told of it beforehand, and who leads it."""
    warning: Key | None = None
    """The draft that this one replaces."""


class ApproveWarning(Command):
    """A second person lets a warning out, having read back what it is and how many villages hear
    it."""

    warning: Key
    version: Annotated[int, Field(ge=1)]
    """The version that was read."""
    mode: Mode
    """Real or exercise, as whoever approves understands it."""
    village_count: Annotated[int, Field(ge=1)]


class RecordWarningReceipt(Command):
    """What became of an approved warning on one way to people, as somebody says."""

    warning: Key
    platform: Platform
    outcome: Outcome
    village: Key | None = None
    """Null: for all villages of the warning."""
    coverage_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    done_by: Sealed | None = None
    """Who switched it on, beat the gong or knocked."""
    said_at: Instant | None = None
    note: Sealed | None = None


class CorrectWarning(Command):
    """One action that answers an approved warning, to exactly the same villages.

    A false alarm without a text takes the words that were approved with the warning, and stands at
    once; other words wait for a second person.
    """

    warning: Key
    correction: Correction
    text: Aloud | None = None
    what_to_do: Aloud | None = None
    discovered_at: Instant | None = None
    """When the error was found; the clock runs from there."""
