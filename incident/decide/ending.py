"""The end of a response, its aftermath, and the return to it."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.authority import known
from incident.decide.case import Case
from incident.posts import deciders, deciding
from incident.words import word
from runtime.language import N_, phrase, terms
from runtime.refusal import Refused


def set_condition(case: Case, cmd: c.SetCondition) -> list[e.Event]:
    """Met needs evidence. That it can no longer be attained is the deciding post's judgement,
    and needs evidence too."""
    conditions = [x.id for x in case.playbook.plan.ending.conditions]
    if cmd.condition not in conditions:
        raise Refused(
            "unknown_item",
            field="condition",
            value=cmd.condition,
            allowed=known(map(case.names.condition, conditions)),
        )
    if cmd.status != "not_met" and cmd.evidence is None:
        raise Refused(
            "evidence_required",
            field="evidence",
            value=None,
            allowed=phrase(N_("who established it, how and when")),
        )
    if cmd.status == "unattainable":
        deciding_posts = deciders(case.state, deciding(case.playbook, "end", None))
        speaker = {cmd.spoken.on_behalf_of} if cmd.spoken else case.actor.posts
        if not speaker & {*deciding_posts}:
            raise Refused(
                "not_authorised",
                field="status",
                value=word(cmd.status),
                allowed=case.names.posts(deciding_posts),
            )
    return [e.ConditionSet(condition=cmd.condition, status=cmd.status, evidence=cmd.evidence)]


def open_conditions(case: Case) -> list[str]:
    """End conditions that are not recorded as settled with evidence."""
    recorded = case.state.conditions
    return [
        x.id
        for x in case.playbook.plan.ending.conditions
        if x.id not in recorded or recorded[x.id].status == "not_met"
    ]


def end_response(case: Case, cmd: c.EndResponse) -> list[e.Event]:
    still = open_conditions(case)
    if still:
        raise Refused(
            "conditions_open",
            field="conditions",
            value=terms(map(case.names.condition, still)),
            allowed=phrase(N_("record each of them as met, with evidence, first")),
        )
    authority = deciding(case.playbook, "end", None)
    return [e.ResponseEnded(by=case.post, clause=authority.clause or "local")]


def begin_aftermath(case: Case, cmd: c.BeginAftermath) -> list[e.Event]:
    return [e.AftermathBegun()]


def resume(case: Case, cmd: c.ResumeResponse) -> list[e.Event]:
    return [e.ResponseResumed(level=cmd.level, by=case.post, reason=cmd.reason)]


def close(case: Case, cmd: c.CloseIncident) -> list[e.Event]:
    wanted = {t.id for t in case.playbook.plan.ending.aftermath}
    waiting = [
        t.id
        for t in case.state.tasks.values()
        if t.id in wanted and t.status not in ("done", "verified")
    ]
    waiting += [o.id for o in case.state.orders.values() if o.status == "to_sign"]
    waiting += [m.id for m in case.state.overrides.values() if m.seconded_by is None]
    if waiting:
        raise Refused(
            "tasks_open",
            field="CloseIncident",
            value=terms(map(case.names.task, waiting)),
            allowed=phrase(N_("finish or settle these first")),
        )
    return [e.IncidentClosed()]
