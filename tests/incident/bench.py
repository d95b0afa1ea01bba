"""An incident on the workbench: commands are decided and folded, without database or registry.

The plan is the published one; its posts and groups are written out in the tests, because what is
tested is that exactly those people decide.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from incident import commands as c
from incident.codec import GENESIS, Envelope, digest, encode
from incident.decide import Actor, Case, Confirmed, decide
from incident.events import Event
from incident.evolve import evolve
from incident.materials.row import Kept
from incident.model import DecidedOn, Spoken
from incident.named import persons_named
from incident.receipt import entries_of
from incident.state import Entry, Incident
from playbooks import load
from playbooks.lookup import Playbook
from playbooks.schema import Action
from runtime.clock import ManualClock
from runtime.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2024, 7, 20, 18, 10, tzinfo=UTC)
COUNTY = "wutai"

DESK = "duty_officer"
CHIEF = "emergency_head"
COMMANDER = "vice_magistrate"
GENERAL = "general_commander"
SUPERIOR = "superior_commander"


@cache
def wutai() -> Playbook:
    return Playbook.of(load.load_plan(ROOT / "playbooks" / "plans" / "wutai-2024"))


@cache
def lanshan() -> Playbook:
    return Playbook.of(load.load_plan(ROOT / "tests" / "plans" / "lanshan-2030"))


class Bench:
    """One incident, its entries, and a clock that moves only when told."""

    def __init__(self, playbook: Playbook | None = None, jurisdiction: str = COUNTY) -> None:
        self.playbook = playbook or wutai()
        self.jurisdiction = jurisdiction
        self.clock = ManualClock(START)
        self.state = Incident(id="inc-1", plan=self.playbook.digest)
        self.entries: list[Entry] = []
        self.holders: dict[str, frozenset[str]] = {}
        """Who holds a post, where a test asks for it."""

    def later(self, minutes: float) -> Bench:
        self.clock.forward(timedelta(minutes=minutes))
        return self

    def do(self, command: c.Command, *posts: str, person: str | None = None) -> list[Event]:
        """Give a command as the holder of posts; the events it led to."""
        actor = Actor(person or f"p-{'-'.join(posts) or 'nobody'}", frozenset(posts))
        return self.act(command, actor)

    def engine(self, command: c.Command) -> list[Event]:
        """Give a command as the program itself."""
        return self.act(command, Actor("engine", engine=True))

    def act(self, command: c.Command, actor: Actor) -> list[Event]:
        now = self.clock.now()
        case = Case(
            self.state, self.playbook, now, actor, self.jurisdiction, named=self.confirm(command)
        )
        decided = decide(case, command)
        for entry in entries_of(
            decided, self.state.seq, actor, now, f"cmd-{len(self.entries) + 1}"
        ):
            self.entries.append(entry)
            self.state = evolve(self.state, entry)
        return list(decided.events)

    def confirm(self, command: c.Command) -> Confirmed:
        """What the desk would find: the registry of the bench has everybody who begins with
        ``p-`` and every place but ``nowhere``; an alert is named by its entry, and
        ``mat-1@p-x`` was sent by ``p-x``."""
        alerting = {
            f"entry-{entry.seq}"
            for entry in self.entries
            if entry.event.wire() in self.playbook.alerts
        }
        return Confirmed(
            frozenset(p for p in persons_named(command) if p.startswith("p-")),
            isinstance(command, c.AnswerAlert) and command.alert in alerting,
            {
                name: Kept(name, "image/jpeg", 2048, "0" * 64, name.partition("@")[2], START)
                for name in getattr(command, "materials", ())
                if name.startswith("mat-")
            },
            villages=frozenset({"v-upper", "v-lower"})
            & {getattr(command, "village", ""), *getattr(command, "villages", ())},
            places=frozenset(
                place
                for field in ("dam", "township")
                if (place := getattr(command, field, None)) not in (None, "nowhere")
            ),
            told=("p-rescue", "p-liaison")
            if f"entry-{getattr(command, 'entry', 0)}" in alerting
            or getattr(command, "entry", 0) in {n.entry for n in self.state.notices.values()}
            else (),
            told_at=next(
                (n.recorded_at for n in self.entries if n.seq == getattr(command, "entry", 0)), None
            ),
            asked=True,
            speakers=self.holders.get(command.spoken.on_behalf_of, frozenset())
            if command.spoken
            else frozenset(),
        )

    def refused(self, command: c.Command, *posts: str, person: str | None = None) -> Refused:
        """Give a command that must be refused; nothing may have changed."""
        before, count = self.state, len(self.entries)
        with pytest.raises(Refused) as caught:
            self.do(command, *posts, person=person)
        assert self.state == before
        assert len(self.entries) == count
        return caught.value

    def spoken(self, post: str, **more: Any) -> Spoken:
        return Spoken(on_behalf_of=post, means="telephone", said_at=self.clock.now(), **more)

    def stage(self) -> str:
        """The stage now; a call, so that a type checker does not think it constant."""
        return self.state.stage

    def held_by(self) -> str:
        """Who holds command now."""
        return self.state.command.by

    def decider(self, action: Action, level: int | None = None) -> str:
        """Who decides by the plan's data; for what the county, not the published plan, says."""
        return self.playbook.authority(action, level).chain[-1]

    def decided_on(self, decision: str) -> DecidedOn:
        return DecidedOn(decision=decision, version=self.state.decisions.get(decision, 0))

    # -- the usual beginnings ------------------------------------------------------------------

    def report(self, **more: Any) -> Bench:
        command = c.ReportIncident(place="ref.place", what="ref.what", **more)
        self.do(command, DESK)
        return self

    def claim(self, measure: str, value: Any, source: str = "township", **more: Any) -> list[Event]:
        return self.do(c.RecordClaim(measure=measure, value=value, source=source, **more), DESK)

    def respond(self, level: int = 2) -> Bench:
        """A response by its own authority in one step."""
        self.report()
        self.do(c.StartResponse(level=level), COMMANDER if level == 2 else GENERAL)
        return self

    def end(self) -> Bench:
        """Both conditions met, and the response ended."""
        for condition in self.playbook.plan.ending.conditions:
            command = c.SetCondition(condition=condition.id, status="met", evidence="ref.evidence")
            self.do(command, DESK)
        self.do(c.EndResponse(), COMMANDER)
        return self

    def finish_aftermath(self) -> Bench:
        for task in self.playbook.plan.ending.aftermath:
            self.do(c.FinishTask(task=task.id, proof=task.proof, evidence="ref.proof"), DESK)
        return self


def names(events: list[Event]) -> list[str]:
    """Wire names, for comparing."""
    return [event.wire() for event in events]


def chained(bench: Bench) -> list[bytes]:
    """The canonical bytes of all entries, as the log would hold them."""
    envelope = Envelope(bench.state.id, bench.jurisdiction, bench.state.mode)
    bodies, prev = [], GENESIS
    for entry in bench.entries:
        bodies.append(encode(envelope, entry, prev))
        prev = digest(bodies[-1])
    return bodies
