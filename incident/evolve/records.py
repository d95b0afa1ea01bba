"""Reports upward, instructions, inquiries, movements, notes."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def told(i: Incident, v: e.ReportTold, n: Entry) -> Incident:
    report = s.ReportRound(v.line, v.kind, v.round, {}, n.counted(v.told_at), v.receiver, v.figures)
    return replace(i, reports={**i.reports, (v.line, v.kind, v.round): report})


def step(i: Incident, v: e.ReportStep, n: Entry) -> Incident:
    key = (v.line, v.kind, v.round)
    was = i.reports.get(key) or s.ReportRound(v.line, v.kind, v.round, {}, None, None, None)
    now = replace(
        was,
        steps={**was.steps, v.step: n.counts_at},
        receiver=v.with_whom or was.receiver,
        figures=was.figures if v.figures is None else v.figures,
    )
    return replace(i, reports={**i.reports, key: now})


def instruction(i: Incident, v: e.InstructionRecorded, n: Entry) -> Incident:
    asked = s.Question(
        v.instruction, "instruction", v.from_whom, v.words, n.counts_at, v.answer_by, None, None
    )
    return replace(i, questions={**i.questions, v.instruction: asked})


def inquiry(i: Incident, v: e.InquiryRecorded, n: Entry) -> Incident:
    asked = s.Question(
        v.inquiry, "inquiry", v.from_whom, v.question, n.counts_at, v.answer_by, None, None
    )
    return replace(i, questions={**i.questions, v.inquiry: asked})


def _answer(i: Incident, n: Entry, question: str, answer: str) -> Incident:
    said = replace(i.questions[question], answered_at=n.counts_at, answer=answer)
    return replace(i, questions={**i.questions, question: said})


def instruction_answered(i: Incident, v: e.InstructionAnswered, n: Entry) -> Incident:
    return _answer(i, n, v.instruction, v.measure)


def inquiry_answered(i: Incident, v: e.InquiryAnswered, n: Entry) -> Incident:
    return _answer(i, n, v.inquiry, v.answer)


def moved(i: Incident, v: e.LeaderMoved, n: Entry) -> Incident:
    moved = s.Movement(v.post, v.movement, n.counts_at, v.place)
    return replace(i, movements=(*i.movements, moved))


def checked_in(i: Incident, v: e.CheckedIn, n: Entry) -> Incident:
    """What reaches the house late does not undo what happened after it."""
    before = i.presence.get(v.person)
    if before is not None and before.at > n.counts_at:
        return i
    presence = s.Presence(v.person, v.movement, n.counts_at, v.place)
    return replace(i, presence={**i.presence, v.person: presence})


def outsider(i: Incident, v: e.OutsiderTold, n: Entry) -> Incident:
    return replace(i, told=(*i.told, s.Told(v.entry, v.means, v.who, n.counted(v.told_at))))


def corrected(i: Incident, v: e.EntryCorrected, n: Entry) -> Incident:
    return replace(i, corrections={**i.corrections, v.entry: n.seq})
