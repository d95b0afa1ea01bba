"""Times that a command states about what has happened, and whether one lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from incident.commands import (
    Command,
    CorrectNotice,
    CorrectWarning,
    RecordWarningReceipt,
    ReportIncident,
    ReportVillage,
    TellReport,
)
from incident.decide.case import Case

STATED = (
    "happened_at",
    "occurred_at",
    "learned_at",
    "observed_at",
    "told_at",
    "said_at",
    "sent_at",
    "found_at",
    "discovered_at",
    "signed_at",
)
"""Fields of commands that say when something was. A test keeps this list whole; what is yet to
be (``due_at``, ``answer_by``, ``valid_until``) is not in it."""

MINUTE = timedelta(minutes=1)
"""Forms give no seconds: what is less apart is the same time."""


def stated(command: Command) -> Iterator[datetime]:
    """Every time of something past that the command states, a spoken order's own included."""
    times = [getattr(command, name, None) for name in STATED]
    if command.spoken is not None:
        times.append(command.spoken.said_at)
    return (at for at in times if at is not None)


def doubtful(case: Case, command: Command) -> bool:
    """Whether one of them lies ahead of the receipt (within ``TOLERANCE``, else it is refused),
    or comes before what it follows on: an accident learned minutes before it happened, by two
    watches that differ, or passed on before it was learned; a village that answered before the
    beginning, a warning that was heard before it was approved, an error found before it was made.

    It is kept as it was stated and its entry marked; clocks count from the receipt
    (``Entry.counted``).
    """
    return any(at > case.now for at in stated(command)) or _too_soon(case, command)


def _too_soon(case: Case, command: Command) -> bool:
    first: datetime | None
    match command:
        case TellReport():
            first, then = case.state.opened.learned_at, command.told_at or command.happened_at
        case ReportIncident(kind="accident"):
            first, then = command.occurred_at, command.learned_at or command.happened_at
        case ReportVillage():
            first, then = case.began, command.said_at or command.happened_at
        case RecordWarningReceipt():
            first = case.state.warnings[command.warning].approved_at
            then = command.said_at or command.happened_at
        case CorrectWarning() if command.correction != "all_clear":
            first = case.state.warnings[command.warning].approved_at
            then = command.discovered_at or command.happened_at
        case CorrectNotice():
            first, then = case.named.told_at, command.found_at or command.happened_at
        case _:
            return False
    return first is not None and (then or case.now) <= first - MINUTE
