"""The scenario that comes with the program, played to its end on the exercise roster."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from drills.load import find_scenario
from drills.run import DrillServices, run_drill
from drills.schema import Scenario
from drills.summary import DrillResult
from incident.commands import ReportIncident
from incident.desk import Desk
from notify.consequences import intents
from notify.tables import AttemptRow, IntentRow, SimMessageRow
from playbooks.lookup import Playbook
from registry.tables import PersonRow
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from tests.drills.conftest import Services, man

SIGNS_MIN = 100
"""A short play: the report and its first clocks."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return find_scenario("baoshan-2007")


@pytest.fixture(scope="module")
def whole(
    fresh: Services, wutai: Playbook, scenario: Scenario
) -> tuple[DrillResult, list[str], DrillServices]:
    told: list[str] = []
    services = fresh()
    result = run_drill(scenario, wutai, services, lang="en", out=told.append)
    return result, told, services


def short(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.model_copy(update={"play_min": SIGNS_MIN, **changes})


def play(
    scenario: Scenario, playbook: Playbook, services: DrillServices
) -> tuple[DrillResult, list[str]]:
    told: list[str] = []
    return run_drill(scenario, playbook, services, lang="en", out=told.append), told


def test_the_whole_story(whole: tuple[DrillResult, list[str], DrillServices]) -> None:
    result, told, _ = whole
    assert result.stage == "aftermath"
    assert result.refused == ()
    steps = "\n".join(result.steps)
    assert "2026-05-18 11:58" in steps
    assert "hands over" in steps or "handed over" in steps
    assert "takes command back" in steps
    assert "ends the response" in steps
    assert result.due == result.in_time + result.running + len(result.late)
    assert result.in_time > len(result.late)
    assert sum(row.open for row in result.work) > 0
    assert len(result.never_reached) == 1
    assert any(line.startswith("16:00") and "collapses" in line for line in told)
    assert json.loads(json.dumps(result.as_json()))["stage"] == "aftermath"


def test_a_corrected_figure_is_approved_before_the_next_report(
    whole: tuple[DrillResult, list[str], DrillServices],
) -> None:
    told = whole[1]
    corrected = next(n for n, line in enumerate(told) if line.startswith("17:50"))
    later = [line for line in told[corrected:] if "Continued report" in line]
    assert later
    assert not [line for line in later if "figures no. 1" in line]
    assert any("figures no. 2" in line for line in later)


def test_an_assessment_names_every_condition_that_is_met(
    whole: tuple[DrillResult, list[str], DrillServices],
) -> None:
    line = next(x for x in whole[1] if x.startswith("16:18") and "Assessment: " in x)
    said = line.partition("Assessment: ")[2]
    assert "by Annex 4 Level II, condition 2, Annex 4 Level II, condition 3" in said


def test_the_column_of_clauses_names_every_clause_an_event_rests_on(
    whole: tuple[DrillResult, list[str], DrillServices],
) -> None:
    result, told, _ = whole
    both = ["Annex 4 Level II, condition 2", "Annex 4 Level II, condition 3"]
    printed = next(x for x in told if x.startswith("16:18") and "Assessment: " in x)
    assert printed.startswith(f"16:18  {', '.join(both)}  Assessment: ")
    line = next(x for x in result.story if x.time == "16:18" and "Assessment: " in x.sentence)
    assert line.clauses == tuple(both)
    plain = json.loads(json.dumps(result.as_json()))["story"]
    assert both in [x["clauses"] for x in plain]
    assert all(len(x["clauses"]) == len(set(x["clauses"])) for x in plain)


def test_level_one_follows_the_loss(
    whole: tuple[DrillResult, list[str], DrillServices],
) -> None:
    result, _, _ = whole
    assert result.level == 1
    assert sum("raises the response" in step for step in result.steps) == 1


def test_nobody_of_the_real_roster_is_touched(
    whole: tuple[DrillResult, list[str], DrillServices],
) -> None:
    services = whole[2]
    with services.database.read() as connection:
        modes = dict(connection.execute(select(col(PersonRow.id), col(PersonRow.mode))).all())
        people = set(connection.execute(select(col(AttemptRow.person))).scalars())
        addresses = set(connection.execute(select(col(SimMessageRow.address))).scalars())
    assert people
    assert {modes[person] for person in people} == {"exercise"}
    assert all(address.startswith("sim:") for address in addresses)


def test_same_seed_same_output(fresh: Services, wutai: Playbook, scenario: Scenario) -> None:
    first = play(short(scenario), wutai, fresh())
    assert play(short(scenario), wutai, fresh()) == first
    assert play(short(scenario, seed=1), wutai, fresh())[1] != first[1]


def test_twice_in_one_database(fresh: Services, wutai: Playbook, scenario: Scenario) -> None:
    services, quick = fresh(), scenario.model_copy(update={"play_min": 5})
    first, _ = play(quick, wutai, services)
    second, _ = play(quick, wutai, services)
    assert first.incident != second.incident
    assert first.entries == second.entries


def test_without_the_judgement_nothing_starts(
    fresh: Services, wutai: Playbook, scenario: Scenario
) -> None:
    calm = tuple(i for i in scenario.injects if "$judgement" not in i.given.values())
    longer = scenario.model_copy(update={"play_min": 130})
    started, _ = play(longer, wutai, fresh())
    without, _ = play(longer.model_copy(update={"injects": calm}), wutai, fresh())
    assert started.stage == "responding"
    assert without.stage == "reported"
    assert sum(w.done + w.open for w in without.work) < sum(w.done + w.open for w in started.work)


def test_an_hour_later_is_late(fresh: Services, wutai: Playbook, scenario: Scenario) -> None:
    slow = tuple(
        r.model_copy(update={"after_min": r.after_min + 60}) if r.kind == "telephone_first" else r
        for r in scenario.reports
    )
    before, _ = play(short(scenario), wutai, fresh())
    after, told = play(short(scenario, reports=slow), wutai, fresh())
    late = {row.duty for row in after.late} - {row.duty for row in before.late}
    assert "report:government:telephone_first:1" in late
    assert any("Overdue since" in line for line in told)


def test_another_plan_other_decisions(
    fresh: Services, lanshan: Playbook, scenario: Scenario
) -> None:
    services = fresh()
    man(services, lanshan)
    elsewhere = scenario.model_copy(update={"dam": None, "township": None, "play_min": 130})
    result, told = play(elsewhere, lanshan, services)
    assert result.level == 2
    assert "Executive vice mayor" in result.steps[0]
    assert {row.group for row in result.work} >= {"works", "people"}
    assert not any("§5.3.1" in line for line in told)


def test_a_drill_beside_a_real_incident_leaves_it_alone(
    fresh: Services, wutai: Playbook, scenario: Scenario
) -> None:
    services = fresh()
    services.plans.put_in_force(wutai)
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    desk = Desk(
        services.database, services.vault, services.directory, services.plans, clock,
        CountedIds("real"), consequences=[intents],
    )  # fmt: skip
    with services.database.read() as connection:
        held = services.directory.holders(connection, "wutai", "real", "duty_officer", clock.now())
    real = desk.open(ReportIncident(place="a", what="b"), held[0].person_id, "wutai").incident
    before = desk.state(real)
    result, _ = play(short(scenario), wutai, services)
    assert result.entries > 20
    assert desk.state(real) == before
    with services.database.read() as connection:
        sent = connection.execute(select(col(AttemptRow.incident), col(AttemptRow.mode))).all()
        waiting = connection.execute(
            select(func.count())
            .select_from(IntentRow)
            .where(col(IntentRow.incident) == real, col(IntentRow.expanded_at).is_(None))
        ).scalar_one()
    assert {tuple(row) for row in sent} == {(result.incident, "exercise")}
    assert waiting > 0
