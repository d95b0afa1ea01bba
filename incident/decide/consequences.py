"""What follows from an event inside the incident itself: re-assessment and new tasks.

Pure, and part of the same decision: it is committed with its cause or not at all.
"""

from __future__ import annotations

from datetime import timedelta

from incident import events as e
from incident.decide.case import Case
from incident.figures import assessed_facts, figures, weight
from incident.rules import VERSION, assess, lower
from incident.state import Assessment, Incident

FIGURES = (e.ClaimRecorded, e.ClaimDoubted, e.IncidentReported, e.PlanAdopted)


def follow_up(case: Case, before: Incident, after: Incident, event: e.Event) -> list[e.Event]:
    """Events that one event brings with it, given the state before and after it."""
    found: list[e.Event] = []
    if isinstance(event, FIGURES):
        found += _reopened(case, before, after, event)
        found += reassess(case, after)
    found += _tasks(case, after, event)
    return found


def reassess(case: Case, state: Incident) -> list[e.Event]:
    """The rules' reading of the figures now, where it differs from what is recorded.

    A lower reading is never put in force by itself; it is suggested, and a person accepts it.
    """
    facts, contains = assessed_facts(state)
    adopted = case.adopting if state.plan != case.playbook.digest else None
    criteria = (adopted or case.playbook).plan.criteria
    reading = assess(criteria, facts, contains)
    told = e.Assessed(
        grade=reading.grade,
        level=reading.level,
        grounds=reading.grounds,
        missing=reading.missing,
        facts=tuple(sorted(facts.items())),
        rules=VERSION,
    )
    was = state.assessment
    if was is not None and lower(criteria, reading, was.grade, was.level):
        suggested = e.LoweringSuggested.model_construct(**dict(told))
        return [] if _same(state.lowering, told) else [suggested]
    if state.lowering is None and _same(was, told):
        return []
    return [told]


def _same(standing: Assessment | None, told: e.AssessmentFields) -> bool:
    return standing is not None and all(getattr(standing, name) == value for name, value in told)


def _reopened(case: Case, before: Incident, after: Incident, event: e.Event) -> list[e.Event]:
    """A claim that raises a measure named by an end condition speaks against that condition."""
    if not isinstance(event, e.ClaimRecorded):
        return []
    measure = event.measure
    was, now = figures(before).get(measure), figures(after).get(measure)
    old = weight(was.assessed.value) if was and was.assessed else weight(None)
    new = weight(now.assessed.value) if now and now.assessed else weight(None)
    if new <= old or new <= 0:
        return []
    return [
        e.ConditionReopened(condition=x.id, claim=event.claim)
        for x in case.playbook.plan.ending.conditions
        if measure in x.reopened_by
        and x.id in after.conditions
        and after.conditions[x.id].status == "met"
    ]


def _tasks(case: Case, after: Incident, event: e.Event) -> list[e.Event]:
    match event:
        case e.IncidentReported():
            return _assign(case, after, "reported")
        case e.Assessed() if after.stage == "assessed":
            return _assign(case, after, "assessed")
        case e.Proposed():
            return _assign(case, after, "proposed")
        case e.GroupsPut() | e.LevelRaised() | e.ResponseResumed():
            return _assign(case, after, "started", level=after.level)
        case e.OnSiteFormed():
            return _assign(case, after, "onsite_formed", level=after.level)
        case e.GroupAdded():
            return _assign(case, after, "group_added", level=after.level, group=event.group)
        case e.ResponseEnded():
            return _assign(case, after, "ended")
        case _:
            return []


def _assign(
    case: Case, state: Incident, on: str, level: int | None = None, group: str | None = None
) -> list[e.Event]:
    begun = frozenset(state.tasks)
    tasks = case.playbook.tasks_for(on, level=level, group=group, already=begun)
    given = tuple(
        e.Assignment(
            task=t.id,
            group=t.group,
            due_at=case.now + timedelta(minutes=t.target_min)
            if t.target_min and t.start == "at_once"
            else None,
        )
        for t in tasks
        if t.group in state.groups or t.group in ("office", "operator")
    )
    return [e.TasksAssigned(trigger=on, tasks=given)] if given else []
