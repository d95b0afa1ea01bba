"""Warnings that a village gives out itself: what is read there, and who said that it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.state import Incident, PublicWarning
from incident.state.warnings import Receipt
from incident.warnings import BY_PEOPLE, aloud, standing

Villages = Collection[tuple[str, str]]
"""Each with its name."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody of the village did, and who."""

    platform: str
    outcome: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Aloud:
    """A warning that stands in a village, as it is read out there."""

    warning: str
    village: str
    name: str
    spoken: str
    given: tuple[Given, ...]
    """The newest word on each way, in the order of the ways."""


def refs(state: Incident, villages: Villages) -> Iterator[str | None]:
    """The words that it takes to show them."""
    for warning, village, _ in _heard(state, villages):
        yield from (warning.text, warning.what_to_do)
        yield from (receipt.done_by for receipt in _newest(warning, village))


def read_out(
    state: Incident, villages: Villages, texts: Mapping[str, str | None]
) -> tuple[Aloud, ...]:
    """Every warning that stands, for each of the villages that hears it; the newest first."""

    def text(ref: str | None) -> str:
        return (ref and texts.get(ref)) or ""

    return tuple(
        Aloud(
            warning.id,
            village,
            name,
            aloud(state.mode, text(warning.text) + text(warning.what_to_do)),
            tuple(
                Given(r.platform, r.outcome, r.said_at, text(r.done_by))
                for r in _newest(warning, village)
            ),
        )
        for warning, village, name in _heard(state, villages)
    )


def _heard(state: Incident, villages: Villages) -> Iterator[tuple[PublicWarning, str, str]]:
    for warning in reversed(standing(state)):
        yield from ((warning, id_, name) for id_, name in villages if id_ in warning.villages)


def _newest(warning: PublicWarning, village: str) -> tuple[Receipt, ...]:
    theirs = sorted((r for r in warning.receipts if r.village == village), key=lambda r: r.said_at)
    newest = {r.platform: r for r in theirs}
    return tuple(newest[way] for way in BY_PEOPLE if way in newest)
