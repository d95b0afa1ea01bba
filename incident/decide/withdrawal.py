"""Getting rescuers out of danger, and letting them back (§5.3.1(4))."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from runtime.language import N_, phrase
from runtime.refusal import Refused


def order_withdrawal(case: Case, cmd: c.OrderWithdrawal) -> list[e.Event]:
    before = case.state.withdrawal
    if before is not None and before.lifted_at is None:
        raise Refused(
            "duplicate",
            field="OrderWithdrawal",
            value=before.number,
            allowed=phrase(N_("lift order {number} first"), number=before.number),
        )
    number = before.number + 1 if before else 1
    return [e.WithdrawalOrdered(number=number, reason=cmd.reason)]


def lift_withdrawal(case: Case, cmd: c.LiftWithdrawal) -> list[e.Event]:
    before = case.state.withdrawal
    if before is None or before.lifted_at is not None:
        raise Refused(
            "impossible",
            field="LiftWithdrawal",
            value=None,
            allowed=phrase(N_("only while a withdrawal is in force")),
        )
    return [e.WithdrawalLifted(number=before.number, reason=cmd.reason)]
