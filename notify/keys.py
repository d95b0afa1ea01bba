"""What keeps the modes apart in every table of ``notify``: keys and checks of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint

REPLY = "Reply"
"""Event of a message that answers somebody's answer: nobody is asked to confirm it, and nobody is
called if it does not arrive."""

SELF_TEST = "SelfTest"
"""Stands in a test of the ways where other messages have the event that they tell of."""

TOLD_AS = "told_as"
"""Field of a message for templates: ``notice`` or ``correction`` where it tells somebody's own
words, else empty."""

PASSED_OVER = "passed_over"
"""Error code prefix of a message that went by another channel instead."""

EXHAUSTED = "exhausted"
"""Error code prefix of a message that failed for now once too often."""

STAYS_INSIDE = "exercise_stays_inside"
"""Error code of a message of an exercise that may not reach this telephone."""

DISARMED = f"{PASSED_OVER}:{STAYS_INSIDE}"
"""Error code of a message of an exercise that was taken back from a real telephone."""

EXERCISE_CHANNELS = ("simulated", "console", "calls")
"""The only channels of an exercise that nobody has armed; none of them reaches the world by
itself."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """A CHECK's rule: the column holds one of these words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def of_incident(name: str) -> tuple[Any, ...]:
    """The row belongs to an incident, with its mode."""
    return (
        ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        CheckConstraint(one_of("mode", ("real", "exercise")), name=f"{name}_mode"),
    )


def of_person() -> ForeignKeyConstraint:
    """The row names a person of the same mode's roster."""
    return ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"])
