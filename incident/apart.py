"""What every entry of a log has in common with its incident, such as mode and jurisdiction: where
an entry, its columns and the incident disagree, each change is one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Apart:
    """An entry whose content does not say what its incident says."""

    seq: int
    name: str
    said: object
    """By the entry's content."""
    column: object
    """By the column beside it; where there is none, what the content says."""
    sound: bool
    """Whether the content gives its hash."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: what is there, and what should be. ``seq`` is None for the
    incident itself."""

    seq: int | None
    what: str
    name: str
    value: object
    wanted: object


OF_THE_ROW = frozenset({"mode", "jurisdiction"})
"""What the incident says in a row of its own, which can be changed without the entries."""


def changes(apart: list[Apart], count: int, shared: Mapping[str, object]) -> Iterator[Change]:
    """What was changed, by the ``count`` entries of a log. Where all of them, none touched, say
    the same, it is the incident that was changed; and each column that goes with it."""
    for name, wanted in shared.items():
        rows = [row for row in apart if row.name == name]
        said = {repr(row.said): row.said for row in rows}
        untouched = len(rows) == count and len(said) == 1 and all(row.sound for row in rows)
        whole = bool(rows) and untouched and name in OF_THE_ROW
        if whole:
            yield Change(None, "head", name, wanted, rows[0].said)
        for row in rows:
            if not whole:
                yield Change(row.seq, "changed", name, row.said, wanted)
            if row.column != row.said and (whole or row.column != wanted):
                yield Change(row.seq, "column", name, row.column, row.said)
