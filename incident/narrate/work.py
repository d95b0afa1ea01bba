"""Sentences for tasks, reports upward, questions, movements, alerts and clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import number, word
from runtime.language import N_, Phrase, listed, phrase


def _assigned(event: e.TasksAssigned, t: Teller) -> Phrase:
    counts = Counter(a.group for a in event.tasks)
    return phrase(
        N_("Tasks that begin now: {count} ({groups})"),
        count=len(event.tasks),
        groups=listed(
            phrase(N_("{group} {count}"), group=t.group(g), count=n) for g, n in counts.items()
        ),
    )


def _ordered(event: e.TaskOrdered, t: Teller) -> Phrase:
    return phrase(
        N_("Task {number} ordered for {group}: {text}{due}"),
        number=number(event.task),
        group=t.group(event.group),
        text=t.text(event.text),
        due=t.due(event.due_at),
    )


def _task(message: str) -> Sentence:
    def say(event: Any, t: Teller) -> Phrase:
        reason = getattr(event, "reason", None) or getattr(event, "evidence", None)
        return phrase(
            message,
            group=t.task_group(event.task),
            task=t.task(event.task),
            reason=t.text(reason),
            actor=t.actor,
            proof=word(getattr(event, "proof", "")),
        )

    return say


def _told(event: e.ReportTold, t: Teller) -> Phrase:
    return phrase(
        N_("{report} by telephone at {time} to {receiver} ({number}){figures}"),
        report=_report(event.line, event.kind, event.round, t),
        time=t.time(event.told_at),
        receiver=t.text(event.receiver),
        number=t.text(event.number),
        figures=_figures(event.figures),
    )


def _step(event: e.ReportStep, t: Teller) -> Phrase:
    return phrase(
        N_("{report}: {step}{with_whom}{figures}"),
        report=_report(event.line, event.kind, event.round, t),
        step=word(event.step),
        with_whom=t.tail(event.with_whom),
        figures=_figures(event.figures),
    )


def _report(line: str, kind: str, number_: int, t: Teller) -> Phrase:
    values = {"kind": t.report_kind(kind), "line": t.line(line)}
    if kind == "continued":
        return phrase(N_("{kind} no. {number} on “{line}”"), **values, number=number_)
    return phrase(N_("{kind} on “{line}”"), **values)


def _figures(number_: int | None) -> Phrase:
    return phrase("") if number_ is None else phrase(N_(", figures no. {number}"), number=number_)


def _instruction(event: e.InstructionRecorded, t: Teller) -> Phrase:
    return phrase(
        N_("Instruction {number} from {whom} ({means}), to answer by {time}: {words}"),
        number=number(event.instruction),
        whom=t.text(event.from_whom),
        means=word(event.means),
        time=t.time(event.answer_by),
        words=t.text(event.words),
    )


def _inquiry(event: e.InquiryRecorded, t: Teller) -> Phrase:
    return phrase(
        N_("Inquiry {number} from {whom}, to answer by {time}: {words}"),
        number=number(event.inquiry),
        whom=t.text(event.from_whom),
        time=t.time(event.answer_by),
        words=t.text(event.question),
    )


def _inquiry_answered(event: e.InquiryAnswered, t: Teller) -> Phrase:
    return phrase(
        N_("Inquiry {number} answered: {answer}{figures}"),
        number=number(event.inquiry),
        answer=t.text(event.answer),
        figures=_figures(event.figures),
    )


def _moved(event: e.LeaderMoved, t: Teller) -> Phrase:
    message = {
        "left": N_("{post} has left for the scene{place}"),
        "arrived": N_("{post} has arrived{place}"),
        "gone": N_("{post} has gone from the scene{place}"),
    }[event.movement]
    return phrase(message, post=t.post(event.post), place=t.tail(event.place))


def _checked_in(event: e.CheckedIn, t: Teller) -> Phrase:
    return phrase(
        N_("{person} checked in: {movement}{place}"),
        person=t.person(event.person),
        movement=word(event.movement),
        place=t.tail(event.place),
    )


def _outsider(event: e.OutsiderTold, t: Teller) -> Phrase:
    return phrase(
        N_("{entry} told at {time} ({means}): {who}"),
        entry=t.told(event.entry),
        time=t.time(event.told_at),
        means=word(event.means),
        who=t.text(event.who),
    )


def _answered(event: e.AlertAnswered, t: Teller) -> Phrase:
    return phrase(
        N_("{person} answers the alert: {answer} ({means}){words}"),
        person=t.person(event.person),
        answer=word(event.answer, "answer"),
        means=word(event.means),
        words=t.tail(event.words),
    )


def _unreachable(event: e.PersonUnreachable, t: Teller) -> Phrase:
    if event.village is not None:
        return phrase(
            N_("Nobody could be alerted as {post} in {village}"),
            post=t.post(event.post),
            village=t.person(event.village),
        )
    if event.person is None:
        post = t.playbook.posts.get(event.post)
        if post is not None and post.scope == "village":
            return phrase(
                N_("Nobody could be alerted as {post}: no village is known; call the township"),
                post=t.post(event.post),
            )
        return phrase(N_("Nobody could be alerted as {post}"), post=t.post(event.post))
    if not event.tried:
        return phrase(
            N_("{person} ({post}) could not be alerted: no message could be sent"),
            person=t.person(event.person),
            post=t.post(event.post),
        )
    return phrase(
        N_("{person} ({post}) could not be reached, tried {tried} times"),
        person=t.person(event.person),
        post=t.post(event.post),
        tried=event.tried,
    )


def _overdue(event: e.DutyOverdue, t: Teller) -> Phrase:
    return phrase(
        N_("Overdue since {time}: {duty}"), time=t.time(event.due_at), duty=duty(event.duty, t)
    )


def duty(name: str, t: Teller) -> Phrase:
    """What a duty's id stands for."""
    sort, _, about = name.partition(":")
    match sort:
        case "report":
            line, kind, round_ = about.split(":")
            return _report(line, kind, int(round_), t)
        case "sign":
            return phrase(N_("signature of spoken order {number}"), number=number(about))
        case "second":
            return phrase(N_("second for override {number}"), number=number(about))
        case "answer" if about.startswith("instruction"):
            return phrase(N_("answer to instruction {number}"), number=number(about))
        case "answer":
            return phrase(N_("answer to inquiry {number}"), number=number(about))
        case "correct" if about.startswith("notice-"):
            return phrase(N_("answers to the correction in message no. {number}"),
                          number=number(about))  # fmt: skip
        case "correct":
            return phrase(N_("correction by warning no. {number}"), number=number(about))
        case _:
            return t.task(about)


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {
        e.TasksAssigned: _assigned,
        e.TaskOrdered: _ordered,
        e.TaskReceived: _task(N_("{group}{actor} received the task “{task}”")),
        e.TaskStarted: _task(N_("{group}started “{task}”")),
        e.TaskBlocked: _task(N_("{group}difficulty with “{task}”: {reason}")),
        e.TaskDone: _task(N_("{group}done “{task}” ({proof}: {reason})")),
        e.TaskVerified: _task(N_("{group}{actor} verified “{task}”")),
        e.TaskReturned: _task(N_("{group}“{task}” returned by {actor}: {reason}")),
        e.ReportTold: _told,
        e.ReportStep: _step,
        e.InstructionRecorded: _instruction,
        e.InstructionAnswered: lambda event, t: phrase(
            N_("Instruction {number} answered: {measure}"),
            number=number(event.instruction),
            measure=t.text(event.measure),
        ),
        e.InquiryRecorded: _inquiry,
        e.InquiryAnswered: _inquiry_answered,
        e.LeaderMoved: _moved,
        e.CheckedIn: _checked_in,
        e.OutsiderTold: _outsider,
        e.AlertAnswered: _answered,
        e.PersonUnreachable: _unreachable,
        e.DutyOverdue: _overdue,
    }
)
"""Event → its sentence."""
