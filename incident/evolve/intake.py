"""Reports, verification and the kind of case."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def reported(i: Incident, v: e.IncidentReported, n: Entry) -> Incident:
    occurred, learned = v.occurred_at and n.counted(v.occurred_at), n.counted(v.learned_at)
    opening = s.Opening(
        jurisdiction=v.jurisdiction,
        title=v.title,
        place=v.place,
        what=v.what,
        occurred_at=occurred,
        learned_at=learned,
        dam=v.dam,
        township=v.township,
        source=v.source,
        police_number=v.police_number,
        occurred_stated=v.occurred_at if v.occurred_at != occurred else None,
        learned_stated=v.learned_at if v.learned_at != learned else None,
    )
    return replace(i, stage="reported", mode=v.mode, kind=v.kind, plan=v.plan, opening=opening)


def verification(i: Incident, v: e.VerificationSet, n: Entry) -> Incident:
    return replace(i, verification=v.status, verified_at=n.counts_at)


def kind_(i: Incident, v: e.KindChanged, n: Entry) -> Incident:
    return replace(i, kind=v.kind)


def unchanged(i: Incident, v: e.Event, n: Entry) -> Incident:
    return i
