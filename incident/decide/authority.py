"""Whose decision it is. The plan names the posts; nothing here knows one.

Three ways are open: the post's holder acts; somebody who keeps the record writes down what the
holder said (the ordinary way on the night, in force at once, signed later); or somebody acts
without authority, which is possible, loud, and marked for ever.
"""

from __future__ import annotations

from datetime import timedelta

from incident import commands as c
from incident.decide.case import Case, Warrant
from incident.decide.known import decidable, known, known_post, titles
from incident.decide.spoken import another_heard, another_speaks
from incident.decisions import open_decisions
from incident.events import OrderRecorded, OverrideUsed
from incident.lifecycle import HELD_BY_SUPERIOR, ROWS
from incident.model import Override, Spoken
from incident.posts import (
    chain_of,
    deciders,
    deciding,
    group_posts,
    outside,
    recorders,
    village_posts,
)
from incident.warnings import BY_PEOPLE
from runtime.language import N_, Term, phrase
from runtime.refusal import Refused


def warrant(case: Case, command: c.Command) -> Warrant:
    """By what right the actor may give this command. Raises Refused ``not_authorised``."""
    allowed, clause = entitled(case, command)
    if case.actor.engine:
        return Warrant("engine", clause, "own")
    if command.spoken is not None:
        return _spoken(case, command, command.spoken, allowed, clause)
    own = [p for p in allowed if p in case.actor.posts]
    if own:
        return Warrant(own[0], clause, "own")
    if command.override is not None:
        return _override(case, command, command.override, allowed, clause)
    raise _refusal(case, command, allowed)


def entitled(case: Case, command: c.Command) -> tuple[tuple[str, ...], str]:
    """The posts that may give this command, the first one being the ordinary one, and the clause
    that says so."""
    row = ROWS[command.wire()]
    plan = case.playbook.plan
    records = recorders(case.playbook)
    match row.who:
        case "authority":
            if case.state.command.by == "superior" and row.command in HELD_BY_SUPERIOR:
                handed = deciding(case.playbook, "hand_over", None)
                return outside(case.playbook), handed.origin
            return _authority(case, command, row.action or "")
        case "group":
            # the duty desk and the general group enter what a group reports by telephone
            name = _group_in_force(case, command) or _task_group(case, command)
            return (*group_posts(case.state, case.playbook, name), *records), ""
        case "verifier":
            return (_verifier(case, command), plan.organisation.headquarters.office.director), ""
        case "second":
            return _seconders(case, command), ""
        case "anyone":
            return tuple(case.playbook.posts), ""
        case "engine":
            return (), ""
        case _ if isinstance(command, c.SetCondition):
            # that a condition can no longer be attained is for the deciding post to say
            ending = deciding(case.playbook, "end", None)
            return (*records, *deciders(case.state, ending)), ending.origin
        case _ if isinstance(command, c.RecordWarningReceipt) and _by_village(command):
            return (*records, *village_posts(case.playbook)), ""
        case _:
            return records, ""


def _by_village(command: c.RecordWarningReceipt) -> bool:
    """What people of one village did there themselves they may say."""
    return command.platform in BY_PEOPLE and command.village is not None


def _authority(case: Case, command: c.Command, action: str) -> tuple[tuple[str, ...], str]:
    level = _known_level(case, getattr(command, "level", None))
    if isinstance(command, c.Propose):
        decidable(case, command.action, command.level)
        authority = deciding(case.playbook, command.action, command.level)
        before = authority.chain[:-1] or recorders(case.playbook)
        return before, authority.origin
    if isinstance(command, c.Decline):
        waiting = {d.id: d for d in open_decisions(case.state, case.playbook)}
        if command.decision not in waiting:
            raise unknown_decision(case, command.decision)
        about = waiting[command.decision]
        authority = deciding(case.playbook, about.action, about.level)
        return tuple(reversed(authority.chain)), authority.origin
    level = level if action in ("start", "raise", "lower") else None
    decidable(case, action, level)
    authority = deciding(case.playbook, action, level)
    return deciders(case.state, authority), authority.origin


def unknown_decision(case: Case, decision: str, field: str = "decision") -> Refused:
    """The refusal for a decision that does not wait for anybody now."""
    waiting = (d.id for d in open_decisions(case.state, case.playbook))
    return Refused(
        "unknown_decision",
        field=field,
        value=case.names.decision(decision),
        allowed=known(map(case.names.decision, waiting)),
    )


def _known_level(case: Case, level: int | None) -> int | None:
    if level is not None and level not in case.playbook.levels:
        allowed = known(map(case.names.level, case.playbook.levels))
        raise Refused("unknown_level", field="level", value=level, allowed=allowed)
    return level


def _group_in_force(case: Case, command: c.Command) -> str | None:
    """The group that a command on several of its tasks names. Raises Refused ``unknown_group``
    for one that has none."""
    if not isinstance(command, c.ReceiveTasks):
        return None
    having = dict.fromkeys(t.group for t in case.state.tasks.values())
    if command.group not in having:
        raise Refused(
            "unknown_group",
            field="group",
            value=case.names.group(command.group),
            allowed=known(map(case.names.group, having)),
        )
    return command.group


def _task_group(case: Case, command: c.Command) -> str:
    task = case.state.tasks.get(getattr(command, "task", ""))
    if task is None:
        raise Refused(
            "unknown_task",
            field="task",
            value=getattr(command, "task", None),
            allowed=known(map(case.names.task, case.state.tasks)),
        )
    return task.group


def _verifier(case: Case, command: c.Command) -> str:
    _task_group(case, command)
    task = case.state.tasks[getattr(command, "task", "")]
    return task.verifier or case.playbook.task(task.id).verifier


def _spoken(
    case: Case, command: c.Command, spoken: Spoken, allowed: tuple[str, ...], clause: str
) -> Warrant:
    known_post(case, spoken.on_behalf_of, "spoken.on_behalf_of", allowed)
    if spoken.on_behalf_of not in allowed:
        raise _refusal(case, command, allowed, spoken.on_behalf_of)
    if not case.actor.posts & {*recorders(case.playbook), spoken.on_behalf_of}:
        raise Refused(
            "not_allowed",
            field="spoken",
            value=_acting(case),
            allowed=titles(case, recorders(case.playbook)),
        )
    another_speaks(case, spoken.on_behalf_of)
    case.said(spoken.said_at, "spoken.said_at")
    if spoken.witness is not None:
        another_heard(case, spoken.witness)
    order = f"order-{len(case.state.orders) + 1}"
    sign_by = case.now + timedelta(minutes=case.playbook.plan.recording.sign_within_min)
    event = OrderRecorded(
        order=order,
        on_behalf_of=spoken.on_behalf_of,
        means=spoken.means,
        said_at=spoken.said_at,
        witness=spoken.witness,
        recording=spoken.recording,
        command=command.wire(),
        sign_by=sign_by,
    )
    return Warrant(spoken.on_behalf_of, clause, "spoken", order=order, events=(event,))


def _override(
    case: Case, command: c.Command, override: Override, allowed: tuple[str, ...], clause: str
) -> Warrant:
    seconding = case.playbook.plan.recording.override_second
    chain = chain_of(case.playbook, ROWS[command.wire()].action or "")
    may = dict.fromkeys((*recorders(case.playbook), *seconding, *chain))
    acting = sorted(case.actor.posts & may.keys())
    if not allowed:
        raise _refusal(case, command, allowed)
    if not acting:
        others = case.names.posts(p for p in may if p not in allowed)
        who = phrase(OVERRIDES, deciders=titles(case, allowed), others=others)
        raise Refused("not_authorised", field=command.wire(), value=_whose(case), allowed=who)
    mark = f"override-{len(case.state.overrides) + 1}"
    second_by = case.now + timedelta(minutes=case.playbook.plan.recording.sign_within_min)
    event = OverrideUsed(
        override=mark,
        command=command.wire(),
        instead_of=allowed,
        reason=override.reason,
        second_by=second_by,
    )
    return Warrant(acting[0], clause, "override", override=mark, events=(event,))


OVERRIDES = N_("{deciders}; by an override also: {others}")


def _seconders(case: Case, command: c.Command) -> tuple[str, ...]:
    """The plan's posts for it, and those that the decision goes through, whoever was passed over
    and above: they best know whether it was right."""
    mark = case.state.overrides.get(getattr(command, "of", ""))
    action = ROWS[mark.command].action if mark else None
    chain = chain_of(case.playbook, action) if action else ()
    return tuple(dict.fromkeys((*case.playbook.plan.recording.override_second, *chain)))


def _refusal(
    case: Case, command: c.Command, allowed: tuple[str, ...], spoke: str | None = None
) -> Refused:
    return Refused(
        "not_authorised",
        field=command.wire(),
        value=case.names.post(spoke) if spoke else _whose(case),
        allowed=titles(case, allowed),
    )


def _whose(case: Case) -> Term | str:
    return _acting(case) or case.actor.person


def _acting(case: Case) -> Term | None:
    return case.names.posts(sorted(case.actor.posts)) if case.actor.posts else None
