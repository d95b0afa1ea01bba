"""Reports, verification and the kind of case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known
from incident.words import word
from runtime.language import N_, phrase
from runtime.refusal import Refused

TITLES = {
    "accident": N_("{month}-{day} tailings dam accident"),
    "dangerous_sign": N_("{month}-{day} dangerous sign at a tailings dam"),
}
"""How a case is called where nobody named it: by its day, in the plan's zone, as papers do."""


def report_incident(case: Case, cmd: c.ReportIncident) -> list[e.Event]:
    _in_registry(case, cmd.dam, "dam", N_("a dam of the registry"))
    _in_registry(case, cmd.township, "township", N_("a township of the registry"))
    occurred = cmd.occurred_at and case.moment(cmd.occurred_at, "occurred_at")
    learned = _learned(case, cmd, occurred)
    return [
        e.IncidentReported(
            kind=cmd.kind,
            mode=cmd.mode,
            plan=case.playbook.digest,
            jurisdiction=case.jurisdiction,
            title=cmd.title or _title(case, cmd.kind, learned),
            place=cmd.place,
            what=cmd.what,
            occurred_at=occurred,
            learned_at=learned,
            dam=cmd.dam,
            township=cmd.township,
            source=cmd.source,
            police_number=cmd.police_number,
        )
    ]


LEARNED = N_(
    "the accident happened then by this report; what was learned before is reported as a "
    "dangerous sign, or without the time of the accident"
)


def _learned(case: Case, cmd: c.ReportIncident, occurred: datetime | None) -> datetime:
    """When the county learned of it, from which its clocks run. An accident is learned once it
    has happened; a dangerous sign may be heard of before it shows."""
    given = cmd.learned_at or cmd.happened_at
    if cmd.kind != "accident" or occurred is None:
        return case.moment(given, "learned_at")
    return case.after(given, "learned_at", occurred, phrase(LEARNED))


def _in_registry(case: Case, place: str | None, field: str, allowed: str) -> None:
    """A place that nobody knows leads to nobody who lives there, without a word."""
    if place is not None and place not in case.named.places:
        raise Refused("unknown_item", field=field, value=place, allowed=phrase(allowed))


def _title(case: Case, kind: str, learned: datetime) -> str:
    day = learned.astimezone(ZoneInfo(case.playbook.plan.document.zone))
    return phrase(TITLES[kind], month=day.month, day=day.day).say("zh")


def add_report(case: Case, cmd: c.AddReport) -> list[e.Event]:
    occurred = cmd.occurred_at and case.moment(cmd.occurred_at, "occurred_at")
    return [e.ReportAdded(what=cmd.what, source=cmd.source, occurred_at=occurred)]


def set_verification(case: Case, cmd: c.SetVerification) -> list[e.Event]:
    return [e.VerificationSet(status=cmd.status, note=cmd.note)]


def change_kind(case: Case, cmd: c.ChangeKind) -> list[e.Event]:
    if cmd.kind == case.state.kind:
        raise Refused(
            "impossible",
            field="kind",
            value=word(cmd.kind),
            allowed=known(kind for kind in TITLES if kind != cmd.kind),
        )
    return [e.KindChanged(kind=cmd.kind, reason=cmd.reason)]


def dismiss(case: Case, cmd: c.DismissReport) -> list[e.Event]:
    return [e.IncidentDismissed(reason=cmd.reason, evidence=cmd.evidence)]


def reopen(case: Case, cmd: c.ReopenReport) -> list[e.Event]:
    return [e.IncidentReopened(reason=cmd.reason)]
