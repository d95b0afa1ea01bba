"""Answers to alerts, and clocks that ran out."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def answered(i: Incident, v: e.AlertAnswered, n: Entry) -> Incident:
    answer = s.AlertAnswer(v.alert, v.person, v.answer, n.counts_at, v.words)
    return replace(i, answers={**i.answers, (v.alert, v.person): answer})


def unreachable(i: Incident, v: e.PersonUnreachable, n: Entry) -> Incident:
    mark = s.Unreached(v.alert, v.post, v.person, v.tried, n.counts_at, v.village)
    # A village has several posts, and each that is vacant is a mark of its own.
    who = f"{v.village}/{v.post}" if v.village and not v.person else mark.who
    return replace(i, unreached={**i.unreached, (v.alert, who): mark})


def overdue(i: Incident, v: e.DutyOverdue, n: Entry) -> Incident:
    return replace(i, overdue={**i.overdue, v.duty: v.due_at})
