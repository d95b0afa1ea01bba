"""The end of a response, its aftermath, and the return to it."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known
from incident.figures import Figure, figures, weight
from incident.posts import deciders, deciding
from incident.words import numbered, word
from playbooks.schema import EndCondition
from runtime.language import N_, Term, phrase, term, terms
from runtime.refusal import Refused


def set_condition(case: Case, cmd: c.SetCondition) -> list[e.Event]:
    """Met needs evidence, and no figure that speaks against it. That it can no longer be attained
    is the deciding post's judgement, and needs evidence too."""
    conditions = {x.id: x for x in case.playbook.plan.ending.conditions}
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
    standing = against(case, conditions[cmd.condition]) if cmd.status == "met" else ()
    if standing:
        raise Refused(
            "evidence_required",
            field="condition",
            value=terms(standing),
            allowed=phrase(
                N_(
                    "enter the new figure with its source first, or record the condition as one"
                    " that can no longer be attained"
                )
            ),
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


def against(case: Case, condition: EndCondition) -> tuple[Term, ...]:
    """The figures by which a condition cannot be met yet: those that the plan names for it and
    that stand above zero, or about which sources differ (§5.3.4 with the plan's ``reopened_by``).

    A figure that nobody gave does not speak against it; the evidence has to.
    """
    now = figures(case.state)
    return tuple(
        _stands(case, now[measure])
        for measure in condition.reopened_by
        if measure in now and (now[measure].conflict or _above_zero(now[measure]))
    )


def _above_zero(figure: Figure) -> bool:
    return figure.assessed is not None and weight(figure.assessed.value) > 0


def _stands(case: Case, figure: Figure) -> Term:
    measure = case.names.measure(figure.measure)
    if not figure.conflict:
        value = figure.assessed.value if figure.assessed else None
        said = case.names.value(figure.measure, value)
        return term(figure.measure, phrase(N_("{measure} {value}"), measure=measure, value=said))
    given = {str(claim.value): claim.value for claim in figure.current if claim.value is not None}
    values = terms(term(v, case.names.value(figure.measure, v)) for v in given.values())
    words = phrase(N_("{measure}: sources differ ({values})"), measure=measure, values=values)
    return term(figure.measure, words)


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
    return [e.ResponseEnded(by=case.post, clause=authority.origin)]


def begin_aftermath(case: Case, cmd: c.BeginAftermath) -> list[e.Event]:
    return [e.AftermathBegun()]


def resume(case: Case, cmd: c.ResumeResponse) -> list[e.Event]:
    return [e.ResponseResumed(level=cmd.level, by=case.post, reason=cmd.reason)]


def close(case: Case, cmd: c.CloseIncident) -> list[e.Event]:
    wanted = {t.id for t in case.playbook.plan.ending.aftermath}
    waiting: list[Term] = [
        case.names.task(t.id)
        for t in case.state.tasks.values()
        if t.id in wanted and t.status not in ("done", "verified")
    ]
    waiting += [
        term(o.id, phrase(N_("{order}: to be signed"), order=numbered(o.id)))
        for o in case.state.orders.values()
        if o.status == "to_sign"
    ]
    waiting += [
        term(m.id, phrase(N_("{override}: a second person has to sign"), override=numbered(m.id)))
        for m in case.state.overrides.values()
        if m.seconded_by is None
    ]
    if waiting:
        raise Refused(
            "tasks_open",
            field="CloseIncident",
            value=terms(waiting),
            allowed=phrase(N_("finish or settle these first")),
        )
    return [e.IncidentClosed()]
