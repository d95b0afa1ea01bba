"""Small readings of the state that single panels show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.duties import DutyClock
from incident.posts import group_posts
from incident.state import Incident, WithdrawalAnswer
from playbooks.lookup import Playbook
from playbooks.schema.base import LOCAL
from runtime.language import N_, Lang, phrase
from web import choices
from web.board.cameof import UNKEPT
from web.board.told import STEPS, Recipient

WITHDRAWAL = "WithdrawalOrdered"


@dataclass(frozen=True, slots=True)
class Cell:
    """One report of the matrix: its clock, how far a written one has come or who took it."""

    duty: DutyClock | None
    state: str
    """``kept``, ``late``, ``over``, ``due`` or ``none``: how it looks."""
    step: str


def report_cell(
    state: Incident,
    duties: Mapping[str, DutyClock],
    texts: Mapping[str, str | None],
    line: str,
    kind: str,
    now: datetime,
    lang: Lang,
) -> Cell:
    """The newest report of a line and kind."""
    duty = newest_report(duties.values(), line, kind)
    rounds = [r for r in state.reports.values() if r.line == line and r.kind == kind]
    step = ""
    if rounds:
        last = rounds[-1]
        name = last.receiver and texts.get(last.receiver)
        if name:
            step = phrase(N_("receiver {name}"), name=name).say(lang)
        elif last.steps:
            # Of steps entered with the same time, the one entered last.
            entered = reversed(tuple(last.steps))
            step = choices.said(max(entered, key=lambda s: last.steps[s]), lang)
    if duty is None:
        return Cell(None, "none", step)
    if duty.done_at is not None:
        return Cell(duty, "late" if duty.late(now) else "kept", step)
    if duty.due_at is None:
        return Cell(duty, "none", step)
    return Cell(duty, "over" if duty.late(now) else "due", step)


def newest_report(clocks: Iterable[DutyClock], line: str, kind: str) -> DutyClock | None:
    """The clock of the newest report of a line and kind."""
    found = [d for d in clocks if d.sort == "report" and d.about == line and d.kind == kind]
    return found[-1] if found else None


def rings(state: Incident, line: str, kind: str) -> bool:
    """Whether the next report by telephone on a line stands in this cell: the first, which there is
    once, then continued ones."""
    rung = (line, "telephone_first", 1) in state.reports
    return kind == ("continued" if rung else "telephone_first")


def mover(state: Incident, playbook: Playbook, lang: Lang) -> str | None:
    """The group in force that moves people, where the plan offers one to be added for it."""
    offered = [g.id for g in playbook.plan.organisation.groups if g.offered]
    return next((choices.group_name(playbook, g, lang) for g in offered if g in state.groups), None)


def withdrawal_clause(playbook: Playbook) -> str:
    """The clause under which rescuers are withdrawn, as the plan's alert on it cites it."""
    return next((a.origin for a in playbook.alerts.get(WITHDRAWAL, ())), LOCAL)


_UNREACHED = {
    "sending": N_("being sent"),
    "unknown": N_("unknown whether it went out"),
    "failed_temporary": N_("failed for now, will be tried again"),
    "failed_permanent": N_("failed for good"),
    "superseded": N_("not sent any more"),
    UNKEPT: N_("tried; what came of it by then was not kept"),
}
"""Where no step is reached, by the state of the message."""


def told_step(told: Recipient, lang: Lang) -> str:
    """How far somebody has come, in one word."""
    words = {
        "sent": N_("message sent"),
        "delivered": N_("delivered"),
        "read": N_("read"),
        "answered": N_("answered"),
        "left": N_("on the way"),
        "arrived": N_("arrived"),
    }
    if told.declined:
        return phrase(N_("cannot come")).say(lang)
    if told.step == 0:
        return phrase(_UNREACHED.get(told.status, N_("not sent yet"))).say(lang)
    step = STEPS[told.step - 1]
    if told.read_at and step in ("sent", "delivered"):
        step = "read"
    return phrase(words[step]).say(lang)


def group_answered(
    group: str, state: Incident, playbook: Playbook, told: Mapping[str, Recipient], lang: Lang
) -> str:
    """Whether somebody of the group has answered its alerts; told is by post."""
    if group not in playbook.groups:
        return ""
    theirs = [told[p] for p in group_posts(state, playbook, group) if p in told]
    if not theirs:
        return ""
    best = max(theirs, key=lambda p: p.step)
    if best.step >= STEPS.index("answered") + 1:
        return "✓ " + told_step(best, lang)
    return phrase(N_("no answer yet")).say(lang)


def crew(state: Incident) -> tuple[WithdrawalAnswer, ...]:
    """Answers to the withdrawal order in force, those in need first."""
    order = state.withdrawal
    answers = [a for a in state.withdrawn.values() if order and a.number == order.number]
    urgent = {"trapped": 0, "leaving": 1, "out": 2}
    return tuple(sorted(answers, key=lambda a: (urgent[a.answer], a.at)))
