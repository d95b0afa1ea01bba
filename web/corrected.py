"""What an entry said, who wrote it down and when: read before it is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from runtime.language import N_, phrase
from runtime.wallclock import local
from web.board.read import board
from web.board.rows import Line
from web.board.view import Board
from web.forms import Field
from web.services import Services

SAID = N_("It says: {words} Recorded {time} by {who}.")


def with_entry(
    services: Services, seen: Board, given: Mapping[str, Sequence[str]], fields: tuple[Field, ...]
) -> tuple[Field, ...]:
    """The fields of a correction; the number of the entry is followed by what it said."""
    number = [*given.get("entry", ())][-1:]
    line = _line(services, seen, int(number[0])) if number and number[0].isdecimal() else None
    if line is None:
        return fields
    when = f"{local(line.recorded_at, seen.zone):%m-%d %H:%M:%S}"
    said = phrase(SAID, words=line.text, time=when, who=line.who).say(seen.audience.lang)
    return tuple(replace(f, hint=said) if f.name == "entry" else f for f in fields)


def _line(services: Services, seen: Board, number: int) -> Line | None:
    """The entry; the board of a form holds none, so it is read again from there on."""
    since = seen.incident.seq - number + 1
    if not seen.audience.reads_log or number < 1 or since < 1:
        return None
    log = board(services, seen.audience, seen.incident.id, log_shown=since).log
    return next((line for line in log if line.seq == number), None)
