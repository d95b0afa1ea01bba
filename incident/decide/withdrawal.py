"""Getting rescuers out of danger, hearing from each of them, letting them back (§5.3.1(4))."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import whose
from runtime.language import N_, phrase
from runtime.refusal import Refused


def order_withdrawal(case: Case, cmd: c.OrderWithdrawal) -> list[e.Event]:
    """One stands at a time. A second order for the same withdrawal is no reason to lift the first
    one: nobody may be told to go back in so that a form can be filled in."""
    before = case.state.withdrawal
    if before is not None and before.in_force:
        raise Refused(
            "duplicate",
            field="OrderWithdrawal",
            value=before.number,
            allowed=phrase(
                N_(
                    "withdrawal order no. {number} is in force and stays so; what a leader said"
                    " about it is added as an entry, with the verbal order filled in"
                ),
                number=before.number,
            ),
        )
    number = before.number + 1 if before else 1
    return [e.WithdrawalOrdered(number=number, reason=cmd.reason)]


def lift_withdrawal(case: Case, cmd: c.LiftWithdrawal) -> list[e.Event]:
    before = case.state.withdrawal
    if before is None or not before.in_force:
        raise Refused(
            "impossible",
            field="LiftWithdrawal",
            value=None,
            allowed=phrase(N_("only while a withdrawal is in force")),
        )
    return [e.WithdrawalLifted(number=before.number, reason=cmd.reason)]


def answer_withdrawal(case: Case, cmd: c.AnswerWithdrawal) -> list[e.Event]:
    """An answer counts also once the order is lifted or another stands: somebody may have been
    without signal, and may still be trapped."""
    last = case.state.withdrawal
    if last is None or not 1 <= cmd.number <= last.number:
        nothing, until = phrase(N_("no order to withdraw was given")), last and last.number
        raise Refused(
            "unknown_order",
            field="number",
            value=cmd.number,
            allowed=phrase(N_("1 to {last}"), last=until) if until else nothing,
        )
    person = whose(case, cmd.person)
    return [
        e.WithdrawalAnswered(number=cmd.number, person=person, answer=cmd.answer, place=cmd.place)
    ]
