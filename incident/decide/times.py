"""Times that a command states about what has happened, and whether one lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incident.commands import Command
from incident.decide.case import Case

STATED = (
    "happened_at",
    "occurred_at",
    "learned_at",
    "observed_at",
    "told_at",
    "said_at",
    "found_at",
    "discovered_at",
    "signed_at",
)
"""Fields of commands that say when something was. A test keeps this list whole; what is yet to
be (``due_at``, ``answer_by``, ``valid_until``) is not in it."""


def stated(command: Command) -> Iterator[datetime]:
    """Every time of something past that the command states, a spoken order's own included."""
    times = [getattr(command, name, None) for name in STATED]
    if command.spoken is not None:
        times.append(command.spoken.said_at)
    return (at for at in times if at is not None)


def doubtful(case: Case, command: Command) -> bool:
    """Whether one of them lies ahead of the receipt (within ``TOLERANCE``, else it is refused).

    It is kept as it was stated and its entry marked; clocks count from the receipt
    (``Entry.counted``).
    """
    return any(at > case.now for at in stated(command))
