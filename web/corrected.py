"""What an entry said, who wrote it down and when: read before it is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from incident.log import read
from incident.narrate import refs
from runtime.language import N_, phrase
from runtime.wallclock import local
from web.board.loglines import readable
from web.board.rows import Line, log_lines
from web.board.view import Board
from web.forms import Field
from web.people import People
from web.services import Services

DIGITS = 9
"""Of the number of an entry; Python reads no number out of thousands of them."""
SAID = N_("It says: {words} Recorded {time} by {who}.")


def with_entry(
    services: Services, seen: Board, given: Mapping[str, Sequence[str]], fields: tuple[Field, ...]
) -> tuple[Field, ...]:
    """The fields of a correction; the number of the entry is followed by what it said."""
    number = [*given.get("entry", ("",))][-1]
    asked = number.isdecimal() and len(number) <= DIGITS
    line = _line(services, seen, int(number)) if asked else None
    if line is None:
        return fields
    when = f"{local(line.recorded_at, seen.zone):%m-%d %H:%M:%S}"
    said = phrase(SAID, words=line.text, time=when, who=line.who).say(seen.audience.lang)
    return tuple(replace(f, hint=said) if f.name == "entry" else f for f in fields)


def _line(services: Services, seen: Board, number: int) -> Line | None:
    """The entry, alone: the board of a form holds none. None of it where it is not theirs to
    read."""
    state, assessed = seen.incident, seen.audience.assessed
    if not seen.audience.reads_log or not 1 <= number <= state.seq:
        return None
    with services.database.read() as connection:
        found = read(connection, state.id, number - 1, until=number)
        entries = readable(found, assessed=assessed)
        sealed = [ref for entry in entries for ref in refs(entry)] if assessed else []
        texts = {**seen.texts, **services.vault.unseal(connection, sealed)}
        people = People(services.directory, connection, state, services.clock.now())
        lines = log_lines(entries, state, seen.playbook, people, texts, seen.audience.lang)
    return next(iter(lines), None)
