"""Claims, their correction, and the figures that leave the house."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from incident import commands as c
from incident import events as e
from incident.decide.belief import believed, may_correct
from incident.decide.case import Case
from incident.decide.known import known, known_source
from incident.figures import assessed_facts, weight
from incident.model import Value
from incident.state import Claim
from incident.words import numbered
from playbooks.schema import Measure
from runtime.language import N_, Term, listed, phrase, term, terms
from runtime.refusal import Refused


def measure_of(case: Case, name: str, field: str) -> Measure:
    """The plan's measure. Raises Refused ``unknown_measure``."""
    measures = case.playbook.plan.criteria.measures
    for measure in measures:
        if measure.id == name:
            return measure
    allowed = known(case.names.measure(m.id) for m in measures)
    raise Refused("unknown_measure", field=field, value=name, allowed=allowed)


def checked(measure: Measure, value: object, field: Term | str) -> Value:
    """A value as its measure wants it: a whole count, an exact decimal, or yes and no.

    Money and volume become decimal strings. Raises Refused ``negative`` or ``invalid``.
    """
    if measure.kind == "flag":
        if isinstance(value, bool):
            return value
        raise Refused("invalid", field=field, value=value, allowed=phrase(N_("true or false")))
    wanted = (
        N_("a whole number, 0 to 9999999")
        if measure.kind == "count"
        else N_("an amount, 0 or more, such as 1200000.50")
    )
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise Refused("invalid", field=field, value=value, allowed=phrase(wanted))
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Refused("invalid", field=field, value=value, allowed=phrase(wanted)) from None
    if not amount.is_finite() or abs(amount) > LARGEST or amount.adjusted() < SMALLEST:
        raise Refused("invalid", field=field, value=value, allowed=phrase(wanted))
    if amount < 0:
        raise Refused("negative", field=field, value=value, allowed=phrase(wanted))
    if measure.kind == "count":
        if not isinstance(value, int) or value > MOST:
            raise Refused("invalid", field=field, value=value, allowed=phrase(wanted))
        return value
    return format(amount, "f")


MOST = 9_999_999
"""Above any count: more people than a county has."""

LARGEST = Decimal(10) ** 15
"""Above any sum of money (CNY) or volume (m³) that an accident could have."""

SMALLEST = -12
"""Power of ten below which an amount is a slip, and would be written with that many zeros."""


def record_claim(case: Case, cmd: c.RecordClaim) -> list[e.Event]:
    measure = measure_of(case, cmd.measure, "measure")
    value = None if cmd.value is None else checked(measure, cmd.value, "value")
    for inner in cmd.contains:
        measure_of(case, inner, "contains")
    if len({cmd.measure, *cmd.contains}) != len(cmd.contains) + 1:
        raise Refused(
            "invalid",
            field="contains",
            value=terms(map(case.names.measure, cmd.contains)),
            allowed=phrase(N_("other figures than the one recorded, each once")),
        )
    if cmd.corrects is not None:
        corrected = claim_of(case, cmd.corrects, "corrects")
        may_correct(case, corrected)
        if corrected.measure != cmd.measure:
            raise Refused(
                "invalid",
                field="corrects",
                value=numbered(cmd.corrects),
                allowed=phrase(
                    N_("a claim about {measure}"), measure=case.names.measure(cmd.measure)
                ),
            )
        if not corrected.standing:
            raise Refused(
                "impossible",
                field="corrects",
                value=numbered(cmd.corrects),
                allowed=phrase(
                    N_("the claim that corrected it: {claim}"),
                    claim=numbered(corrected.corrected_by or ""),
                ),
            )
    observed = case.moment(cmd.observed_at or cmd.happened_at, "observed_at")
    return [
        e.ClaimRecorded(
            claim=f"claim-{len(case.state.claims) + 1}",
            measure=cmd.measure,
            value=value,
            source=known_source(case, cmd.source),
            observed_at=observed,
            confidence=believed(case, cmd),
            basis=cmd.basis,
            contains=cmd.contains,
            corrects=cmd.corrects,
            note=cmd.note,
        )
    ]


def claim_of(case: Case, claim: str, field: str) -> Claim:
    """Raises Refused ``unknown_claim``."""
    if claim not in case.state.claims:
        allowed = known(case.state.claims)
        raise Refused("unknown_claim", field=field, value=numbered(claim), allowed=allowed)
    return case.state.claims[claim]


def doubt_claim(case: Case, cmd: c.DoubtClaim) -> list[e.Event]:
    claim_of(case, cmd.claim, "claim")
    return [e.ClaimDoubted(claim=cmd.claim, confidence=cmd.confidence, reason=cmd.reason)]


def accept_lowering(case: Case, cmd: c.AcceptLowering) -> list[e.Event]:
    if case.state.lowering is None:
        raise Refused(
            "impossible",
            field="AcceptLowering",
            value=None,
            allowed=phrase(N_("only when the figures read lower than the assessment in force")),
        )
    return [e.LoweringAccepted(reason=cmd.reason)]


def _of_figures(case: Case, measure: str) -> Term:
    return term(f"figures.{measure}", case.names.measure(measure))


def approve_figures(case: Case, cmd: c.ApproveFigures) -> list[e.Event]:
    """Where an approved figure is lower than the worst credible one, the paper must say what is
    still being verified, and the log keeps that the approver was told."""
    approved = {
        name: checked(measure_of(case, name, f"figures.{name}"), value, _of_figures(case, name))
        for name, value in cmd.figures.items()
    }
    facts, _ = assessed_facts(case.state)
    below = tuple(
        m for m, worst in facts.items() if m in approved and weight(approved[m]) < weight(worst)
    )
    if below and cmd.checking is None:
        raise Refused(
            "reason_required",
            field="checking",
            value=None,
            allowed=phrase(
                N_("what is still being verified, because these are lower than known: {measures}"),
                measures=listed(map(case.names.measure, below)),
            ),
        )
    return [
        e.FiguresApproved(
            number=len(case.state.approved) + 1,
            figures=tuple(approved.items()),
            below_assessed=below,
            checking=cmd.checking,
        )
    ]
