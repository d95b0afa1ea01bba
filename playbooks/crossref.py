"""Every reference inside a plan must point at something that the plan has.

The schema sees one value at a time; these rules see the plan as a whole. Each finds all its
faults, so that whoever corrects a plan sees them in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel

from playbooks.alerting import alerts
from playbooks.escalating import escalations
from playbooks.faults import Fault, Faults, all_known, known, walk
from playbooks.ranges import conditions, grades_touch
from playbooks.schema import Cited, Plan, Task
from playbooks.times import marks_of_times
from runtime.language import N_, phrase
from runtime.yamlproblems import Place

OUTSIDE_GROUPS = frozenset({"office", "operator"})
"""Who may do a task without being a working group: the headquarters' office and the mine."""

TWICE = N_("This identifier is used twice in this list.")
CYCLE = N_("These tasks wait for each other: {ring}.")
NO_START = N_("No authority starts response level {level}.")
NO_END = N_("No authority ends the response.")
ZONE = N_("Must be the name of a time zone such as Asia/Shanghai.")


def cross_reference(plan: Plan) -> list[Fault]:
    """All faults of all rules, in the order of the rules."""
    return [fault for rule in RULES for fault in rule(plan)]


def all_tasks(plan: Plan) -> Iterator[tuple[Place, Task]]:
    """Tasks of the first response, the responses and the aftermath: one space of ids."""
    for at, tasks in (
        (("first_response",), plan.first_response),
        (("tasks",), plan.tasks),
        (("ending", "aftermath"), plan.ending.aftermath),
    ):
        for index, task in enumerate(tasks):
            yield (*at, index), task


def _origins(plan: Plan) -> Faults:
    """Cited clauses and statutes exist."""
    clauses = [clause.id for clause in plan.clauses]
    findings = [finding.id for finding in plan.findings]
    statutes = [statute.id for statute in plan.statutes]
    for at, part in walk(plan):
        if isinstance(part, Cited):
            yield from known((*at, "clause"), part.clause, "clause", clauses)
            yield from known((*at, "statute"), part.statute, "statute", statutes)
    for i, unit in enumerate(plan.organisation.units):
        at = ("organisation", "units", i)
        yield from known((*at, "duty_clause"), unit.duty_clause, "clause", clauses)
        yield from all_known((*at, "listed_in"), unit.listed_in, "clause", clauses)
    for i, finding in enumerate(plan.findings):
        yield from all_known(("findings", i, "clauses"), finding.clauses, "clause", clauses)
    for i, carried in enumerate(plan.coverage):
        yield from known(("coverage", i, "item"), carried.item, "clause", clauses)
        yield from known(("coverage", i, "finding"), carried.finding, "finding", findings)


def _unique(plan: Plan) -> Faults:
    """No list holds an identifier twice; tasks share one space of identifiers."""
    for at, part in walk(plan):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, tuple):
                yield from _twice((*at, name), value)
    seen: dict[str, Place] = {}
    for at, task in all_tasks(plan):
        if task.id in seen and seen[task.id][:-1] != at[:-1]:
            yield Fault((*at, "id"), task.id, phrase(TWICE))
        seen.setdefault(task.id, at)


def _twice(at: Place, items: tuple[object, ...]) -> Faults:
    seen: set[object] = set()
    for index, item in enumerate(items):
        key, place = item, (*at, index)
        for name in ("id", "level", "item"):
            if name in getattr(type(item), "model_fields", {}):
                key, place = getattr(item, name), (*place, name)
                break
        else:
            if isinstance(item, BaseModel):
                continue
        if key in seen:
            yield Fault(place, key, phrase(TWICE))
        seen.add(key)


def _organisation(plan: Plan) -> Faults:
    """Posts and units of headquarters, on-site headquarters and groups exist."""
    org = plan.organisation
    posts, units = [post.id for post in org.posts], [unit.id for unit in org.units]
    for i, post in enumerate(org.posts):
        yield from known(("organisation", "posts", i, "unit"), post.unit, "unit", units)
        yield from known(("organisation", "posts", i, "stand_in"), post.stand_in, "post", posts)
    head: Place = ("organisation", "headquarters")
    yield from known((*head, "commander"), org.headquarters.commander, "post", posts)
    yield from all_known((*head, "deputies"), org.headquarters.deputies, "post", posts)
    yield from all_known((*head, "members"), org.headquarters.members, "unit", units)
    office = org.headquarters.office
    yield from known((*head, "office", "unit"), office.unit, "unit", units)
    yield from known((*head, "office", "director"), office.director, "post", posts)
    site: Place = ("organisation", "onsite")
    yield from known((*site, "commander"), org.onsite.commander, "post", posts)
    yield from all_known((*site, "deputies"), org.onsite.deputies, "post", posts)
    yield from all_known((*site, "formed_by"), org.onsite.formed_by, "post", posts)
    for i, group in enumerate(org.groups):
        at: Place = ("organisation", "groups", i)
        for role in ("leader", "acting_leader", "liaison"):
            yield from known((*at, role), getattr(group, role), "post", posts)
        yield from all_known((*at, "members"), group.members, "unit", units)


def _authority(plan: Plan) -> Faults:
    """Deciders exist; every level can be started and every response ended by somebody."""
    posts = [post.id for post in plan.organisation.posts]
    levels = [level.level for level in plan.criteria.levels]
    for i, authority in enumerate(plan.authority):
        at: Place = ("authority", i)
        yield from known((*at, "level"), authority.level, "level", levels)
        yield from all_known((*at, "chain"), authority.chain, "post", posts)
        yield from all_known((*at, "fallback"), authority.fallback, "post", posts)
    started = {a.level for a in plan.authority if a.action == "start"}
    for number in levels:
        if number not in started and None not in started:
            yield Fault(("authority",), number, phrase(NO_START, level=number))
    if not any(a.action == "end" for a in plan.authority):
        yield Fault(("authority",), None, phrase(NO_END))
    for name in ("posts", "override_second"):
        yield from all_known(("recording", name), getattr(plan.recording, name), "post", posts)


def _tasks(plan: Plan) -> Faults:
    """Tasks name groups, verifiers, levels and earlier tasks that exist; none waits in a ring."""
    posts = [post.id for post in plan.organisation.posts]
    groups = [group.id for group in plan.organisation.groups]
    levels = [level.level for level in plan.criteria.levels]
    after = {task.id: task.after for _, task in all_tasks(plan)}
    for at, task in all_tasks(plan):
        yield from known((*at, "group"), task.group, "group", {*groups, *OUTSIDE_GROUPS})
        yield from known((*at, "verifier"), task.verifier, "post", posts)
        yield from known((*at, "trigger", "level"), task.trigger.level, "level", levels)
        yield from known((*at, "trigger", "group"), task.trigger.group, "group", groups)
        yield from all_known((*at, "after"), task.after, "task", after)
        ring = _ring(task.id, after)
        if ring:
            yield Fault((*at, "after"), task.id, phrase(CYCLE, ring=" → ".join(ring)))


def _ring(start: str, after: dict[str, tuple[str, ...]]) -> list[str]:
    """A way from the task back to itself along ``after``; empty if there is none."""
    trails, seen = [[start]], set[str]()
    while trails:
        trail = trails.pop()
        for earlier in after.get(trail[-1], ()):
            if earlier == start:
                return [*trail, start]
            if earlier not in seen:
                seen.add(earlier)
                trails.append([*trail, earlier])
    return []


def _reporting(plan: Plan) -> Faults:
    """Clocks run on lines, kinds of report and grades that exist."""
    lines = [line.id for line in plan.reporting.lines]
    kinds = [kind.id for kind in plan.reporting.kinds]
    grades = [grade.id for grade in plan.criteria.grades]
    for i, clock in enumerate(plan.reporting.clocks):
        at: Place = ("reporting", "clocks", i)
        yield from known((*at, "line"), clock.line, "line", lines)
        yield from known((*at, "kind"), clock.kind, "report kind", kinds)
        for grade in clock.statutory_by_grade_min:
            yield from known((*at, "statutory_by_grade_min", grade), grade, "grade", grades)


def _duties(plan: Plan) -> Faults:
    """Standing duties and warning steps name somebody who exists."""
    org = plan.organisation
    somebody = {unit.id for unit in org.units} | {post.id for post in org.posts}
    somebody |= {group.id for group in org.groups} | OUTSIDE_GROUPS
    for i, step in enumerate(plan.warnings):
        yield from known(("warnings", i, "responsible"), step.responsible, "responsible", somebody)
    for name, duties in (("support", plan.support), ("standing", plan.standing)):
        for i, duty in enumerate(duties):
            at = (name, i, "responsible")
            yield from all_known(at, duty.responsible, "responsible", somebody)


def _zone(plan: Plan) -> Faults:
    """People's times can be shown."""
    try:
        ZoneInfo(plan.document.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(("document", "zone"), plan.document.zone, phrase(ZONE))


RULES: tuple[Callable[[Plan], Faults], ...] = (
    _zone,
    _origins,
    _unique,
    _organisation,
    _authority,
    conditions,
    grades_touch,
    _tasks,
    marks_of_times,
    _reporting,
    _duties,
    alerts,
    escalations,
)
