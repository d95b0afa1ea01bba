"""Signing what was spoken, seconding what was overridden, answers to alerts, running clocks."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, stands, whose
from incident.duties import duties
from incident.state import Order
from incident.words import numbered, word
from runtime.language import N_, phrase
from runtime.refusal import Refused


def _to_sign(case: Case, name: str) -> Order:
    orders = case.state.orders
    if name not in orders:
        raise Refused("unknown_order", field="order", value=numbered(name), allowed=known(orders))
    if orders[name].status != "to_sign":
        raise Refused(
            "impossible",
            field="order",
            value=stands(numbered(name), word(orders[name].status, "order")),
            allowed=known(o.id for o in orders.values() if o.status == "to_sign"),
        )
    return orders[name]


def sign(case: Case, cmd: c.SignOrder) -> list[e.Event]:
    """The number of the sheet that the post's holder has signed. Whoever keeps the record may
    enter it, alone at night the one who wrote the order down; the entry then says so."""
    order = _to_sign(case, cmd.order)
    given = cmd.signed_at or cmd.happened_at
    signed = case.after(given, "signed_at", order.said_at, phrase(N_("the order was given then")))
    return [
        e.OrderSigned(
            order=cmd.order,
            sheet=cmd.sheet,
            signed_at=signed,
            by_recorder=order.recorded_by == case.actor.person,
        )
    ]


def refuse_signing(case: Case, cmd: c.RefuseSigning) -> list[e.Event]:
    order = _to_sign(case, cmd.order)
    mine = order.recorded_by == case.actor.person
    return [e.SigningRefused(order=cmd.order, reason=cmd.reason, by_recorder=mine)]


def second(case: Case, cmd: c.SecondOverride) -> list[e.Event]:
    waiting = {m.id: m for m in case.state.overrides.values() if m.seconded_by is None}
    if cmd.of not in waiting:
        raise Refused("unknown_item", field="of", value=numbered(cmd.of), allowed=known(waiting))
    if waiting[cmd.of].by == case.actor.person:
        raise Refused(
            "second_person",
            field="of",
            value=numbered(cmd.of),
            allowed=phrase(N_("somebody else than who used it")),
        )
    return [e.OverrideSeconded(override=cmd.of)]


def answer_alert(case: Case, cmd: c.AnswerAlert) -> list[e.Event]:
    """An answer counts for the person who gave it, who must have been asked: it ends the waiting
    for others. Whoever records another person's answer must keep the record. Raises Refused
    ``unknown_item`` where nobody was alerted about an entry, ``not_allowed`` for the actor's own
    answer to what they were not asked."""
    if not case.named.alerted:
        allowed = phrase(N_("an entry that people were alerted about, such as entry-3"))
        raise Refused("unknown_item", field="alert", value=cmd.alert, allowed=allowed)
    person = whose(case, cmd.person)
    if person == case.actor.person and not case.named.asked:
        allowed = phrase(N_("those who were sent it; the duty desk enters what others say"))
        raise Refused("not_allowed", field="alert", value=numbered(cmd.alert), allowed=allowed)
    return [
        e.AlertAnswered(
            alert=alert, person=person, answer=cmd.answer, means=cmd.means, words=cmd.words
        )
        for alert in dict.fromkeys((cmd.alert, *cmd.also))
    ]


def mark_unreachable(case: Case, cmd: c.MarkUnreachable) -> list[e.Event]:
    return [
        e.PersonUnreachable(
            alert=cmd.alert, person=cmd.person, post=cmd.post, village=cmd.village, tried=cmd.tried
        )
    ]


def notice_overdue(case: Case, cmd: c.NoticeOverdue) -> list[e.Event]:
    """Every clock that has run out and was not yet recorded as such."""
    return [
        e.DutyOverdue(duty=d.id, due_at=d.due_at)
        for d in duties(case.state, case.playbook)
        if d.done_at is None
        and d.due_at is not None
        and d.due_at <= case.now
        and d.id not in case.state.overdue
    ]
