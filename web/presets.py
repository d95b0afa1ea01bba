"""What a form is filled with before anybody has typed: what is known already, and what is usual.

A link may preset any field; what it says goes before everything here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incident.commands import Command
from incident.decide.case import Actor, Case
from incident.decide.offered import given_by
from incident.decide.tasks import STEPS
from incident.lifecycle import ROWS
from incident.warnings import decision_of, drafts
from web.answers import USUAL_MEANS, spoke
from web.board.view import Board
from web.face import Face

Given = Mapping[str, Sequence[str]]

NOW = frozenset({"told_at", "learned_at", "found_at"})
"""Moments that are this minute unless somebody says otherwise, and are to be seen as such."""

BY_TELEPHONE = frozenset({"AnswerAlert", "TellOutsider", "RecordInstruction", "ReportVillage"})
"""What reaches the duty desk by telephone unless somebody says otherwise."""

DECIDING = frozenset({"authority", "verifier", "second"})
"""Where one post in particular speaks; everything else any of several may have said."""


def preset(kind: type[Command], given: Given, seen: Board, face: Face) -> dict[str, list[str]]:
    """The answers that a fresh form starts with, the link's own among them."""
    usual = dict.fromkeys(NOW & kind.model_fields.keys(), face.typed)
    if kind.wire() in BY_TELEPHONE:
        usual["means"] = USUAL_MEANS
    usual |= _of_village(kind, seen, face)
    usual |= _of_task(kind, given, seen)
    usual |= _of_warning(kind, given, seen)
    usual |= _of_group(kind, given, seen)
    usual |= _of_line(kind, given, seen)
    usual |= {"spoken.means": USUAL_MEANS, "spoken.said_at": face.typed, "_said_at": face.typed}
    if spoke(given):
        decides = ROWS[kind.wire()].who in DECIDING
        usual["_spoken"] = "1"
        usual["spoken.on_behalf_of"] = (
            next(iter(speakers(kind, given, seen)), "") if decides else ""
        )
    filled = {name: [answer] for name, answer in usual.items()}
    return {**filled, **{name: [*answers] for name, answers in given.items()}}


def speakers(kind: type[Command], given: Given, seen: Board) -> tuple[str, ...]:
    """The posts that may give this command, as far as the link says which one it is; the ordinary
    one first. Empty where it is nobody's in particular."""
    if ROWS[kind.wire()].who == "anyone":
        return ()
    about = {name: told for name in given if name in kind.model_fields
             and (told := _last(given, name))}  # fmt: skip
    case = Case(
        seen.incident,
        seen.playbook,
        seen.now,
        Actor("", engine=True),
        seen.incident.opened.jurisdiction,
    )
    posts = given_by(case, kind.wire(), about)
    return tuple(p for p in posts if p in seen.playbook.posts)


def _of_task(kind: type[Command], given: Given, seen: Board) -> dict[str, str]:
    """The proof that the very task asks for."""
    task = _last(given, "task")
    if "proof" not in kind.model_fields or task not in seen.incident.tasks:
        return {}
    planned = seen.playbook.tasks.get(task)
    proof = seen.incident.tasks[task].proof or (planned.proof if planned else None)
    return {"proof": proof} if proof else {}


def _of_village(kind: type[Command], seen: Board, face: Face) -> dict[str, str]:
    """That who stands for the village says so, this minute."""
    if kind.wire() != "ReportVillage":
        return {}
    posts = (p.id for p in seen.playbook.plan.organisation.posts if p.scope == "village")
    return {"said_at": face.typed, "source": next(posts, "")}


def _of_warning(kind: type[Command], given: Given, seen: Board) -> dict[str, str]:
    """The draft that the decision is about, in the version that stands there to be read."""
    if kind.wire() != "ApproveWarning":
        return {}
    waiting = drafts(seen.incident)
    asked = {decision_of(w.id): w for w in waiting}.get(_last(given, "decided_on.decision"))
    named = seen.incident.warnings.get(_last(given, "warning"), asked)
    found = named or (waiting[0] if len(waiting) == 1 else None)
    return {"warning": found.id, "version": str(found.version)} if found else {}


def _of_group(kind: type[Command], given: Given, seen: Board) -> dict[str, str]:
    """All tasks of a group that wait at this moment; empty where there are none."""
    if kind.wire() != "ReceiveTasks":
        return {}
    group, waits = _last(given, "group"), STEPS["ReceiveTask"]
    waiting = [t.id for t in seen.incident.tasks.values() if t.group == group and t.status in waits]
    return {"tasks": " ".join(waiting)} if waiting else {}


def _of_line(kind: type[Command], given: Given, seen: Board) -> dict[str, str]:
    """Who takes the reports of a line, and which telephone report is next."""
    line = _last(given, "line")
    if kind.wire() == "TellReport":
        first = (line, "telephone_first", 1) not in seen.incident.reports
        kinds = {"kind": "telephone_first" if first else "continued"} if line else {}
        return {**kinds, **_receiver("receiver", line, seen)}
    if kind.wire() == "StepReport" and _last(given, "step") in {"sent", "received"}:
        return _receiver("with_whom", line, seen)
    return {}


def _receiver(field: str, line: str, seen: Board) -> dict[str, str]:
    lines = seen.playbook.plan.reporting.lines
    receivers = {x.id: x.receiver.say(seen.audience.lang) for x in lines}
    return {field: receivers[line]} if line in receivers else {}


def _last(given: Given, name: str) -> str:
    answers = given.get(name, ())
    return answers[-1] if answers else ""
