"""Reports upward, instructions and inquiries from above, movements, the told-list, notes."""

from __future__ import annotations

from datetime import datetime, timedelta

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, known_post, whose
from incident.state import Incident, Question
from incident.words import numbered, word
from runtime.language import N_, phrase
from runtime.refusal import Refused


def _check_cell(case: Case, line: str, kind: str, telephone: bool) -> None:
    reporting = case.playbook.plan.reporting
    lines = [x.id for x in reporting.lines]
    kinds = [k.id for k in reporting.kinds if bool(k.steps) != telephone or k.id == "continued"]
    if line not in lines:
        allowed = known(map(case.names.line, lines))
        raise Refused("unknown_item", field="line", value=line, allowed=allowed)
    if kind not in kinds:
        allowed = known(map(case.names.report_kind, kinds))
        value = case.names.report_kind(kind)
        raise Refused("unknown_item", field="kind", value=value, allowed=allowed)


def _check_figures(case: Case, number: int | None) -> None:
    if number is not None and not 1 <= number <= len(case.state.approved):
        raise Refused(
            "unknown_item",
            field="figures",
            value=number,
            allowed=known(a.number for a in case.state.approved),
        )


def round_of(state: Incident, line: str, kind: str, step: str | None) -> int:
    """Which report of its kind this is: continued ones are counted, a step that the running one
    already has begins the next; each end of the response has its own final report."""
    if kind == "final":
        return max(1, state.endings)
    rounds = [r for (ln, k, _), r in state.reports.items() if (ln, k) == (line, kind)]
    if not rounds:
        return 1
    last = max(rounds, key=lambda r: r.round)
    if kind != "continued":
        return last.round
    finished = last.told_at is not None or (step is None) or step in last.steps
    return last.round + 1 if finished else last.round


def tell_report(case: Case, cmd: c.TellReport) -> list[e.Event]:
    _check_cell(case, cmd.line, cmd.kind, telephone=True)
    _check_figures(case, cmd.figures)
    key = (cmd.line, cmd.kind, 1)
    if cmd.kind == "telephone_first" and key in case.state.reports:
        raise Refused(
            "duplicate",
            field="line",
            value=case.names.line(cmd.line),
            allowed=phrase(N_("a continued report; the first one stands")),
        )
    told = case.said(cmd.told_at, "told_at", cmd.happened_at)
    return [
        e.ReportTold(
            line=cmd.line,
            kind=cmd.kind,
            round=round_of(case.state, cmd.line, cmd.kind, None),
            number=cmd.number,
            receiver=cmd.receiver,
            told_at=told,
            figures=cmd.figures,
            recording=cmd.recording,
        )
    ]


def step_report(case: Case, cmd: c.StepReport) -> list[e.Event]:
    _check_cell(case, cmd.line, cmd.kind, telephone=False)
    _check_figures(case, cmd.figures)
    number = round_of(case.state, cmd.line, cmd.kind, cmd.step)
    running = case.state.reports.get((cmd.line, cmd.kind, number))
    if running is not None and cmd.step in running.steps:
        allowed = phrase(N_("a later step"))
        raise Refused("duplicate", field="step", value=word(cmd.step), allowed=allowed)
    if cmd.step == "received" and (running is None or "sent" not in running.steps):
        raise Refused(
            "impossible", field="step", value=word(cmd.step), allowed=phrase(N_("sent comes first"))
        )
    return [
        e.ReportStep(
            line=cmd.line,
            kind=cmd.kind,
            round=number,
            step=cmd.step,
            with_whom=cmd.with_whom,
            figures=cmd.figures,
        )
    ]


def record_instruction(case: Case, cmd: c.RecordInstruction) -> list[e.Event]:
    minutes = case.playbook.plan.reporting.instruction_answer_min
    return [
        e.InstructionRecorded(
            instruction=_next(case, "instruction"),
            from_whom=cmd.from_whom,
            words=cmd.words,
            means=cmd.means,
            answer_by=_answer_by(case, cmd.answer_by, minutes),
        )
    ]


def record_inquiry(case: Case, cmd: c.RecordInquiry) -> list[e.Event]:
    minutes = case.playbook.plan.reporting.inquiry_answer_min
    return [
        e.InquiryRecorded(
            inquiry=_next(case, "inquiry"),
            from_whom=cmd.from_whom,
            question=cmd.question,
            answer_by=_answer_by(case, cmd.answer_by, minutes),
        )
    ]


def _answer_by(case: Case, given: datetime | None, minutes: int) -> datetime:
    return case.due(given or case.now + timedelta(minutes=minutes), "answer_by")


def _next(case: Case, sort: str) -> str:
    return f"{sort}-{sum(1 for q in case.state.questions.values() if q.sort == sort) + 1}"


def _question(case: Case, sort: str, name: str) -> Question:
    asked = {k: q for k, q in case.state.questions.items() if q.sort == sort}
    if name not in asked:
        raise Refused("unknown_item", field=sort, value=numbered(name), allowed=known(asked))
    return asked[name]


def answer_instruction(case: Case, cmd: c.AnswerInstruction) -> list[e.Event]:
    _question(case, "instruction", cmd.instruction)
    return [e.InstructionAnswered(instruction=cmd.instruction, measure=cmd.measure)]


def answer_inquiry(case: Case, cmd: c.AnswerInquiry) -> list[e.Event]:
    _question(case, "inquiry", cmd.inquiry)
    _check_figures(case, cmd.figures)
    return [e.InquiryAnswered(inquiry=cmd.inquiry, answer=cmd.answer, figures=cmd.figures)]


def record_movement(case: Case, cmd: c.RecordMovement) -> list[e.Event]:
    known_post(case, cmd.post, "post")
    return [e.LeaderMoved(post=cmd.post, movement=cmd.movement, place=cmd.place)]


def check_in(case: Case, cmd: c.CheckIn) -> list[e.Event]:
    """Of a person; where a leader of the headquarters checks in, the post is there as well."""
    person = whose(case, cmd.person)
    org = case.playbook.plan.organisation
    hq, onsite = org.headquarters, org.onsite
    leading = (onsite.commander, *onsite.deputies, hq.commander, *hq.deputies)
    own = case.actor.posts if person == case.actor.person else frozenset()
    return [
        e.CheckedIn(person=person, movement=cmd.movement, place=cmd.place),
        *(
            e.LeaderMoved(post=post, movement=cmd.movement, place=cmd.place)
            for post in dict.fromkeys(leading)
            if post in own
        ),
    ]


def tell_outsider(case: Case, cmd: c.TellOutsider) -> list[e.Event]:
    entries = [t.id for t in case.playbook.plan.reporting.told]
    if cmd.entry not in entries:
        allowed = known(map(case.names.told, entries))
        raise Refused("unknown_item", field="entry", value=cmd.entry, allowed=allowed)
    told = case.said(cmd.told_at, "told_at", cmd.happened_at)
    return [e.OutsiderTold(entry=cmd.entry, means=cmd.means, who=cmd.who, told_at=told)]


def add_note(case: Case, cmd: c.AddNote) -> list[e.Event]:
    return [e.NoteAdded(note=cmd.note)]


def correct_entry(case: Case, cmd: c.CorrectEntry) -> list[e.Event]:
    if cmd.entry > case.state.seq:
        raise Refused(
            "unknown_item",
            field="entry",
            value=cmd.entry,
            allowed=phrase(N_("1 to {last}"), last=case.state.seq),
        )
    if any(claim.seq == cmd.entry and claim.standing for claim in case.state.claims.values()):
        raise Refused(
            "impossible",
            field="entry",
            value=cmd.entry,
            allowed=phrase(N_("a figure is corrected by a new figure that names it")),
        )
    return [e.EntryCorrected(entry=cmd.entry, correction=cmd.correction, reason=cmd.reason)]
