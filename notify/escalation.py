"""What follows where nobody answers: one step after another, as the plan has them.

Pure: from what was done so far to the next step and when it is due. A step is counted when it is
taken, so a program that was stopped, a machine that slept and a clock that was set take them one
after another with the plan's gaps, never all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from playbooks.lookup import Playbook
from playbooks.schema import Escalation, Rung

OWN = ("again", "other_way", "call")
"""Steps that concern only the person who does not answer."""

ASKED_TO_ACT = 2
"""Who has acknowledged and does not act is asked so often; then the desk is told."""


@dataclass(frozen=True, slots=True)
class Move:
    """The next step, its number counted from 0 over all rounds, and its round from 1."""

    number: int
    rung: Rung
    round: int

    def due(self, since: datetime) -> datetime:
        """When it is due if the one before was taken at ``since``."""
        return since + timedelta(minutes=self.rung.after_min)


def move(escalation: Escalation, taken: int, *, stand_in: bool = False) -> Move | None:
    """The step after ``taken`` of them; None where there are no more.

    For somebody told in another's place only the steps that concern themselves are taken: the
    others are going on for the one in whose place they were told.
    """
    size = len(escalation.rungs)
    for number in range(taken, size * escalation.rounds):
        rung = escalation.rungs[number % size]
        if not stand_in or rung.do in OWN:
            return Move(number, rung, number // size + 1)
    return None


def onward(escalation: Escalation, taken: int) -> Move | None:
    """The next step that concerns others: for who answered that they cannot."""
    step = move(escalation, taken)
    while step is not None and step.rung.do in OWN:
        step = move(escalation, step.number + 1)
    return step


def act_by(escalation: Escalation, since: datetime) -> datetime | None:
    """When who acknowledged at ``since`` is asked whether they act; None: never."""
    minutes = escalation.act_within_min
    return None if minutes is None else since + timedelta(minutes=minutes)


def answer_by(escalation: Escalation, taken: int, since: datetime) -> datetime | None:
    """Until when an answer still comes first: then others are told, or the desk, that there is
    none. ``taken`` steps were taken, the last of them, or the telling, at ``since``; None where
    nothing like it follows."""
    until, size = since, len(escalation.rungs)
    for number in range(taken, size * escalation.rounds):
        rung = escalation.rungs[number % size]
        until += timedelta(minutes=rung.after_min)
        if rung.do not in OWN:
            return until
    return None


def first_until(playbook: Playbook, alert: str, told: datetime) -> datetime | None:
    """Until when somebody told at ``told`` answers an alert first; None where nobody has to."""
    escalation = playbook.escalation(alert)
    return None if escalation is None else answer_by(escalation, 0, told)
