"""Scenario files: read strictly, mistakes at their line, roles and times resolved by the plan."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drills.agenda import Agenda
from drills.injects import timed
from drills.load import SCENARIOS, find_scenario, load_scenario, scenario_ids
from drills.pace import InStep
from drills.roles import post_of
from drills.run import run_drill
from playbooks.lookup import Playbook
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.refusal import Refused
from tests.drills.conftest import SET_UP_AT, Services, equip

BAOSHAN = (SCENARIOS / "baoshan-2007.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", scenario_ids())
def test_every_scenario_loads_under_its_own_name(name: str) -> None:
    assert find_scenario(name).id == name


def test_unknown_scenario_names_those_there_are() -> None:
    with pytest.raises(Refused) as caught:
        find_scenario("atlantis")
    assert "baoshan-2007" in caught.value.allowed.say("en")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("do: FormOnSite", "do: FormOnSight"),
        ("measure: $judgement", "meassure: $judgement"),
        ('at: "12:20"', 'at: "noon"'),
        ("seed: 2007", "seed: often"),
        ("status: part,", "mode: real, status: part,"),
    ],
)
def test_a_mistake_is_shown_at_its_line(tmp_path: Path, old: str, new: str) -> None:
    assert old in BAOSHAN
    file = tmp_path / "broken.yaml"
    file.write_text(BAOSHAN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_scenario(file)
    line = BAOSHAN[: BAOSHAN.index(old)].count("\n") + 1
    assert caught.value.code == "scenario_broken"
    shown = int(caught.value.field.removeprefix("broken.yaml:").split()[0])
    assert line - 8 <= shown <= line


def test_every_inject_has_a_source_and_times_go_on() -> None:
    scenario = find_scenario("baoshan-2007")
    times = [at for at, _ in timed(scenario, "Asia/Shanghai")]
    assert times == sorted(times)
    assert times[-1] - times[0] < timedelta(minutes=scenario.play_min)
    assert {i.source for i in scenario.injects} == {s.id for s in scenario.sources}


def test_roles_are_the_plans(wutai: Playbook, lanshan: Playbook) -> None:
    assert post_of("decider(start,1)", wutai) == "general_commander"
    assert post_of("decider(start,1)", lanshan) == "mayor"
    assert post_of("group:rescue.leader", wutai) == "emergency_head"
    assert post_of("group:rescue.leader", lanshan) == post_of("recorder", lanshan)
    with pytest.raises(Refused):
        post_of("emperor", wutai)


def test_agenda_does_each_thing_once_in_order() -> None:
    agenda, done = Agenda(1), list[str]()
    start: datetime = SET_UP_AT
    agenda.plan("b", start + timedelta(minutes=1), lambda: done.append("b"), not_before=start)
    agenda.plan("a", start, lambda: done.append("a"), not_before=start)
    agenda.plan("a", start, lambda: done.append("again"), not_before=start)
    assert agenda.take(start - timedelta(minutes=1)) is None
    while act := agenda.take(start + timedelta(hours=1)):
        act()
    assert done == ["a", "b"]


def test_in_step_waits_in_real_time() -> None:
    real = ManualClock(SET_UP_AT)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        real.forward(timedelta(seconds=seconds))

    pace = InStep(real, SET_UP_AT, 60.0, sleep)
    pace.until(SET_UP_AT + timedelta(hours=1))
    assert slept == [60.0]
    assert pace.now() == SET_UP_AT + timedelta(hours=1)


def test_on_both_engines_in_step(database: Database, wutai: Playbook) -> None:
    real = ManualClock(datetime.fromisoformat("2026-06-01T09:00:00+08:00"))
    scenario = find_scenario("baoshan-2007").model_copy(update={"play_min": 12})
    told: list[str] = []
    result = run_drill(
        scenario,
        wutai,
        equip(database),
        speed=60,
        lang="zh",
        out=told.append,
        clock=real,
        sleep=lambda seconds: real.forward(timedelta(seconds=seconds)),
    )
    assert result.stage == "reported"
    assert result.entries > 10
    assert told[2].startswith("10:05")


@pytest.mark.only_engine("postgresql")
def test_the_same_story_on_both_engines(
    database: Database, fresh: Services, wutai: Playbook
) -> None:
    scenario = find_scenario("baoshan-2007").model_copy(update={"play_min": 116})
    told: list[str] = []
    here = run_drill(scenario, wutai, equip(database), lang="en", out=told.append)
    again: list[str] = []
    assert run_drill(scenario, wutai, fresh(), lang="en", out=again.append) == here
    assert told == again
    assert (here.stage, here.level) == ("responding", 2)
