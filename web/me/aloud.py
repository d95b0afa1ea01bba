"""What a village is told there: the warning that is read out, or the gong before there is one, and
who said that it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.state import Incident, PublicWarning
from incident.state.warnings import Receipt
from incident.told_aloud import told_aloud
from incident.warnings import BY_PEOPLE, aloud, standing

Villages = Collection[tuple[str, str]]
"""Each with its name."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody of the village did, and who."""

    platform: str
    outcome: str
    """Empty where only that it was done is known."""
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


@dataclass(frozen=True, slots=True)
class Unwarned:
    """A village for which no warning stands: a gong counts there too."""

    village: str
    name: str
    given: tuple[Given, ...]


def refs(state: Incident, villages: Villages) -> Iterator[str | None]:
    """The words that it takes to show them."""
    for warning, village, _ in _heard(state, villages):
        yield from (warning.text, warning.what_to_do)
        yield from (receipt.done_by for receipt in _newest(warning, village))
    for village, _ in _unwarned(state, villages):
        yield from (told.done_by for told in told_aloud(state, village))


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


def before(
    state: Incident, villages: Villages, texts: Mapping[str, str | None]
) -> tuple[Unwarned, ...]:
    """Those of the villages that hear no warning which stands, and how they were told so far."""

    def given(village: str) -> tuple[Given, ...]:
        told = told_aloud(state, village)
        return tuple(
            Given(a.way, "", a.at, (a.done_by and texts.get(a.done_by)) or "") for a in told
        )

    return tuple(Unwarned(id_, name, given(id_)) for id_, name in _unwarned(state, villages))


def _unwarned(state: Incident, villages: Villages) -> tuple[tuple[str, str], ...]:
    heard = {village for _, village, _ in _heard(state, villages)}
    return tuple(one for one in villages if one[0] not in heard)


def _heard(state: Incident, villages: Villages) -> Iterator[tuple[PublicWarning, str, str]]:
    for warning in reversed(standing(state)):
        yield from ((warning, id_, name) for id_, name in villages if id_ in warning.villages)


def _newest(warning: PublicWarning, village: str) -> tuple[Receipt, ...]:
    theirs = sorted((r for r in warning.receipts if r.village == village), key=lambda r: r.said_at)
    newest = {r.platform: r for r in theirs}
    return tuple(newest[way] for way in BY_PEOPLE if way in newest)
