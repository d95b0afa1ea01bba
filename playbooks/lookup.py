"""A plan with its indexes: what the layers above ask while an incident runs.

A ``Playbook`` is made once next to a plan and passed around; all look-ups are by dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from playbooks.load import plan_digest
from playbooks.own_words import OWN_WORDS
from playbooks.schema import (
    Action,
    Alert,
    Authority,
    Escalation,
    Group,
    Plan,
    Post,
    Task,
    Trigger,
    Unit,
    Words,
)
from playbooks.words import spoken
from runtime.language import N_, Phrase, listed, phrase
from runtime.refusal import Refused

K = TypeVar("K")
V = TypeVar("V")

COMMANDER = N_("commander of the headquarters")
DEPUTY = N_("deputy commander of the headquarters")
OFFICE_DIRECTOR = N_("director of the headquarters' office")
ONSITE_COMMANDER = N_("commander of the on-site headquarters")
ONSITE_DEPUTY = N_("deputy commander of the on-site headquarters")
LEADER = N_("leader of {group}")
ACTING_LEADER = N_("acting leader of {group}")
LIAISON = N_("liaison of {group}")


@dataclass(frozen=True, eq=False)
class Playbook:
    """A plan, its digest and its indexes. Equal to itself only; compare ``digest``."""

    plan: Plan
    digest: str
    posts: Mapping[str, Post]
    groups: Mapping[str, Group]
    tasks: Mapping[str, Task]
    """First response, responses and aftermath, in this order."""
    levels: Mapping[int, int]
    """Level → rank, 0 the lowest."""
    grades: Mapping[str, int]
    """Grade → rank, 0 the lowest."""
    authorities: Mapping[tuple[str, int | None], Authority]
    alerts: Mapping[str, tuple[Alert, ...]]
    """Event's wire name → alerts on it, in plan order."""
    alert: Mapping[str, Alert]
    """The alerts by id, those in people's own words among them."""
    clauses: Mapping[str, Words]
    roles: Mapping[str, tuple[Phrase, ...]]

    @classmethod
    def of(cls, plan: Plan) -> Playbook:
        """The plan with its indexes; costs one canonical serialisation."""
        org = plan.organisation
        tasks = (*plan.first_response, *plan.tasks, *plan.ending.aftermath)
        authorities: dict[tuple[str, int | None], Authority] = {}
        for authority in plan.authority:
            authorities.setdefault((authority.action, authority.level), authority)
        alerts: dict[str, tuple[Alert, ...]] = {}
        for alert in plan.alerts:
            alerts[alert.on] = (*alerts.get(alert.on, ()), alert)
        return cls(
            plan=plan,
            digest=plan_digest(plan),
            posts=MappingProxyType({post.id: post for post in org.posts}),
            groups=MappingProxyType({group.id: group for group in org.groups}),
            tasks=MappingProxyType({task.id: task for task in tasks}),
            levels=MappingProxyType(
                {level.level: rank for rank, level in enumerate(plan.criteria.levels)}
            ),
            grades=MappingProxyType(
                {grade.id: rank for rank, grade in enumerate(plan.criteria.grades)}
            ),
            authorities=MappingProxyType(authorities),
            alerts=MappingProxyType(alerts),
            alert=MappingProxyType({**OWN_WORDS, **{alert.id: alert for alert in plan.alerts}}),
            clauses=MappingProxyType({clause.id: clause.title for clause in plan.clauses}),
            roles=MappingProxyType(_roles(plan)),
        )

    @property
    def works(self) -> Unit | None:
        """The unit of those who run the dam; None where the plan names a post of theirs alone."""
        org = self.plan.organisation
        theirs = {post.unit for post in org.posts if post.scope == "operator"}
        return next((unit for unit in org.units if unit.id in theirs), None)

    def post(self, post: str) -> Post:
        """Raises Refused ``unknown_post``."""
        return _find(
            self.posts, post, "unknown_post", "post", lambda: [p.title for p in self.posts.values()]
        )

    def group(self, group: str) -> Group:
        """Raises Refused ``unknown_group``."""
        return _find(
            self.groups,
            group,
            "unknown_group",
            "group",
            lambda: [g.name for g in self.groups.values()],
        )

    def task(self, task: str) -> Task:
        """Raises Refused ``unknown_task``."""
        return _find(
            self.tasks, task, "unknown_task", "task", lambda: [t.text for t in self.tasks.values()]
        )

    def level_rank(self, level: int) -> int:
        """0 for the lowest level. Raises Refused ``unknown_level``."""
        known = self.plan.criteria.levels
        return _find(self.levels, level, "unknown_level", "level", lambda: [v.name for v in known])

    def grade_rank(self, grade: str) -> int:
        """0 for the lowest grade. Raises Refused ``invalid``."""
        known = self.plan.criteria.grades
        return _find(self.grades, grade, "invalid", "grade", lambda: [g.name for g in known])

    def authority(self, action: Action, level: int | None = None) -> Authority:
        """Who decides the action; an entry for the level goes before one for any level.

        Raises Refused ``impossible`` if the plan gives this decision to nobody.
        """
        for key in ((action, level), (action, None)):
            if key in self.authorities:
                return self.authorities[key]
        known = ", ".join(sorted({name for name, _ in self.authorities}))
        value = action if level is None else f"{action} {level}"
        raise Refused("impossible", field="action", value=value, allowed=known)

    def tasks_for(
        self,
        on: str,
        level: int | None = None,
        group: str | None = None,
        already: frozenset[str] = frozenset(),
    ) -> tuple[Task, ...]:
        """Tasks that begin with the event, in plan order, without those ``already`` begun.

        A trigger's level means this level or a higher one. So a response that starts at once on a
        high level also gets the tasks of the lower ones, and one that is raised gets only what is
        new when the caller passes what it has. Raises Refused ``unknown_level``.
        """
        rank = None if level is None else self.level_rank(level)
        return tuple(
            task
            for task in self.tasks.values()
            if task.id not in already and self._matches(task.trigger, on, rank, group)
        )

    def _matches(self, trigger: Trigger, on: str, rank: int | None, group: str | None) -> bool:
        if trigger.on != on or trigger.group not in {None, group}:
            return False
        return trigger.level is None or (rank is not None and rank >= self.levels[trigger.level])

    def hats(self, post: str) -> tuple[Phrase, ...]:
        """All roles of one post, command first; empty for a post without any.

        One office can command, direct and lead at once: the plan gives several hats to one
        person, and a message must say in which of them it speaks. Raises Refused
        ``unknown_post``.
        """
        self.post(post)
        return self.roles.get(post, ())

    def escalation(self, alert: str) -> Escalation | None:
        """What follows where nobody answers an alert: the one it names, else the one for its
        urgency; None where the plan has none, and for what nobody has to confirm."""
        about = self.alert.get(alert)
        if about is None or about.confirm == "none":
            return None
        for each in self.plan.escalation:
            if each.id == about.escalation if about.escalation else each.urgency == about.urgency:
                return each
        return None

    def clause_title(self, clause: str) -> Words:
        """The title of a heading, item or annex item. Raises Refused ``unknown_item``."""
        return _find(
            self.clauses, clause, "unknown_item", "clause", lambda: [*self.clauses.values()]
        )


def _find(
    among: Mapping[K, V], key: K, code: str, field: str, names: Callable[[], Sequence[Words]]
) -> V:
    try:
        return among[key]
    except KeyError:
        known = names()
        more = len(known) - NAMED_AT_MOST
        form = ONE_OF_MANY if more > 0 else ONE_OF
        allowed = phrase(form, names=listed(map(spoken, known[:NAMED_AT_MOST])), more=more)
        raise Refused(code, field=field, value=key, allowed=allowed) from None


ONE_OF = N_("choose what the plan in force has: {names}")
ONE_OF_MANY = N_("choose what the plan in force has: {names}, and {more} more")
NAMED_AT_MOST = 12
"""Names in one refusal: more are not read."""


def _roles(plan: Plan) -> dict[str, tuple[Phrase, ...]]:
    org = plan.organisation
    worn: list[tuple[str, Phrase]] = [(org.headquarters.commander, phrase(COMMANDER))]
    worn += [(post, phrase(DEPUTY)) for post in org.headquarters.deputies]
    worn.append((org.headquarters.office.director, phrase(OFFICE_DIRECTOR)))
    worn.append((org.onsite.commander, phrase(ONSITE_COMMANDER)))
    worn += [(post, phrase(ONSITE_DEPUTY)) for post in org.onsite.deputies]
    for group in org.groups:
        name = spoken(group.name)
        worn.append((group.leader, phrase(LEADER, group=name)))
        worn.append((group.acting_leader, phrase(ACTING_LEADER, group=name)))
        worn.append((group.liaison, phrase(LIAISON, group=name)))
    roles: dict[str, tuple[Phrase, ...]] = {}
    for post, role in worn:
        roles[post] = (*roles.get(post, ()), role)
    return roles
