"""A plan as text for people: what it says, item by item, each with its clause."""

from __future__ import annotations

from collections.abc import Iterator

from playbooks.schema import Cited, Plan
from runtime.language import N_, Lang, translate


def plan_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """The plan, one line an item, in the order of the document."""
    document = plan.document
    yield f"{document.title.say(lang)}  {document.number}  {document.issued_on.isoformat()}"
    posts = {p.id: p.title.say(lang) for p in plan.organisation.posts}
    yield _head(N_("Who decides"), lang)
    for authority in plan.authority:
        chain = " › ".join(posts[p] for p in authority.chain)
        level = "" if authority.level is None else f" {authority.level}"
        yield f"  {authority.action}{level}: {chain}  {origin(authority, lang)}"
    yield _head(N_("Grades and response levels"), lang)
    for grade in plan.criteria.grades:
        for criterion in grade.criteria:
            yield f"  {grade.name.say(lang)}: {criterion.text.say(lang)}  {origin(criterion, lang)}"
    for step in plan.criteria.levels:
        for criterion in step.criteria:
            yield f"  {step.name.say(lang)}: {criterion.text.say(lang)}  {origin(criterion, lang)}"
    yield _head(N_("Groups"), lang)
    for group in plan.organisation.groups:
        yield f"  {group.name.say(lang)}: {posts[group.leader]}  {origin(group, lang)}"
        for task in plan.tasks:
            if task.group == group.id:
                yield f"    - {task.text.say(lang)}  {origin(task, lang)}"
    yield _head(N_("End conditions"), lang)
    for condition in plan.ending.conditions:
        yield f"  {condition.text.say(lang)}  {origin(condition, lang)}"
    yield _head(N_("Findings about the document"), lang)
    for finding in plan.findings:
        yield f"  {', '.join(finding.clauses)}: {finding.text.say(lang)}"


def origin(item: Cited, lang: Lang) -> str:
    """Where an item comes from: its clause, its statute, or the county itself."""
    if item.clause:
        return f"§{item.clause}" if item.clause[0].isdigit() else item.clause
    return item.statute or f"[{translate(N_('local'), lang)}]"


def _head(message: str, lang: Lang) -> str:
    return f"\n{translate(message, lang)}"
