"""From claims to figures: what is shown, what is assessed, where sources disagree.

Three different things, kept apart: the *shown* figure is the claim observed last; the *assessed*
figure is the worst that a source still credibly holds; a *conflict* is sources that differ. None
of them is ever overwritten, and unknown is not zero.
"""

from __future__ import annotations

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
    """The standing claims of each origin (``current_claims``), latest observed first."""
    conflict: bool

    @property
    def to_verify(self) -> tuple[Claim, ...]:
        """Doubtful claims that are worse than what is assessed: nobody may overlook them."""
        assessed = weight(self.assessed.value if self.assessed else None)
        return tuple(
            c for c in self.current if c.confidence not in CREDIBLE and weight(c.value) > assessed
        )


def current_claims(state: Incident) -> dict[str, list[Claim]]:
    """For each measure the standing claims, of each origin the one with the latest observation;
    where that one is doubtful, also the latest that the source credibly holds: a figure that
    nobody has verified takes none away.

    A claim that arrives late but was observed earlier does not displace a newer one.
    """
    found: dict[tuple[str, str], dict[bool, Claim]] = {}
    for claim in state.claims.values():
        if claim.standing:
            kept = found.setdefault((claim.measure, claim.origin), {})
            believed = claim.confidence in CREDIBLE
            other = kept.get(believed)
            if other is None or _later(claim, other):
                kept[believed] = claim
    current: dict[str, list[Claim]] = {}
    for (measure, _), kept in found.items():
        credible, doubtful = kept.get(True), kept.get(False)
        if credible is not None:
            current.setdefault(measure, []).append(credible)
        if doubtful is not None and (credible is None or _later(doubtful, credible)):
            current.setdefault(measure, []).append(doubtful)
    return current


def _later(one: Claim, other: Claim) -> bool:
    return (one.counts_at, one.seq) > (other.counts_at, other.seq)


def figures(state: Incident) -> dict[str, Figure]:
    """Every measure that anybody has claimed anything about."""
    return {m: _figure(m, claims) for m, claims in current_claims(state).items()}


def _figure(measure: str, claims: list[Claim]) -> Figure:
    current = tuple(sorted(claims, key=lambda c: (c.counts_at, c.seq), reverse=True))
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
