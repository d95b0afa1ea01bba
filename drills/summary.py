"""What came of a drill: what was due, done and late, and who was never reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.story import Line
from incident import events as e
from incident.duties import DutyClock, duties
from incident.narrate import duty_words, sentence
from incident.narrate.teller import Teller
from incident.state import Entry, Incident
from playbooks.lookup import Playbook
from playbooks.words import spoken
from runtime.language import N_, Lang, phrase

STEERING = (
    e.ResponseStarted, e.LevelRaised, e.LevelLowered, e.ResponseResumed, e.ResponseEnded,
    e.CommandHandedOver, e.CommandTakenBack,
)  # fmt: skip
"""Events that say who commanded what, for the head of the summary."""


@dataclass(frozen=True, slots=True)
class Late:
    """A duty done too late, or still not done at the end."""

    duty: str
    what: str
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class GroupWork:
    group: str
    name: str
    done: int
    open: int


@dataclass(frozen=True, slots=True)
class DrillResult:
    """The figures of a drill, in the language it was played in."""

    incident: str
    scenario: str
    plan: str
    stage: str
    level: int | None
    entries: int
    steps: tuple[str, ...]
    """Who started, raised, ended … and when, in order."""
    due: int
    """Duties that had a time."""
    in_time: int
    running: int
    """Duties whose time had not come yet at the end."""
    late: tuple[Late, ...]
    work: tuple[GroupWork, ...]
    never_reached: tuple[str, ...]
    refused: tuple[str, ...]
    story: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data, for ``--json``."""
        plain: dict[str, Any] = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in ("late", "work", "story")
        }
        for name in ("late", "work", "story"):
            plain[name] = [
                {field: getattr(row, field) for field in row.__slots__}
                for row in getattr(self, name)
            ]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


def counted(
    state: Incident, playbook: Playbook, now: datetime
) -> tuple[list[DutyClock], list[DutyClock], list[DutyClock]]:
    """Duties that have a time: kept, still running, and late."""
    timed = [d for d in duties(state, playbook) if d.due_at is not None]
    late = [d for d in timed if d.late(now)]
    running = [d for d in timed if d not in late and d.done_at is None]
    return [d for d in timed if d not in late and d not in running], running, late


def lateness(
    late: Iterable[DutyClock], playbook: Playbook, last: Entry, now: datetime, lang: Lang
) -> tuple[Late, ...]:
    """The late duties in words, with whole minutes."""
    return tuple(
        Late(
            d.id,
            duty_words(d.id, last, playbook).say(lang),
            int(((d.done_at or now) - d.due_at).total_seconds() // 60),
            d.done_at is not None,
        )
        for d in late
        if d.due_at is not None
    )


def work(state: Incident, teller: Teller, lang: Lang) -> tuple[GroupWork, ...]:
    """Tasks of each group, done and open, in the order in which they were given."""
    groups: dict[str, list[bool]] = {}
    for task in state.tasks.values():
        groups.setdefault(task.group, []).append(task.status in ("done", "verified"))
    return tuple(
        GroupWork(g, teller.group(g).say(lang), sum(done), len(done) - sum(done))
        for g, done in groups.items()
    )


def steps(
    entries: Sequence[Entry],
    playbook: Playbook,
    texts: Mapping[str, str | None],
    names: Mapping[str, str | None],
    lang: Lang,
) -> tuple[str, ...]:
    """When who took or gave away command, one line each."""
    zone = ZoneInfo(playbook.plan.document.zone)
    return tuple(
        f"{entry.happened_at.astimezone(zone):%Y-%m-%d %H:%M}  "
        f"{sentence(entry, playbook, texts, names).say(lang)}"
        for entry in entries
        if isinstance(entry.event, STEERING)
    )


def lines(result: DrillResult, playbook: Playbook, lang: Lang) -> list[str]:
    """The summary as it is printed."""
    title = spoken(playbook.plan.document.title)
    told = [phrase(N_("Summary, played under “{plan}”"), plan=title).say(lang)]
    told += [f"  {step}" for step in result.steps]
    told.append(
        phrase(
            N_("Duties with a time: {due}; kept {kept}, late {late}, still running {running}"),
            due=result.due,
            kept=result.in_time,
            late=len(result.late),
            running=result.running,
        ).say(lang)
    )
    for late in result.late:
        message = (
            N_("{what}: {minutes} min late")
            if late.done
            else N_("{what}: not done, {minutes} min late")
        )
        told.append("  " + phrase(message, what=late.what, minutes=late.minutes).say(lang))
    told.append(phrase(N_("Tasks by group:")).say(lang))
    for row in result.work:
        words = phrase(
            N_("{group}: done {done}, open {open}"), group=row.name, done=row.done, open=row.open
        )
        told.append("  " + words.say(lang))
    told.append(phrase(N_("Never reached: {count}"), count=len(result.never_reached)).say(lang))
    told += [f"  {name}" for name in result.never_reached]
    if result.refused:
        told.append(phrase(N_("Not accepted: {count}"), count=len(result.refused)).say(lang))
        told += [f"  {line}" for line in result.refused]
    return told
