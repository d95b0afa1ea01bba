"""One drill from its scenario to its summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from drills import summary
from drills.agenda import Agenda
from drills.cast import Cast
from drills.pace import AtOnce, InStep, Pace
from drills.phones import Phones, silent
from drills.player import play
from drills.schema import Scenario
from drills.story import Story
from drills.summary import DrillResult
from drills.table import Table
from incident.anchors import AnchorFile
from incident.desk import Desk
from incident.narrate import refs
from incident.narrate.teller import Teller
from incident.plans import PlanShelf
from incident.state import Unreached
from incident.tables import IncidentRow
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.clock import Clock, ManualClock, SystemClock
from runtime.database import Database
from runtime.ids import CountedIds
from runtime.language import N_, Lang, phrase
from runtime.vault import Vault


@dataclass(frozen=True)
class DrillServices:
    """What a drill borrows from the program; desk, clock and ids it brings along."""

    database: Database
    vault: Vault
    directory: Directory
    plans: PlanShelf
    anchors: AnchorFile | None = None
    """Where the heads of its log are kept outside the database, as those of any other log."""


def run_drill(
    scenario: Scenario,
    playbook: Playbook,
    services: DrillServices,
    *,
    speed: float | None = None,
    lang: Lang = "zh",
    out: Callable[[str], None] = print,
    clock: Clock | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> DrillResult:
    """Play a scenario; tells the story and then the summary through ``out``.

    ``speed`` is incident seconds per real second, None for as fast as possible; then the same
    scenario in a fresh database gives the same output, byte by byte. ``clock`` is the real one and
    counts only with a speed. Only the exercise roster and simulated phones are used. The database
    may be that of a running program: its engine leaves the exercises of a player alone.
    """
    ids = CountedIds(_run_name(services.database, scenario))
    player = f"drill-{ids.seed}"
    pace: Pace = (
        AtOnce(ManualClock(scenario.start))
        if speed is None
        else InStep(clock or SystemClock(), scenario.start, speed, sleep)
    )
    desk = Desk(
        services.database, services.vault, services.directory, services.plans, pace.operating,
        ids, consequences=[intents], incident_clock=lambda clock, changed_at: pace.incident,
        anchors=services.anchors,
    )  # fmt: skip
    channel = SimulatedPhones(services.database, pace.operating)
    alerts = AlertEngine(
        services.database, services.directory, services.vault, desk.put, services.plans.get,
        Routes({channel.name: channel}), pace.operating, ids, worker=player,
        player=player,
    )  # fmt: skip
    with services.database.write() as connection:  # so that it is found, not to put it in force
        services.plans.keep(connection, playbook, pace.operating.now())
    cast = Cast(
        services.database, services.directory, pace.operating,
        playbook.plan.document.jurisdiction.id, scenario,
    )  # fmt: skip
    table = Table(desk, playbook, cast, scenario, Agenda(scenario.seed), pace, lang, player)
    story = Story(table, services.database, services.vault, services.directory, out)
    out(phrase(N_("Exercise: {title}"), title=scenario.title.say(lang)).say(lang))
    play(table, Phones(alerts, services.database), story.go_on)
    story.go_on()
    story.finish()
    result = _result(table, story, services)
    for line in ("", *summary.lines(result, playbook, lang)):
        out(line)
    return result


def _result(table: Table, story: Story, services: DrillServices) -> DrillResult:
    state, playbook, lang, now = table.state, table.playbook, table.lang, table.now()
    kept, running, late = summary.counted(state, playbook, now)
    last = story.entries[-1]
    with services.database.read() as connection:
        never = silent(connection, table.incident)
        people = sorted({*never, *(x.actor for x in story.entries), *_unreached(state.unreached)})
        names = services.directory.names(connection, people)
        texts = services.vault.unseal(connection, [r for x in story.entries for r in refs(x)])
    teller = Teller(playbook, last, {}, names)
    vacant = {x.post for x in state.unreached.values() if x.person is None}
    reached = [teller.person(p).say(lang) for p in {*never, *_unreached(state.unreached)}]
    reached += [teller.post(post).say(lang) for post in vacant]
    return DrillResult(
        incident=table.incident,
        scenario=table.scenario.id,
        plan=playbook.plan.document.id,
        stage=state.stage,
        level=state.level,
        entries=state.seq,
        steps=summary.steps(story.entries, playbook, texts, names, lang),
        due=len(kept) + len(running) + len(late),
        in_time=len(kept),
        running=len(running),
        late=summary.lateness(late, playbook, last, now, lang),
        work=summary.work(state, teller, lang),
        never_reached=tuple(sorted(reached)),
        refused=tuple(f"{r.command}: {r.refused.say(lang)}" for r in table.refusals),
        story=tuple(story.lines),
    )


def _unreached(unreached: Mapping[tuple[str, str], Unreached]) -> set[str]:
    return {x.person for x in unreached.values() if x.person is not None}


def _run_name(database: Database, scenario: Scenario) -> str:
    """Seeds the ids; a second run in the same database gets names of its own."""
    name = f"{scenario.id}-{scenario.seed}"
    query = select(func.count()).where(col(IncidentRow.id).like(f"inc-{name}%"))
    with database.read() as connection:
        before = connection.execute(query).scalar_one()
    return f"{name}.{before + 1}" if before else name
