"""From claims to figures: what is shown, what is assessed, where sources disagree.

Three different things, kept apart: the *shown* figure is the claim observed last; the *assessed*
figure is the worst that a source still credibly holds; a *conflict* is sources that differ. None
of them is ever overwritten, and unknown is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from incident.model import Value
from incident.state import Claim, Incident

CREDIBLE = ("confirmed", "credible")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure as it stands. ``assessed`` and ``shown`` are None where nothing is known."""

    measure: str
    shown: Claim | None
    assessed: Claim | None
    current: tuple[Claim, ...]
    """The standing claim of each source, latest observed first."""
    conflict: bool


def current_claims(state: Incident, measure: str | None = None) -> dict[str, dict[str, Claim]]:
    """For each measure and source, the standing claim with the latest observation.

    A claim that arrives late but was observed earlier does not displace a newer one.
    """
    found: dict[str, dict[str, Claim]] = {}
    for claim in state.claims.values():
        if not claim.standing or (measure is not None and claim.measure != measure):
            continue
        by_source = found.setdefault(claim.measure, {})
        other = by_source.get(claim.source)
        if other is None or (claim.observed_at, claim.seq) > (other.observed_at, other.seq):
            by_source[claim.source] = claim
    return found


def figures(state: Incident) -> dict[str, Figure]:
    """Every measure that anybody has claimed anything about."""
    return {m: _figure(m, by) for m, by in current_claims(state).items()}


def _figure(measure: str, by_source: Mapping[str, Claim]) -> Figure:
    current = tuple(sorted(by_source.values(), key=lambda c: (c.observed_at, c.seq), reverse=True))
    known = [c for c in current if c.value is not None]
    credible = [c for c in known if c.confidence in CREDIBLE]
    worst = max(credible, key=lambda c: (weight(c.value), c.seq), default=None)
    return Figure(
        measure,
        known[0] if known else None,
        worst,
        current,
        len({weight(c.value) for c in known}) > 1,
    )


def weight(value: Value | None) -> Decimal:
    """How bad a value is, for comparing: true is worse than false, more is worse than less."""
    return (
        Decimal(-1) if value is None else Decimal(int(value) if isinstance(value, bool) else value)
    )


def assessed_facts(state: Incident) -> tuple[dict[str, Value], dict[str, frozenset[str]]]:
    """What the rules read: the worst credible value of each known measure, and which measures
    that very claim says it already contains."""
    facts: dict[str, Value] = {}
    contains: dict[str, frozenset[str]] = {}
    for measure, figure in figures(state).items():
        claim = figure.assessed
        if claim is not None and claim.value is not None:
            facts[measure] = claim.value
            if claim.contains:
                contains[measure] = frozenset(claim.contains)
    return facts, contains
