"""Turns the parts of an event into words: posts, groups, tasks, figures, texts and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incident.model import Value
from incident.narrate.words import listed, plain, word
from incident.state import Entry
from playbooks.lookup import Playbook
from playbooks.schema import Measure, Words
from playbooks.words import spoken
from runtime.language import N_, Phrase, phrase

ENGINE = "engine"
_ERASED = N_("(erased)")
_NOT_SHOWN = N_("(not shown)")


@dataclass(frozen=True, slots=True)
class Teller:
    """One entry with everything needed to put it into words. Never raises for an unknown id:
    a log that was written under another plan must stay readable, so the id itself is shown."""

    entry: Entry
    playbook: Playbook
    texts: Mapping[str, str | None]
    names: Mapping[str, str | None]

    def text(self, ref: str | None) -> Phrase:
        """A sealed text; whether it was erased or is not for this reader is said."""
        if ref is None:
            return phrase("")
        if ref not in self.texts:
            return phrase(_NOT_SHOWN)
        found = self.texts[ref]
        return phrase(_ERASED) if found is None else plain(found)

    def tail(self, ref: str | None) -> Phrase:
        """``: text`` where there is one, else nothing."""
        return phrase("") if ref is None else phrase(N_(": {text}"), text=self.text(ref))

    def person(self, person: str | None) -> Phrase:
        if person is None:
            return phrase(N_("nobody"))
        if person == ENGINE:
            return phrase(N_("the system"))
        name = self.names.get(person, person)
        return phrase(_ERASED) if name is None else plain(name)

    @property
    def actor(self) -> Phrase:
        return self.person(self.entry.actor)

    def post(self, post: str) -> Phrase:
        found = self.playbook.posts.get(post)
        return plain(post) if found is None else spoken(found.title)

    def posts(self, posts: tuple[str, ...]) -> Phrase:
        return listed(self.post(p) for p in posts)

    def party(self, key: str) -> Phrase:
        """Who says something: a post, a unit, or an outside body such as ``media``."""
        if key in self.playbook.posts:
            return self.post(key)
        units = [u for u in self.playbook.plan.organisation.units if u.id == key]
        return spoken(units[0].name) if units else word(key)

    def group(self, group: str) -> Phrase:
        match group:
            case "office":
                return phrase(N_("headquarters' office"))
            case "operator":
                return phrase(N_("mine operator"))
        found = self.playbook.groups.get(group)
        return plain(group) if found is None else spoken(found.name)

    def task(self, task: str) -> Phrase:
        found = self.playbook.tasks.get(task)
        if found is not None:
            return spoken(found.text)
        return phrase(N_("ordered task {number}"), number=number(task))

    def task_group(self, task: str) -> Phrase:
        """``group: `` of a task of the plan, as the beginning of a sentence; else nothing."""
        found = self.playbook.tasks.get(task)
        return (
            phrase("") if found is None else phrase(N_("{group}: "), group=self.group(found.group))
        )

    def level(self, level: int | None) -> Phrase:
        if level is None:
            return phrase(N_("no level"))
        names = {lv.level: lv.name for lv in self.playbook.plan.criteria.levels}
        return self._named(names.get(level), str(level))

    def grade(self, grade: str | None) -> Phrase:
        if grade is None:
            return phrase(N_("no grade"))
        names = {g.id: g.name for g in self.playbook.plan.criteria.grades}
        return self._named(names.get(grade), grade)

    def line(self, line: str) -> Phrase:
        names = {x.id: x.name for x in self.playbook.plan.reporting.lines}
        return self._named(names.get(line), line)

    def report_kind(self, kind: str) -> Phrase:
        names = {str(k.id): k.name for k in self.playbook.plan.reporting.kinds}
        return self._named(names.get(kind), kind)

    def told(self, entry: str) -> Phrase:
        names = {t.id: t.name for t in self.playbook.plan.reporting.told}
        return self._named(names.get(entry), entry)

    def condition(self, condition: str) -> Phrase:
        names = {c.id: c.text for c in self.playbook.plan.ending.conditions}
        return self._named(names.get(condition), condition)

    def measure(self, measure: str) -> Phrase:
        found = self._measure(measure)
        return plain(measure) if found is None else spoken(found.name)

    def value(self, measure: str, value: Value | None) -> Phrase:
        if value is None:
            return phrase(N_("unknown"))
        if isinstance(value, bool):
            return phrase(N_("yes")) if value else phrase(N_("no"))
        found = self._measure(measure)
        if found is None or found.unit is None:
            return plain(value)
        return phrase(N_("{value} {unit}"), value=value, unit=spoken(found.unit))

    def figures(self, figures: tuple[tuple[str, Value], ...]) -> Phrase:
        return listed(
            phrase(N_("{measure} {value}"), measure=self.measure(m), value=self.value(m, v))
            for m, v in figures
        )

    def time(self, at: datetime) -> str:
        """HH:MM in the plan's zone; with the date where that is not the entry's own day."""
        zone = ZoneInfo(self.playbook.plan.document.zone)
        there, own = at.astimezone(zone), self.entry.happened_at.astimezone(zone)
        return there.strftime("%H:%M" if there.date() == own.date() else "%Y-%m-%d %H:%M")

    def due(self, at: datetime | None) -> Phrase:
        return phrase("") if at is None else phrase(N_(", due {time}"), time=self.time(at))

    def decision(self, decision: str) -> Phrase:
        action, _, level = decision.partition(":")
        return self.step(action, int(level) if level.isdigit() else None)

    def step(self, action: str, level: int | None) -> Phrase:
        """``start level II``, ``end`` and so on."""
        if level is None:
            return phrase(N_("{action} the response"), action=word(action))
        return phrase(N_("{action} {level}"), action=word(action), level=self.level(level))

    def _measure(self, measure: str) -> Measure | None:
        return next((m for m in self.playbook.plan.criteria.measures if m.id == measure), None)

    def _named(self, words: Words | None, key: str) -> Phrase:
        return plain(key) if words is None else spoken(words)


def number(key: str) -> str:
    """The number at the end of an id such as ``order-3``."""
    return key.rpartition("-")[2]
