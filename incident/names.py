"""What a plan calls its posts, groups, tasks, figures and levels.

Never raises for an unknown name: a log that was written under another plan must stay readable, and
a refusal must be able to show what somebody sent. Then the name itself is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from incident.model import Value
from incident.rules import named
from incident.words import numbered, word
from playbooks.lookup import Playbook
from playbooks.schema import Measure, Statute, Words
from playbooks.schema.base import LOCAL
from playbooks.words import spoken
from runtime.language import N_, Phrase, Term, listed, phrase, plain, term, terms

_ANNEX = re.compile("A[0-9]")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one plan. Every answer has the plan's id as its code."""

    playbook: Playbook

    def post(self, post: str) -> Term:
        found = self.playbook.posts.get(post)
        return _named(post, found.title if found else None)

    def posts(self, posts: Iterable[str]) -> Term:
        return terms(map(self.post, posts))

    def party(self, key: str) -> Term:
        """Who says something: a post, a unit, or an outside body such as ``media``."""
        if key in self.playbook.posts:
            return self.post(key)
        units = {u.id: u.name for u in self.playbook.plan.organisation.units}
        return _named(key, units[key]) if key in units else word(key)

    def group(self, group: str) -> Term:
        """A working group, the headquarters' office, or the operator as the plan calls it."""
        works = self.playbook.works if group == "operator" else None
        found = self.playbook.groups.get(group, works)
        return word(group) if found is None else _named(group, found.name)

    def task(self, task: str) -> Term:
        """What a task of the plan asks for; one that was ordered has its number."""
        found = self.playbook.tasks.get(task)
        return numbered(task) if found is None else _named(task, found.text)

    def level(self, level: int | None) -> Term:
        if level is None:
            return term("", phrase(N_("no level")))
        names = {lv.level: lv.name for lv in self.playbook.plan.criteria.levels}
        return _named(str(level), names.get(level))

    def grade(self, grade: str | None) -> Term:
        if grade is None:
            return term("", phrase(N_("no grade")))
        names = {g.id: g.name for g in self.playbook.plan.criteria.grades}
        return _named(grade, names.get(grade))

    def judged(self, grade: str | None, missing: Iterable[str]) -> Phrase:
        """The grade as it can be judged. None is only *no grade* once nothing that could give one
        is ``missing``: unknown is not zero."""
        unknown = self.ungraded(grade, missing)
        if not unknown:
            return self.grade(grade)
        return phrase(
            N_("cannot be judged yet: {measures} unknown"),
            measures=listed(map(self.measure, unknown)),
        )

    def ungraded(self, grade: str | None, missing: Iterable[str]) -> tuple[str, ...]:
        """The missing measures for want of which there is no grade yet."""
        could = named(c for g in self.playbook.plan.criteria.grades for c in g.criteria)
        return tuple(m for m in missing if m in could) if grade is None else ()

    def line(self, line: str) -> Term:
        names = {x.id: x.name for x in self.playbook.plan.reporting.lines}
        return _named(line, names.get(line))

    def report_kind(self, kind: str) -> Term:
        names = {str(k.id): k.name for k in self.playbook.plan.reporting.kinds}
        return _named(kind, names.get(kind))

    def told(self, entry: str) -> Term:
        names = {t.id: t.name for t in self.playbook.plan.reporting.told}
        return _named(entry, names.get(entry))

    def condition(self, condition: str) -> Term:
        names = {c.id: c.text for c in self.playbook.plan.ending.conditions}
        return _named(condition, names.get(condition))

    def measure(self, measure: str) -> Term:
        found = self._measure(measure)
        return _named(measure, found.name if found else None)

    def value(self, measure: str, value: Value | None) -> Phrase:
        if value is None:
            return phrase(N_("unknown"))
        if isinstance(value, bool):
            return word("true" if value else "false")
        found = self._measure(measure)
        if found is None or found.unit is None:
            return plain(value)
        return phrase(N_("{value} {unit}"), value=value, unit=spoken(found.unit))

    def figures(self, figures: Iterable[tuple[str, Value]]) -> Phrase:
        return listed(
            phrase(N_("{measure} {value}"), measure=self.measure(m), value=self.value(m, v))
            for m, v in figures
        )

    def clause(self, clause: str) -> Phrase:
        """A clause as papers cite it: ``§5.3.1(3)``; an annex by its number and, for one of its
        items, the title that the plan gives it; a statute by its title and article. What was read
        under another plan may have none of them: then the code is shown."""
        if clause == LOCAL:
            return phrase(N_("local"))
        statute = next((s for s in self.playbook.plan.statutes if s.id == clause), None)
        if statute is not None:
            return _article(statute)
        if not _ANNEX.match(clause):
            return phrase("§{clause}", clause=clause)
        annex, _, item = clause[1:].partition(".")
        if not item:
            return phrase(N_("Annex {annex}"), annex=annex)
        title = self.playbook.clauses.get(clause)
        words = plain(item) if title is None else spoken(title)
        return phrase(N_("Annex {annex} {item}"), annex=annex, item=words)

    def decision(self, decision: str) -> Term:
        """``start:2`` as ``start level II``."""
        action, _, level = decision.partition(":")
        if action == "warning":
            return term(decision, phrase(N_("approval of {warning}"), warning=numbered(level)))
        return term(decision, self.step(action, int(level) if level.isdigit() else None))

    def step(self, action: str, level: int | None) -> Phrase:
        """``start level II``, ``end the response`` and so on."""
        if action in STEPS:
            return phrase(STEPS[action])
        if level is None:
            return phrase(N_("{action} the response"), action=word(action))
        return phrase(N_("{action} {level}"), action=word(action), level=self.level(level))

    def _measure(self, measure: str) -> Measure | None:
        return next((m for m in self.playbook.plan.criteria.measures if m.id == measure), None)


STEPS = {
    "change_groups": N_("add working groups"),
    "approve_figures": N_("accept the lower assessment"),
}
"""Decisions that are about something else than the response or its level."""


def _article(statute: Statute) -> Phrase:
    title = spoken(statute.title)
    if not statute.article[:1].isdigit():  # the number was not seen
        return title
    return phrase(N_("{title}, article {article}"), title=title, article=statute.article)


def _named(key: str, words: Words | None) -> Term:
    return term(key, plain(key) if words is None else spoken(words))
