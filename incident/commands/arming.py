"""Letting an exercise reach real telephones: two people, named recipients, a short time.

Nobody chooses a moment of the incident's own time here: a drill's clock may run fast or stand, and
telephones ring in real minutes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import Key, Sealed

MOST_MINUTES = 240
"""Longest that an exercise stays armed, in real minutes; after that two people arm it anew."""
MOST_PERSONS = 30
"""More than these are not named one by one with care."""


class ArmExercise(Command):
    """Ask that messages of this exercise go to the real telephones of named people. Nothing rings
    until another person confirms it."""

    persons: Annotated[tuple[Key, ...], Field(min_length=1, max_length=MOST_PERSONS)]
    """Of the exercise's roster, by id."""
    channels: Annotated[tuple[Key, ...], Field(min_length=1, max_length=5)]
    """Names of the installation's channels; those that cannot carry an exercise stay unused."""
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    """Real minutes from the confirmation."""
    reason: Sealed


class ConfirmArming(Command):
    """A second person arms the exercise, having read back how many people it reaches."""

    arming: Key
    person_count: Annotated[int, Field(ge=1)]


class Disarm(Command):
    """From now on nothing more goes to real telephones. Also takes back what nobody confirmed."""

    arming: Key
    reason: Sealed | None = None


class EndArming(Command):
    """The program says that an arming has ended by itself."""

    arming: Key
    why: Literal["time", "over", "real_incident"]
