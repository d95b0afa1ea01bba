"""A plan as text for people: what it says, item by item, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from incident.names import Names
from playbooks.crossref import OUTSIDE_GROUPS, all_tasks
from playbooks.lookup import Playbook
from playbooks.schema import Cited, Plan, Standing, Task
from playbooks.schema.base import LOCAL
from runtime.language import N_, Lang, translate

LOCAL_TIME = N_("local time")


def plan_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """The plan, one line an item, in the order of the document."""
    document, names = plan.document, Names(Playbook.of(plan))
    yield f"{document.title.say(lang)}  {document.number}  {document.issued_on.isoformat()}"
    posts = {p.id: p.title.say(lang) for p in plan.organisation.posts}
    yield _head(N_("Who decides"), lang)
    for authority in plan.authority:
        chain = " › ".join(posts[p] for p in authority.chain)
        level = "" if authority.level is None else f" {authority.level}"
        yield f"  {authority.action}{level}: {chain}  {origin(authority, names, lang)}"
    yield _head(N_("Grades and response levels"), lang)
    for grade in plan.criteria.grades:
        for criterion in grade.criteria:
            cited = origin(criterion, names, lang)
            yield f"  {grade.name.say(lang)}: {criterion.text.say(lang)}  {cited}"
    for step in plan.criteria.levels:
        for criterion in step.criteria:
            cited = origin(criterion, names, lang)
            yield f"  {step.name.say(lang)}: {criterion.text.say(lang)}  {cited}"
    yield _head(N_("Groups"), lang)
    tasks = [task for _, task in all_tasks(plan)]
    for group in plan.organisation.groups:
        yield f"  {group.name.say(lang)}: {posts[group.leader]}  {origin(group, names, lang)}"
        yield from _tasks(tasks, group.id, names, lang)
    for beside in sorted(OUTSIDE_GROUPS):
        yield f"  {names.group(beside).say(lang)}"
        yield from _tasks(tasks, beside, names, lang)
    yield _head(N_("Times for answers"), lang)
    yield from _answers(plan, names, lang)
    yield _head(N_("End conditions"), lang)
    for condition in plan.ending.conditions:
        yield f"  {condition.text.say(lang)}  {origin(condition, names, lang)}"
    yield from _readiness(plan, names, lang)
    yield _head(N_("Findings about the document"), lang)
    for finding in plan.findings:
        cited = ", ".join(names.clause(clause).say(lang) for clause in finding.clauses)
        yield f"  {cited}: {finding.text.say(lang)}"


def origin(item: Cited, names: Names, lang: Lang) -> str:
    """Where an item comes from: its clause or annex, its statute by title, or the county itself."""
    said = names.clause(item.origin).say(lang)
    return f"[{said}]" if item.origin == LOCAL else said


def _tasks(tasks: Iterable[Task], group: str, names: Names, lang: Lang) -> Iterator[str]:
    """What a group does, each with its time and whose time that is."""
    for task in tasks:
        if task.group == group:
            own = task.target_local and not task.local
            time = _within(task.target_min, own, lang)
            yield f"    - {task.text.say(lang)}{time}  {origin(task, names, lang)}"


def _answers(plan: Plan, names: Names, lang: Lang) -> Iterator[str]:
    """How long there is to answer superiors, and how long figures count for a decision."""
    reporting = plan.reporting
    for what, minutes in (
        (N_("An instruction of a superior"), reporting.instruction_answer_min),
        (N_("An inquiry of a superior"), reporting.inquiry_answer_min),
    ):
        yield f"  {translate(what, lang)}{_within(minutes, reporting.answers_local, lang)}"
    for alert in plan.alerts:
        if alert.asks:
            what = translate(N_("A decision by reply ({alert})"), lang).format(alert=alert.id)
            time = _within(alert.asks.valid_min, alert.asks.valid_local and not alert.local, lang)
            yield f"  {what}{time}  {origin(alert, names, lang)}"


def _within(minutes: int | None, own: bool, lang: Lang) -> str:
    """`` (within 10 min, local time)``: a time that is the county's own is marked."""
    if minutes is None:
        return ""
    said = translate(N_("within {minutes} min"), lang).format(minutes=minutes)
    return f" ({said}, {translate(LOCAL_TIME, lang)})" if own else f" ({said})"


def _readiness(plan: Plan, names: Names, lang: Lang) -> Iterator[str]:
    """What is done before any accident: listed for people, nothing here reminds of it."""
    who = {u.id: u.name.say(lang) for u in plan.organisation.units}
    who |= {p.id: p.title.say(lang) for p in plan.organisation.posts}
    yield _head(N_("Steps of a warning"), lang)
    for step in plan.warnings:
        name = who.get(step.responsible, step.responsible)
        yield f"  {step.text.say(lang)}: {name}  {origin(step, names, lang)}"
    yield _head(N_("Duties of ordinary days"), lang)
    for duty in plan.standing:
        responsible = ", ".join(who.get(name, name) for name in duty.responsible)
        how_often, cited = _period(duty, lang), origin(duty, names, lang)
        yield f"  {duty.text.say(lang)}: {responsible}{how_often}  {cited}"


def _period(duty: Standing, lang: Lang) -> str:
    """How often; a period that the plan and the statutes leave open is the county's own."""
    if duty.every_days is None:
        return ""
    every = N_("every day") if duty.every_days == 1 else N_("every {days} days")
    said = translate(every, lang).format(days=duty.every_days)
    own = duty.cadence_local and not duty.local
    return f" ({said}, {translate(N_('local'), lang)})" if own else f" ({said})"


def _head(message: str, lang: Lang) -> str:
    return f"\n{translate(message, lang)}"
