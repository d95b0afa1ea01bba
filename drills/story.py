"""The drill told line by line: ``HH:MM  §clause、§clause  sentence``, in the plan's zone.

Every clause that an event rests on is cited, in the order of the plan's own items.

What many people do alike is told in one line for each minute, so that the story can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.table import Refusal, Table
from incident import events as e
from incident.log import read
from incident.names import Names
from incident.narrate import clauses_of, refs, sentence
from incident.state import Entry
from registry.directory import Directory
from runtime.database import Database
from runtime.language import N_, Phrase, listed, phrase
from runtime.vault import Vault

COUNTED: Mapping[type[e.Event], str] = {
    e.AlertAnswered: N_("Alerts answered: {count}"),
    e.TaskReceived: N_("Tasks received: {count}"),
    e.TaskStarted: N_("Tasks started: {count}"),
    e.TaskVerified: N_("Tasks verified: {count}"),
}
"""Events of which a minute's worth is told in one line."""

STEPS_TOLD = ("sent",)
"""The steps of a written report that are told one by one."""

CLAUSE_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``day`` is the date in the plan's zone."""

    day: str
    time: str
    clause: str
    """As it is printed: every clause, such as ``§5.3.1(3)、§2.3``; empty where there is none."""
    clauses: tuple[str, ...]
    """The same clauses one by one, for programs."""
    sentence: str

    def __str__(self) -> str:
        return f"{self.time}  {self.clause:<{CLAUSE_WIDTH}}  {self.sentence}"


class Story:
    """Tells new entries of the log, and refusals, each once."""

    def __init__(
        self,
        table: Table,
        database: Database,
        vault: Vault,
        directory: Directory,
        out: Callable[[str], None],
    ) -> None:
        self._table = table
        self._database = database
        self._vault = vault
        self._directory = directory
        self._out = out
        self._zone = ZoneInfo(table.playbook.plan.document.zone)
        self._seq = 0
        self._refused = 0
        self._minute: datetime | None = None
        self._counts: Counter[str] = Counter()
        self.lines: list[Line] = []
        self.entries: list[Entry] = []

    def go_on(self) -> None:
        """Tell what has happened since the last time."""
        with self._database.read() as connection:
            new = list(read(connection, self._table.incident, after=self._seq))
            texts = self._vault.unseal(connection, [ref for entry in new for ref in refs(entry)])
            names = self._directory.names(connection, sorted(_people(new)))
        for entry in new:
            self._seq = entry.seq
            self.entries.append(entry)
            self._tell(entry, texts, names)
        for refusal in self._table.refusals[self._refused :]:
            self._tell_refused(refusal)
        self._refused = len(self._table.refusals)

    def finish(self) -> None:
        """Tell what was still being counted."""
        self._flush()

    def _tell(
        self, entry: Entry, texts: Mapping[str, str | None], names: Mapping[str, str | None]
    ) -> None:
        self._move_to(entry.recorded_at)
        event = entry.event
        if type(event) in COUNTED:
            self._counts[COUNTED[type(event)]] += 1
            return
        if isinstance(event, e.ReportStep) and event.step not in STEPS_TOLD:
            return
        playbook = self._table.playbook
        cited = map(Names(playbook).clause, clauses_of(entry, playbook))
        self._add(entry.recorded_at, sentence(entry, playbook, texts, names), tuple(cited))

    def _tell_refused(self, refusal: Refusal) -> None:
        self._move_to(refusal.at)
        self._add(
            refusal.at,
            phrase(
                N_("Not accepted: {command}. {reason}"),
                command=refusal.command,
                reason=refusal.refused.say(self._table.lang),
            ),
        )

    def _move_to(self, at: datetime) -> None:
        minute = at.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._flush()
            self._minute = minute

    def _flush(self) -> None:
        if self._minute is not None:
            for message in COUNTED.values():
                if count := self._counts.get(message):
                    self._add(self._minute, phrase(message, count=count))
        self._counts.clear()

    def _add(self, at: datetime, told: Phrase, cited: tuple[Phrase, ...] = ()) -> None:
        lang, there = self._table.lang, at.astimezone(self._zone)
        line = Line(
            there.date().isoformat(),
            there.strftime("%H:%M"),
            listed(cited).say(lang),
            tuple(clause.say(lang) for clause in cited),
            told.say(lang),
        )
        if not self.lines or self.lines[-1].day != line.day:
            self._out(f"── {line.day} ──")
        self.lines.append(line)
        self._out(str(line))


def _people(entries: Iterable[Entry]) -> set[str]:
    people: set[str] = set()
    for entry in entries:
        people |= {entry.actor, getattr(entry.event, "person", None) or entry.actor}
    return people - {"engine"}
