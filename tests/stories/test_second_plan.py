"""Another county's plan, from the first report to closure: all that it says comes from its data.

Three groups instead of eight, three levels instead of two, volumes and people moved as criteria,
chains of two and three, two lines with their own limits, three conditions of the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from incident import commands as c
from incident import events as e
from incident.decisions import Decision, open_decisions
from incident.duties import DutyClock, duties
from incident.receipt import Receipt
from runtime.refusal import Refused
from tests.stories.lanshan import HANDS, everything_said, only_of, second_night
from tests.stories.program import START, Night
from tests.stories.work import carry_out, playbook, told

E = TypeVar("E", bound=e.Event)

PLACE = "丙库下游二道沟"
CONDITIONS = {
    "all-found": "失联人员全部找到。",
    "dam-stable": "坝体连续24小时稳定。",
    "water-clean": "下游水质达标。",
}


@pytest.fixture
def second(database_url: str, tmp_path: Path) -> Iterator[Night]:
    """Both counties in one program at 02:28 at night; a report has come to the second one."""
    with second_night(tmp_path / "data", database_url) as night:
        report = c.ReportIncident(place=PLACE, what="尾砂泄漏")
        opened = night.program.desk.open(report, night.holder("desk"), "lanshan")
        night.incident = opened.incident
        yield night


@pytest.fixture
def running(second: Night) -> Night:
    """Level II runs on the word of the chain of two."""
    claim(second, "evacuated", 500)
    second.put(c.Propose(action="start", level=2), "rescue_chief")
    second.put(c.StartResponse(level=2), "vice_mayor")
    return second


# -- from the report to the response --------------------------------------------------------------


def test_a_report_begins_the_first_response_of_this_plan(second: Night) -> None:
    book = playbook(second)
    assert book.plan.document.title.zh == "岚山县（虚构）尾矿库事故应急预案"
    assert second.program.shelf.current("wutai").digest != second.state.plan
    assert set(second.state.tasks) == {"mine-start", "go-and-look"}
    second.send()
    for post in ("desk", "rescue_chief"):
        assert told(second, post, f"{PLACE}报告事故"), post
    for task, group in (("mine-start", "operator"), ("go-and-look", "office")):
        assert carry_out(second, task, *HANDS[group]) == {"4.1"}, task


def test_criteria_that_the_other_plan_lacks_decide_the_level(second: Night) -> None:
    other = {m.id for m in second.program.shelf.current("wutai").plan.criteria.measures}
    assert not {"evacuated", "released_m3"} & other
    assert claim(second, "released_m3", 999) == (None, [])
    assert claim(second, "released_m3", 1000) == (3, ["3-volume"])
    assert claim(second, "evacuated", 499) == (3, ["3-volume"])
    assert claim(second, "evacuated", 500) == (2, ["2-evacuated"])
    assert {ground.clause for ground in grounds(second)} == {"2.2"}
    assert claim(second, "missing", 5) == (1, ["1-people"])
    offered = {d.id: d.decider for d in open_decisions(second.state, playbook(second))}
    assert offered == {"start:3": "rescue_chief", "start:2": "vice_mayor", "start:1": "mayor"}


def test_a_chain_of_two_starts_the_response(second: Night) -> None:
    claim(second, "evacuated", 500)
    waiting = decision(second, "start:2")
    assert (waiting.chain, waiting.waiting_for, waiting.clause) == (
        ("rescue_chief", "vice_mayor"), "rescue_chief", "1.3",
    )  # fmt: skip
    second.put(c.Propose(action="start", level=2, reason="已转移500人"), "rescue_chief")
    assert decision(second, "start:2").waiting_for == "vice_mayor"
    assert refuses(second, c.StartResponse(level=2), "rescue_chief").code == "not_authorised"
    assert refuses(second, c.StartResponse(level=2), "mayor").code == "not_authorised"
    started = event_of(second.put(c.StartResponse(level=2), "vice_mayor"), e.ResponseStarted)
    assert (started.level, started.by, started.clause) == (2, "vice_mayor", "1.3")
    assert "proposal:rescue_chief" not in second.state.skipped
    assert list(second.state.groups) == ["coordination", "people", "works"]
    second.send()
    for post in ("rescue_chief", "police_chief", "people_liaison", "works_liaison"):
        assert told(second, post, "启动二级响应（§1.3）"), post


# -- groups, levels, reports ---------------------------------------------------------------------


def test_the_three_groups_carry_out_tasks_that_cite_this_plan(running: Night) -> None:
    names = {"coordination": "协调组", "people": "群众组", "works": "工程组"}
    assert {g: playbook(running).group(g).name.zh for g in running.state.groups} == names
    assert waiting_tasks(running) == {"call-members", "survey-dam", "close-breach", "move-people"}
    for task, group in (
        ("call-members", "office"),
        ("survey-dam", "works"),
        ("close-breach", "works"),
        ("move-people", "people"),
    ):
        assert carry_out(running, task, *HANDS[group]) == {"4.2"}, task
    running.put(c.FormOnSite(place=PLACE), "vice_mayor")
    assert carry_out(running, "count-people", *HANDS["people"]) == {"4.2"}


def test_the_level_rises_through_its_three_levels(second: Night) -> None:
    claim(second, "released_m3", 1000)
    second.put(c.StartResponse(level=3), "rescue_chief")
    assert waiting_tasks(second) == {"call-members", "survey-dam"}
    assert playbook(second).plan.criteria.levels[0].name.zh == "三级响应"
    assert claim(second, "evacuated", 800) == (2, ["2-evacuated"])
    up = raise_to(second, 2, "rescue_chief", "vice_mayor")
    assert (up.was, up.level, up.clause) == (3, 2, "1.3")
    assert waiting_tasks(second) >= {"close-breach", "move-people"}
    assert "ask-city" not in second.state.tasks
    assert claim(second, "missing", 5) == (1, ["1-people"])
    up = raise_to(second, 1, "rescue_chief", "vice_mayor", "mayor")
    assert (up.was, up.level, up.clause) == (2, 1, "1.3")
    assert second.state.level == 1
    assert carry_out(second, "ask-city", *HANDS["coordination"]) == {"4.2"}


def test_each_line_has_its_own_clock_and_is_done_or_late(running: Night) -> None:
    minutes = {
        ("city", "telephone_first"): 20,
        ("city", "written_first"): 90,
        ("province", "telephone_first"): 40,
        ("province", "written_first"): 120,
    }
    for (line, kind), limit in minutes.items():
        assert clock(running, line, kind).due_at == START + timedelta(minutes=limit), (line, kind)
    assert clock(running, "city", "telephone_first").source == "reporting-rule"
    call = c.TellReport(line="city", kind="telephone_first", number="sim:0900", receiver="值班员")
    running.put(call, "desk")
    running.forward(minutes=41)
    assert clock(running, "city", "telephone_first").done_at == START
    assert late(running) == {"report:province:telephone_first:1"}
    for step in ("drafted", "checked", "signed", "sent"):
        running.put(c.StepReport(line="city", kind="written_first", step=step), "desk")
    running.forward(minutes=80)
    assert late(running) == {
        "report:province:telephone_first:1", "report:province:written_first:1",
    }  # fmt: skip
    sent = START + timedelta(minutes=41)
    assert clock(running, "city", "written_first").done_at == sent
    following = clock(running, "city", "continued")
    assert following.local_at == sent + timedelta(minutes=360)
    assert following.due_at == following.statutory_at == sent + timedelta(minutes=240)


# -- the end -------------------------------------------------------------------------------------


def test_the_end_waits_for_its_own_three_conditions(running: Night) -> None:
    words = {x.id: x.text.zh for x in playbook(running).plan.ending.conditions}
    assert words == CONDITIONS
    running.put(c.FormOnSite(place=PLACE), "vice_mayor")
    assert refuses(running, c.EndResponse(), "mayor").value == "all-found, dam-stable, water-clean"
    for met, still in (
        ("all-found", "dam-stable, water-clean"),
        ("dam-stable", "water-clean"),
    ):
        bare = c.SetCondition(condition=met, status="met")
        assert refuses(running, bare, "desk").code == "evidence_required"
        meet(running, met)
        refusal = refuses(running, c.EndResponse(), "mayor")
        assert (refusal.code, refusal.value) == ("conditions_open", still)
    meet(running, "water-clean")
    assert refuses(running, c.EndResponse(), "vice_mayor").code == "not_authorised"
    ended = event_of(running.put(c.EndResponse(), "mayor"), e.ResponseEnded)
    assert (ended.by, ended.clause) == ("mayor", "4.3")


def test_nothing_from_first_report_to_closure_speaks_of_the_other_plan(running: Night) -> None:
    running.send()
    test_the_three_groups_carry_out_tasks_that_cite_this_plan(running)
    claim(running, "missing", 5)
    raise_to(running, 1, "rescue_chief", "vice_mayor", "mayor")
    running.forward(minutes=45)
    claim(running, "missing", 0)
    for condition in CONDITIONS:
        meet(running, condition)
    running.put(c.EndResponse(), "mayor")
    running.put(c.BeginAftermath(), "desk")
    assert clock(running, "city", "final").due_at == running.clock.now() + timedelta(days=1)
    refusal = refuses(running, c.CloseIncident(), "vice_mayor")
    assert (refusal.code, refusal.value) == ("tasks_open", "lessons, go-home")
    for task, group in (("lessons", "coordination"), ("go-home", "people")):
        assert carry_out(running, task, *HANDS[group]) == {"4.3"}, task
    running.put(c.CloseIncident(), "vice_mayor")
    assert running.state.stage == "closed"
    running.send()
    shelf = running.program.shelf
    said = everything_said(running)
    for own in ("工程组", "二级响应", "一级响应", "转移群众", "§4.2", "Level II response"):
        assert own in said, own
    other = only_of(shelf.current("wutai"), shelf.current("lanshan"))
    assert {"五台县", "抢险救援组", "县级二级响应", "五政办发〔2024〕7号"} <= other
    assert sorted(name for name in other if name in said) == []


def claim(night: Night, measure: str, value: int) -> tuple[int | None, list[str]]:
    """A figure comes in; the level as assessed after it, and the criteria that speak for it."""
    night.put(c.RecordClaim(measure=measure, value=value, source="police_bureau"), "desk")
    reading = night.state.assessment
    return (reading.level if reading else None, [ground.criterion for ground in grounds(night)])


def grounds(night: Night) -> tuple[e.Ground, ...]:
    return night.state.assessment.grounds if night.state.assessment else ()


def decision(night: Night, name: str) -> Decision:
    return {d.id: d for d in open_decisions(night.state, playbook(night))}[name]


def clock(night: Night, line: str, kind: str) -> DutyClock:
    running = {d.id: d for d in duties(night.state, playbook(night))}
    return running[f"report:{line}:{kind}:1"]


def late(night: Night) -> set[str]:
    """The reports upward that are overdue."""
    return {duty for duty in night.state.overdue if duty.startswith("report:")}


def waiting_tasks(night: Night) -> set[str]:
    """Tasks of the response, without those that began with the report."""
    return set(night.state.tasks) - {"mine-start", "go-and-look"}


def raise_to(night: Night, level: int, *chain: str) -> e.LevelRaised:
    """Every post of the chain in its order; whoever stands below the last one decides nothing."""
    for post in chain[:-1]:
        night.put(c.Propose(action="raise", level=level), post)
        assert refuses(night, c.RaiseLevel(level=level), post).code == "not_authorised"
    return event_of(night.put(c.RaiseLevel(level=level), chain[-1]), e.LevelRaised)


def meet(night: Night, condition: str) -> None:
    met = c.SetCondition(condition=condition, status="met", evidence="逐项核对的签字记录")
    night.put(met, "desk")


def event_of(receipt: Receipt, kind: type[E]) -> E:
    (found,) = [x.event for x in receipt.entries if isinstance(x.event, kind)]
    return found


def refuses(night: Night, command: c.Command, post: str) -> Refused:
    with pytest.raises(Refused) as refused:
        night.put(command, post)
    return refused.value
