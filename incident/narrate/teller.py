"""Turns the parts of an event into words: what the plan names, and texts, persons and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incident.names import Names
from incident.state import Entry
from incident.words import word
from runtime.language import N_, Phrase, phrase, plain
from runtime.wallclock import local

ENGINE = "engine"
_ERASED = N_("(erased)")
_NOT_SHOWN = N_("(not shown)")


@dataclass(frozen=True, slots=True)
class Teller(Names):
    """One entry with everything needed to put it into words, beside the plan's own names."""

    entry: Entry
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
            return word(ENGINE)
        name = self.names.get(person, person)
        return phrase(_ERASED) if name is None else plain(name)

    @property
    def actor(self) -> Phrase:
        return self.person(self.entry.actor)

    def task_group(self, task: str) -> Phrase:
        """``group: `` of a task of the plan, as the beginning of a sentence; else nothing."""
        found = self.playbook.tasks.get(task)
        return (
            phrase("") if found is None else phrase(N_("{group}: "), group=self.group(found.group))
        )

    def time(self, at: datetime) -> str:
        """HH:MM in the plan's zone; with the date where that is not the entry's own day."""
        zone = ZoneInfo(self.playbook.plan.document.zone)
        there, own = local(at, zone), local(self.entry.happened_at, zone)
        return there.strftime("%H:%M" if there.date() == own.date() else "%Y-%m-%d %H:%M")

    def stated(self, at: datetime) -> Phrase:
        """A time as it was stated; where it lay ahead of the receipt, with the one that counts."""
        counted = self.entry.counted(at)
        if counted == at:
            return plain(self.time(at))
        return phrase(
            N_("{stated} (doubtful time, counted from {counted})"),
            stated=self.time(at),
            counted=self.time(counted),
        )

    def due(self, at: datetime | None) -> Phrase:
        return phrase("") if at is None else phrase(N_(", due {time}"), time=self.time(at))
