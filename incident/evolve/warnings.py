"""Warnings to the public: every version replaces the draft before it, receipts add up."""

from __future__ import annotations

from incident import events as e
from incident.evolve.changed import replace
from incident.state import Entry, Incident
from incident.state.warnings import PublicWarning, Receipt
from incident.warnings import decision_of


def drafted(i: Incident, v: e.WarningDrafted, n: Entry) -> Incident:
    before = i.warnings.get(v.warning)
    draft = PublicWarning(
        id=v.warning,
        version=v.version,
        villages=v.villages,
        colour=v.colour,
        text=v.text,
        what_to_do=v.what_to_do,
        valid_until=v.valid_until,
        ready_correction=v.ready_correction,
        announcement=v.announcement,
        drafted_by=n.actor,
        drafted_at=n.recorded_at,
    )
    if before is not None:
        # a new wording of a correction still answers the same warning, by the same clock
        draft = replace(
            draft,
            follows=before.follows,
            correction=before.correction,
            discovered_at=before.discovered_at,
            correct_by=before.correct_by,
        )
    return _put(i, draft, n)


def approved(i: Incident, v: e.WarningApproved, n: Entry) -> Incident:
    let_out = replace(
        i.warnings[v.warning],
        approved_by=v.by,
        approved_person=n.actor,
        approved_at=n.recorded_at,
    )
    return _put(i, let_out, n)


def receipt(i: Incident, v: e.WarningReceiptRecorded, n: Entry) -> Incident:
    was = i.warnings[v.warning]
    told = Receipt(
        v.platform,
        v.outcome,
        v.village,
        v.coverage_percent,
        v.done_by,
        n.counted(v.said_at),
        v.note,
    )
    now = replace(was, receipts=(*was.receipts, told))
    return replace(i, warnings={**i.warnings, v.warning: now})


def corrected(i: Incident, v: e.WarningCorrected, n: Entry) -> Incident:
    original = i.warnings[v.follows]
    answer = PublicWarning(
        id=v.warning,
        version=1,
        villages=v.villages,
        colour=v.colour,
        text=v.text,
        what_to_do=v.what_to_do,
        valid_until=v.valid_until,
        ready_correction=None,
        announcement=original.announcement,
        drafted_by=n.actor,
        drafted_at=n.recorded_at,
        approved_by=original.approved_by if v.ready else None,
        approved_person=original.approved_person if v.ready else None,
        approved_at=n.recorded_at if v.ready else None,
        follows=v.follows,
        correction=v.correction,
        discovered_at=v.discovered_at and n.counted(v.discovered_at),
        correct_by=v.correct_by,
    )
    return _put(i, answer, n)


def _put(i: Incident, warning: PublicWarning, n: Entry) -> Incident:
    """The warning as it stands now; whoever decided on the one before decides anew."""
    return replace(
        i,
        warnings={**i.warnings, warning.id: warning},
        decisions={**i.decisions, decision_of(warning.id): n.seq},
    )
