"""Proposals, spoken orders and overrides."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.evolve.versions import bump, without
from incident.state import Entry, Incident


def proposed(i: Incident, v: e.Proposed, n: Entry) -> Incident:
    before = i.proposals.get(v.decision)
    proposal = s.Proposal(
        v.decision,
        v.action,
        v.level,
        v.step,
        (*(before.posts if before else ()), v.by),
        before.since if before else n.counts_at,
        v.reason or (before.reason if before else None),
    )
    after = replace(
        i,
        proposals={**i.proposals, v.decision: proposal},
        declined=without(i.declined, v.decision),
    )
    if i.stage in ("reported", "assessed") and v.action == "start":
        after = replace(after, stage="proposed")
    return bump(after, v.decision, n.seq)


def declined(i: Incident, v: e.Declined, n: Entry) -> Incident:
    declination = s.Declination(v.by, n.counts_at, v.reason, v.ask_for_more)
    after = replace(
        i,
        proposals=without(i.proposals, v.decision),
        declined={**i.declined, v.decision: declination},
    )
    waiting = any(p.action == "start" for p in after.proposals.values())
    if i.stage == "proposed" and not waiting:
        back: s.Stage = "assessed" if i.assessment and i.assessment.level else "reported"
        after = replace(after, stage=back)
    return bump(after, v.decision, n.seq)


def order(i: Incident, v: e.OrderRecorded, n: Entry) -> Incident:
    order = s.Order(
        v.order,
        v.on_behalf_of,
        v.means,
        v.said_at,
        v.witness,
        v.recording,
        v.command,
        n.actor,
        v.sign_by,
        "to_sign",
        None,
        None,
        None,
    )
    return replace(i, orders={**i.orders, v.order: order})


def signed(i: Incident, v: e.OrderSigned, n: Entry) -> Incident:
    order = replace(
        i.orders[v.order],
        status="signed",
        settled_at=n.counted(v.signed_at),
        sheet=v.sheet,
        by_recorder=v.by_recorder,
    )
    return replace(i, orders={**i.orders, v.order: order})


def unsigned(i: Incident, v: e.SigningRefused, n: Entry) -> Incident:
    order = replace(
        i.orders[v.order],
        status="refused",
        settled_at=n.counts_at,
        reason=v.reason,
        by_recorder=v.by_recorder,
    )
    return replace(i, orders={**i.orders, v.order: order})


def override(i: Incident, v: e.OverrideUsed, n: Entry) -> Incident:
    mark = s.OverrideMark(v.override, v.command, n.actor, n.counts_at, v.reason, v.second_by, None)
    return replace(i, overrides={**i.overrides, v.override: mark})


def seconded(i: Incident, v: e.OverrideSeconded, n: Entry) -> Incident:
    mark = replace(
        i.overrides[v.override],
        seconded_by=n.on_behalf_of or n.actor,
        seconded_at=n.counts_at,
    )
    return replace(i, overrides={**i.overrides, v.override: mark})
