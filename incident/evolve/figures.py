"""Claims, assessments, and the figures that leave the house."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.evolve.versions import bump
from incident.state import Entry, Incident


def claim(i: Incident, v: e.ClaimRecorded, n: Entry) -> Incident:
    claim = s.Claim(
        id=v.claim,
        measure=v.measure,
        value=v.value,
        source=v.source,
        observed_at=v.observed_at,
        received_at=n.received_at,
        recorded_at=n.recorded_at,
        seq=n.seq,
        confidence=v.confidence,
        basis=v.basis,
        contains=v.contains,
        standing=True,
        corrected_by=None,
        note=v.note,
    )
    claims = {**i.claims, v.claim: claim}
    if v.corrects is not None:
        claims[v.corrects] = replace(claims[v.corrects], standing=False, corrected_by=v.claim)
    return replace(i, claims=claims)


def doubted(i: Incident, v: e.ClaimDoubted, n: Entry) -> Incident:
    changed = replace(i.claims[v.claim], confidence=v.confidence)
    return replace(i, claims={**i.claims, v.claim: changed})


def _reading(v: e.AssessmentFields, n: Entry) -> s.Assessment:
    return s.Assessment(v.grade, v.level, v.grounds, v.missing, v.facts, v.rules, n.seq)


def assessed(i: Incident, v: e.Assessed, n: Entry) -> Incident:
    was = i.assessment.level if i.assessment else None
    after = replace(i, assessment=_reading(v, n), lowering=None)
    if i.stage == "reported" and v.level is not None:
        after = replace(after, stage="assessed")
    if v.level != was and v.level is not None:
        action = "raise" if i.stage == "responding" else "start"
        after = bump(after, f"{action}:{v.level}", n.seq)
    return after


def suggested(i: Incident, v: e.LoweringSuggested, n: Entry) -> Incident:
    return replace(i, lowering=_reading(v, n))


def accepted(i: Incident, v: e.LoweringAccepted, n: Entry) -> Incident:
    return replace(i, assessment=i.lowering, lowering=None)


def approved(i: Incident, v: e.FiguresApproved, n: Entry) -> Incident:
    version = s.Approved(
        v.number,
        dict(v.figures),
        v.below_assessed,
        v.checking,
        n.on_behalf_of or n.actor,
        n.counts_at,
    )
    return replace(i, approved=(*i.approved, version))
