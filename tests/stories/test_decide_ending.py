"""The end on evidence, aftermath, closure, and every way back."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.events import ResponseEnded, TasksAssigned
from incident.model import Override
from tests.incident.bench import CHIEF, COMMANDER, DESK, GENERAL, SUPERIOR, Bench, names


def met(condition: str) -> c.SetCondition:
    return c.SetCondition(condition=condition, status="met", evidence="ref.evidence")


@pytest.fixture
def bench() -> Bench:
    return Bench().respond(2)


def test_every_condition_needs_evidence_before_the_end(bench: Bench) -> None:
    refusal = bench.refused(c.EndResponse(), COMMANDER)
    assert refusal.code == "conditions_open"
    assert refusal.value == "rescued, threats"
    without = c.SetCondition(condition="rescued", status="met")
    assert bench.refused(without, DESK).code == "evidence_required"
    assert bench.refused(met("sunshine"), DESK).code == "unknown_item"
    bench.do(met("rescued"), DESK)
    assert bench.refused(c.EndResponse(), COMMANDER).value == "threats"
    bench.do(met("threats"), DESK)
    events = bench.do(c.EndResponse(), COMMANDER)
    ended = events[0]
    assert isinstance(ended, ResponseEnded)
    assert (ended.by, ended.clause) == (COMMANDER, "5.3.4")
    assert (bench.state.stage, bench.state.ended_at) == ("ended", bench.clock.now())
    assert isinstance(events[1], TasksAssigned)
    assert {a.task for a in events[1].tasks} == {t.id for t in bench.playbook.plan.ending.aftermath}


def test_that_a_condition_cannot_be_attained_is_for_the_deciding_post(bench: Bench) -> None:
    command = c.SetCondition(condition="rescued", status="unattainable", evidence="ref.e")
    assert bench.refused(command, DESK).code == "not_authorised"
    bench.do(command, COMMANDER)
    bench.do(met("threats"), DESK)
    bench.do(c.EndResponse(), COMMANDER)
    assert bench.stage() == "ended"


def test_a_figure_that_stands_above_zero_speaks_against_met(bench: Bench) -> None:
    bench.claim("missing", 4, "police")
    refusal = bench.refused(met("rescued"), DESK)
    assert (refusal.code, refusal.value) == ("evidence_required", "missing")
    assert "失联 4人" in refusal.say("zh")
    bench.do(met("threats"), DESK)
    bench.claim("missing", 0, "police")
    bench.do(met("rescued"), DESK)
    assert bench.state.conditions["rescued"].status == "met"


def test_while_sources_differ_nobody_is_accounted_for(bench: Bench) -> None:
    bench.claim("trapped", 0, "police")
    bench.claim("trapped", 2, "media", confidence="doubtful")
    refusal = bench.refused(met("rescued"), DESK)
    assert (refusal.code, refusal.value) == ("evidence_required", "trapped")
    assert "0人" in refusal.say("zh")
    assert "2人" in refusal.say("zh")
    bench.claim("trapped", 0, "media", corrects="claim-2")
    bench.do(met("rescued"), DESK)


def test_that_the_missing_will_not_be_found_is_said_as_such(bench: Bench) -> None:
    bench.claim("missing", 1, "police")
    given_up = c.SetCondition(condition="rescued", status="unattainable", evidence="ref.e")
    bench.do(given_up, COMMANDER)
    bench.do(met("threats"), DESK)
    bench.do(c.EndResponse(), COMMANDER)
    assert bench.stage() == "ended"


def test_a_figure_that_the_plan_does_not_name_for_a_condition_does_not_hinder_it(
    bench: Bench,
) -> None:
    bench.claim("dead", 3, "police")
    bench.do(met("rescued"), DESK)


def test_the_deciding_post_can_say_so_by_telephone(bench: Bench) -> None:
    command = c.SetCondition(
        condition="rescued",
        status="unattainable",
        evidence="ref.e",
        spoken=bench.spoken(COMMANDER),
    )
    bench.do(command, DESK)
    assert bench.state.conditions["rescued"].by == COMMANDER


def test_only_the_deciding_post_ends_it_with_or_without_a_site_headquarters(bench: Bench) -> None:
    for condition in ("rescued", "threats"):
        bench.do(met(condition), DESK)
    assert bench.refused(c.EndResponse(), CHIEF).code == "not_authorised"
    assert bench.refused(c.EndResponse(), GENERAL).code == "not_authorised"
    bench.do(c.FormOnSite(), COMMANDER)
    assert bench.refused(c.EndResponse(), GENERAL).code == "not_authorised"
    bench.do(c.EndResponse(), COMMANDER)


def test_after_a_hand_over_the_superior_ends_it(bench: Bench) -> None:
    bench.do(c.HandOverCommand(to="ref.to"), COMMANDER)
    for condition in ("rescued", "threats"):
        bench.do(met(condition), DESK)
    assert bench.refused(c.EndResponse(), COMMANDER).code == "not_authorised"
    events = bench.do(c.EndResponse(spoken=bench.spoken(SUPERIOR)), DESK)
    ended = next(x for x in events if isinstance(x, ResponseEnded))
    assert ended.by == SUPERIOR, "not the county's commander"


def test_closing_waits_for_aftermath_orders_and_overrides(bench: Bench) -> None:
    bench.do(c.RaiseLevel(level=1, spoken=bench.spoken(GENERAL)), DESK)
    bench.do(c.FormOnSite(override=Override(reason="ref.r")), "duty_leader")
    bench.end()
    assert bench.refused(c.CloseIncident(), bench.decider("close")).code == "impossible"
    bench.do(c.BeginAftermath(), DESK)
    waiting = bench.refused(c.CloseIncident(), bench.decider("close"))
    assert waiting.code == "tasks_open"
    bench.finish_aftermath()
    unsigned = bench.refused(c.CloseIncident(), bench.decider("close"))
    assert unsigned.value == "order-1, override-1"
    said = unsigned.say("zh")
    for what in ("尚有任务或签字未办完", "口头指令第1号待补签", "待另一人签认"):
        assert what in said
    bench.do(c.SignOrder(order="order-1", sheet="sheet 1"), DESK)
    assert bench.refused(c.CloseIncident(), bench.decider("close")).value == "override-1"
    bench.do(c.SecondOverride(of="override-1"), CHIEF)
    assert bench.refused(c.CloseIncident(), DESK).code == "not_authorised"
    bench.do(c.CloseIncident(), bench.decider("close"))
    assert bench.stage() == "closed"
    for command in (c.BeginAftermath(), c.AddReport(what="ref.w"), c.StartResponse(level=2)):
        assert bench.refused(command, DESK, CHIEF, COMMANDER).code == "impossible"
    bench.do(c.AddNote(note="ref.n"), DESK)


@pytest.mark.parametrize("aftermath", [False, True])
def test_a_response_is_resumed_from_its_end_and_from_aftermath(
    bench: Bench, aftermath: bool
) -> None:
    bench.end()
    if aftermath:
        bench.do(c.BeginAftermath(), DESK)
    resume = c.ResumeResponse(level=2, reason="ref.r")
    assert bench.refused(resume, DESK).code == "not_authorised"
    bench.do(resume, COMMANDER)
    assert (bench.state.stage, bench.state.level, bench.state.ended_at) == ("responding", 2, None)
    assert {x.status for x in bench.state.conditions.values()} == {"not_met"}
    assert bench.refused(c.EndResponse(), COMMANDER).code == "conditions_open"


def test_resuming_on_a_higher_level_is_its_own_authority_s(bench: Bench) -> None:
    bench.end()
    resume = c.ResumeResponse(level=1, reason="ref.r")
    assert bench.refused(resume, COMMANDER).code == "not_authorised"
    events = bench.do(resume, GENERAL)
    assert names(events)[0] == "ResponseResumed"
    assert bench.state.level == 1
    added = next(x for x in events if isinstance(x, TasksAssigned))
    assert {bench.playbook.task(a.task).trigger.level for a in added.tasks} == {1}


def test_a_false_report_is_dismissed_with_evidence_and_can_come_back() -> None:
    bench = Bench().report()
    dismiss = c.DismissReport(reason="ref.r", evidence="ref.e")
    assert bench.refused(dismiss, DESK).code == "not_authorised"
    bench.do(dismiss, bench.decider("dismiss"))
    assert bench.stage() == "dismissed"
    assert bench.refused(c.StartResponse(level=2), COMMANDER).code == "impossible"
    bench.do(c.ReopenReport(reason="ref.r"), DESK)
    assert bench.stage() == "reported"


def test_a_reopened_report_keeps_what_was_assessed_and_runs_again() -> None:
    bench = Bench().report()
    bench.claim("trapped", 2)
    bench.do(c.StartResponse(level=2), COMMANDER)
    bench.do(c.DismissReport(reason="ref.r", evidence="ref.e"), bench.decider("dismiss"))
    bench.do(c.ReopenReport(reason="ref.r"), DESK)
    assert (bench.state.stage, bench.state.level) == ("assessed", None)
    bench.do(c.StartResponse(level=2), COMMANDER)
    assert (bench.state.stage, bench.state.level) == ("responding", 2)
