"""Levels, groups, the site headquarters, withdrawal, the plan itself."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.decisions import groups_offered, open_decisions
from incident.events import GroupAdded, GroupsPut, LevelRaised, TasksAssigned
from tests.incident.bench import CHIEF, COMMANDER, DESK, GENERAL, Bench, names

EIGHT = (
    "general", "rescue", "technical", "medical", "order", "publicity", "support", "aftermath",
)  # fmt: skip


@pytest.fixture
def bench() -> Bench:
    return Bench().respond(2)


def test_a_start_puts_the_eight_groups_in_force_and_assigns_their_tasks() -> None:
    bench = Bench().report()
    events = bench.do(c.StartResponse(level=2), COMMANDER)
    assert names(events) == ["ResponseStarted", "GroupsPut", "TasksAssigned"]
    assert isinstance(events[1], GroupsPut)
    assert events[1].groups == EIGHT
    assert isinstance(events[2], TasksAssigned)
    wanted = [t.id for t in bench.playbook.tasks_for("started", level=2)]
    given = [a.task for a in events[2].tasks]
    assert given == [t for t in wanted if t in given]
    left_out = [bench.playbook.task(t) for t in wanted if t not in given]
    assert all(bench.playbook.groups[t.group].offered for t in left_out)


def test_level_one_adds_its_own_tasks_to_those_of_level_two(bench: Bench) -> None:
    events = bench.do(c.RaiseLevel(level=1), GENERAL)
    raised = events[0]
    assert isinstance(raised, LevelRaised)
    assert (raised.level, raised.was, raised.by) == (1, 2, GENERAL)
    added = events[1]
    assert isinstance(added, TasksAssigned)
    assert {bench.playbook.task(a.task).trigger.level for a in added.tasks} == {1}
    direct = Bench().respond(1)
    assert set(direct.state.tasks) == set(bench.state.tasks)


def test_raising_again_is_impossible_and_lowering_takes_nothing_away(bench: Bench) -> None:
    assert bench.refused(c.RaiseLevel(level=2), COMMANDER).code == "impossible"
    bench.do(c.RaiseLevel(level=1), GENERAL)
    assert bench.refused(c.RaiseLevel(level=1), GENERAL).code == "impossible"
    tasks = set(bench.state.tasks)
    assert bench.refused(c.LowerLevel(level=2, reason="ref.r"), DESK).code == "not_authorised"
    bench.do(c.LowerLevel(level=2, reason="ref.r"), bench.decider("lower", 2))
    assert bench.state.level == 2
    assert set(bench.state.tasks) == tasks


def test_an_unknown_level_is_refused(bench: Bench) -> None:
    assert bench.refused(c.RaiseLevel(level=9), GENERAL).code in {"impossible", "unknown_level"}
    before = Bench().report()
    assert before.refused(c.StartResponse(level=9), GENERAL).code in {"impossible", "unknown_level"}


def test_both_levels_are_offered_to_their_own_authority_at_once() -> None:
    bench = Bench().report()
    bench.claim("trapped", 3)
    offered = open_decisions(bench.state, bench.playbook)
    assert [(d.id, d.decider) for d in offered] == [("start:1", GENERAL), ("start:2", COMMANDER)]
    bench.do(c.StartResponse(level=2), COMMANDER)
    ids = [(d.id, d.decider) for d in open_decisions(bench.state, bench.playbook)]
    assert ("raise:1", GENERAL) in ids
    assert all(not name.startswith("start") for name, _ in ids)


def test_nothing_known_offers_nothing() -> None:
    bench = Bench().report()
    assert open_decisions(bench.state, bench.playbook) == ()


def test_the_end_is_offered_only_when_every_condition_is_recorded(bench: Bench) -> None:
    ids = {d.id for d in open_decisions(bench.state, bench.playbook)}
    assert "end" not in ids
    for condition in ("rescued", "threats"):
        bench.do(c.SetCondition(condition=condition, status="met", evidence="ref.e"), DESK)
    assert "end" in {d.id for d in open_decisions(bench.state, bench.playbook)}


def test_only_levels_rest_on_the_figures_and_groups_come_last() -> None:
    bench = Bench().respond(2)
    bench.claim("trapped", 3)
    bench.do(c.Propose(action="end", reason="ref.r"), DESK)
    offered = open_decisions(bench.state, bench.playbook)
    assert [d.id for d in offered] == ["raise:1", "end", "change_groups"]
    assert [bool(d.grounds) for d in offered] == [True, False, False]


def test_adding_groups_can_be_declined_like_everything_else(bench: Bench) -> None:
    command = c.Decline(decision="change_groups", reason="ref.r")
    assert bench.refused(command, CHIEF).code == "not_authorised"
    bench.do(command, COMMANDER)
    (groups,) = (d for d in open_decisions(bench.state, bench.playbook) if not d.level)
    assert groups.declined is not None
    assert groups.declined.by == COMMANDER


def test_a_second_withdrawal_does_not_advise_to_lift_the_first(bench: Bench) -> None:
    bench.do(c.OrderWithdrawal(reason="ref.r"), DESK)
    again = c.OrderWithdrawal(reason="ref.s", spoken=bench.spoken(COMMANDER))
    refusal = bench.refused(again, DESK)
    assert (refusal.code, refusal.value) == ("duplicate", "1")
    assert "lift" not in refusal.say("en")
    assert "in force" in refusal.say("en")
    bench.do(c.AddNote(note="ref.n", spoken=bench.spoken(COMMANDER)), DESK)
    assert bench.state.orders["order-1"].on_behalf_of == COMMANDER


def test_two_groups_are_added_in_one_decision(bench: Bench) -> None:
    assert groups_offered(bench.state, bench.playbook) == ("moving", "monitoring")
    command = c.ChangeGroups(add=("moving", "monitoring"))
    assert bench.refused(command, CHIEF).code == "not_authorised"
    events = bench.do(command, COMMANDER)
    added = [x for x in events if isinstance(x, GroupAdded)]
    assert [(x.group, x.by) for x in added] == [("moving", COMMANDER), ("monitoring", COMMANDER)]
    assert len({x.cause for x in bench.entries[-len(events) :]}) == 1
    assert groups_offered(bench.state, bench.playbook) == ()


@pytest.mark.parametrize(
    ("add", "code"),
    [
        (("moving", "moving"), "duplicate"),
        (("moving", "general"), "duplicate"),
        (("moving", "choir"), "unknown_group"),
    ],
)
def test_one_wrong_group_refuses_the_whole_decision(
    bench: Bench, add: tuple[str, ...], code: str
) -> None:
    assert bench.refused(c.ChangeGroups(add=add), COMMANDER).code == code
    assert "moving" not in bench.state.groups


def test_a_group_gets_another_leader_and_keeps_the_rest(bench: Bench) -> None:
    bench.do(c.ChangeGroup(group="rescue", leader="fire_head"), COMMANDER)
    bench.do(c.ChangeGroup(group="rescue", liaison="rescue_liaison"), COMMANDER)
    rescue = bench.state.groups["rescue"]
    assert (rescue.leader, rescue.liaison) == ("fire_head", "rescue_liaison")
    wrong = c.ChangeGroup(group="rescue", leader="emperor")
    assert bench.refused(wrong, COMMANDER).code == "unknown_post"
    assert bench.refused(c.ChangeGroup(group="moving"), COMMANDER).code == "unknown_group"


def test_the_site_headquarters_is_formed_once(bench: Bench) -> None:
    bench.do(c.FormOnSite(place="ref.p"), COMMANDER)
    assert bench.held_by() == "onsite"
    assert bench.state.onsite_at == bench.clock.now()
    triggers = {bench.playbook.task(t).trigger.on for t in bench.state.tasks}
    assert "onsite_formed" in triggers
    assert bench.refused(c.FormOnSite(), COMMANDER).code == "impossible"


def test_anyone_of_the_response_withdraws_and_only_the_commander_sends_back(bench: Bench) -> None:
    bench.do(c.OrderWithdrawal(reason="ref.r"), "rescue_liaison")
    withdrawal = bench.state.withdrawal
    assert withdrawal is not None
    assert withdrawal.lifted_at is None
    assert bench.refused(c.OrderWithdrawal(reason="ref.r"), "fire_head").code == "duplicate"
    assert bench.refused(c.LiftWithdrawal(reason="ref.r"), "fire_head").code == "not_authorised"
    bench.do(c.LiftWithdrawal(reason="ref.r"), COMMANDER)
    assert bench.refused(c.LiftWithdrawal(reason="ref.r"), COMMANDER).code == "impossible"
    bench.do(c.OrderWithdrawal(reason="ref.r"), "fire_head")
    assert bench.state.withdrawal is not None
    assert bench.state.withdrawal.number == 2


def test_the_responses_of_other_governments_stay_in_their_own_words(bench: Bench) -> None:
    bench.do(
        c.TellOtherResponse(
            government="city_government", scale="三级", status="started", told_by="ref.t"
        ),
        DESK,
    )
    assert bench.state.level == 2
    assert [o.scale for o in bench.state.others] == ["三级"]


def test_another_plan_is_adopted_but_not_the_same_again(bench: Bench) -> None:
    same = c.AdoptPlan(plan=bench.state.plan, reason="ref.r")
    assert bench.refused(same, bench.decider("adopt_plan")).code == "impossible"
    bench.do(c.AdoptPlan(plan="0" * 64, reason="ref.r"), bench.decider("adopt_plan"))
    assert bench.state.plan == "0" * 64


def test_the_kind_of_case_changes_only_to_the_other(bench: Bench) -> None:
    same = c.ChangeKind(kind="accident", reason="ref.r")
    assert bench.refused(same, DESK).code == "impossible"
    bench.do(c.ChangeKind(kind="dangerous_sign", reason="ref.r"), DESK)
    assert bench.state.kind == "dangerous_sign"
