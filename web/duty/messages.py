"""What is sent to the duty desk, by its forms and by programs alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from incident.model import CALENDAR, Key, Kind, Line, Sealed, Wire
from registry.dutylog import EntryKind

_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone offset")
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        moment = None
    if moment is None or moment < _EARLIEST:
        raise PydanticCustomError("calendar", CALENDAR, {"first": _EARLIEST.year})
    return moment


Moment = Annotated[datetime, AfterValidator(_moment)]


class LogEntry(Wire):
    """One entry of the duty desk's log."""

    kind: EntryKind
    words: Sealed
    received_at: Moment | None = None
    """When it came; not given is now."""
    from_whom: Line | None = None
    number: Line | None = None
    """Of the telephone it came from, or of the paper."""
    recording: Line | None = None
    """Number of the telephone recording."""
    corrects: Key | None = None
    """Id of the entry that this one corrects."""


class PromoteEntry(Wire):
    """Turn an entry into an incident. What is not given is taken from the entry."""

    kind: Kind = "accident"
    place: Sealed | None = None
    what: Sealed | None = None
    dam: Key | None = None
    occurred_at: Moment | None = None
