"""From a report to a response: the main story, with the county's published plan."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.decisions import open_decisions
from incident.model import DecidedOn, Override
from incident.verify import verify
from runtime.refusal import Refused
from tests.stories.program import Night


def decisions(duty: Night) -> dict[str, int]:
    playbook = duty.program.shelf.get(duty.state.plan)
    return {d.id: d.version for d in open_decisions(duty.state, playbook)}


def test_a_report_starts_the_reporting_clocks_and_tells_the_bureau(duty: Night) -> None:
    duty.report(place="青石沟村上游", what="值班电话：坝体溃决，有人失联")
    duty.send()
    assert duty.state.stage == "reported"
    assert duty.state.verification == "none"
    assert any("青石沟村上游" in text for text in duty.phone("emergency_head"))
    duty.forward(minutes=21)
    assert duty.state.overdue.keys() >= {"report:government:telephone_first:1"}


def test_a_spoken_order_starts_level_two_at_once_and_is_signed_later(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="missing", value=2, source="township"), "duty_officer")
    start = c.StartResponse(level=2, spoken=duty.said("vice_magistrate", recording="录音0231"))
    receipt = duty.put(start, "duty_officer")
    assert duty.state.level == 2
    assert duty.state.skipped == ("verification", "proposal:emergency_head")
    assert {e.on_behalf_of for e in receipt.entries} == {"vice_magistrate"}
    order = duty.state.orders["order-1"]
    assert order.status == "to_sign"
    duty.forward(hours=13)
    assert "sign:order-1" in duty.state.overdue
    duty.put(c.SignOrder(order="order-1", sheet="扫描件1"), "duty_officer")
    assert duty.state.orders["order-1"].status == "signed"
    assert "sign:order-1" in duty.state.overdue  # late stays late


def test_three_people_missing_offer_level_one_and_level_two_at_once(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="missing", value=3, source="township"), "duty_officer")
    assert set(decisions(duty)) == {"start:1", "start:2"}
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    assert set(decisions(duty)) == {"raise:1", "change_groups"}
    duty.put(c.RaiseLevel(level=1), "general_commander")
    assert duty.state.level == 1
    assert duty.state.tasks.keys() >= {"level-one-strengthen", "call-deputies"}


def test_who_the_plan_does_not_name_cannot_start(duty: Night) -> None:
    duty.report()
    with pytest.raises(Refused) as refused:
        duty.put(c.StartResponse(level=2), "duty_officer")
    assert refused.value.code == "not_authorised"
    assert "分管副县长" in refused.value.say("zh")
    with pytest.raises(Refused) as refused:
        duty.put(c.StartResponse(level=1), "vice_magistrate")
    assert refused.value.code == "not_authorised"
    assert duty.state.stage == "reported"


def test_an_override_is_possible_loud_and_seconded(duty: Night) -> None:
    duty.report()
    override = Override(reason="指挥长失联，下游正在过水")
    duty.put(c.StartResponse(level=2, override=override), "duty_officer")
    mark = duty.state.overrides["override-1"]
    assert duty.state.level == 2
    assert mark.seconded_by is None
    with pytest.raises(Refused) as refused:
        duty.put(c.SecondOverride(of="override-1"), "duty_officer")
    assert refused.value.code == "not_authorised"
    duty.put(c.SecondOverride(of="override-1"), "emergency_head")
    assert duty.state.overrides["override-1"].seconded_by == duty.holder("emergency_head")


def test_figures_that_arrive_do_not_refuse_a_commander(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="missing", value=1, source="township"), "duty_officer")
    seen = DecidedOn(decision="start:2", version=decisions(duty)["start:2"])
    duty.put(c.RecordClaim(measure="missing", value=2, source="police"), "duty_officer")
    duty.put(c.StartResponse(level=2, decided_on=seen), "vice_magistrate")
    assert duty.state.level == 2


def test_what_was_decided_on_has_changed(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="missing", value=1, source="township"), "duty_officer")
    seen = DecidedOn(decision="start:2", version=decisions(duty)["start:2"])
    duty.put(c.Propose(action="start", level=2), "emergency_head")
    with pytest.raises(Refused) as refused:
        duty.put(c.StartResponse(level=2, decided_on=seen), "vice_magistrate")
    assert refused.value.code == "stale_decision"


def test_the_end_needs_both_conditions_with_evidence(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.FormOnSite(), "vice_magistrate")
    with pytest.raises(Refused) as refused:
        duty.put(c.EndResponse(), "vice_magistrate")
    assert refused.value.code == "conditions_open"
    with pytest.raises(Refused) as refused:
        duty.put(c.SetCondition(condition="rescued", status="met"), "general_acting")
    assert refused.value.code == "evidence_required"
    for condition in ("rescued", "threats"):
        duty.put(
            c.SetCondition(condition=condition, status="met", evidence="名册逐人核销"),
            "general_acting",
        )
    duty.put(c.RecordClaim(measure="missing", value=1, source="police"), "duty_officer")
    assert duty.state.conditions["rescued"].status == "not_met"
    duty.put(c.RecordClaim(measure="missing", value=0, source="police"), "duty_officer")
    duty.put(
        c.SetCondition(condition="rescued", status="met", evidence="失联者已找到"),
        "general_acting",
    )
    duty.put(c.EndResponse(), "vice_magistrate")
    duty.put(c.BeginAftermath(), "duty_officer")
    with pytest.raises(Refused) as refused:
        duty.put(c.CloseIncident(), "vice_magistrate")
    assert refused.value.code == "tasks_open"
    duty.put(c.ResumeResponse(level=2, reason="残坝再次溃决"), "vice_magistrate")
    assert duty.state.stage == "responding"
    assert duty.state.conditions["rescued"].status == "not_met"


def test_a_superior_headquarters_takes_command_and_gives_it_back(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.HandOverCommand(to="市现场指挥部", sheet="移交单1"), "vice_magistrate")
    for command in (c.RaiseLevel(level=1), c.EndResponse()):
        with pytest.raises(Refused) as refused:
            duty.put(command, "general_commander")
        assert refused.value.code == "not_authorised"
    raised = c.RaiseLevel(level=1, spoken=duty.said("superior_commander"))
    duty.put(raised, "duty_officer")
    assert duty.state.level == 1
    duty.put(c.TakeBackCommand(sheet="交还单1"), "vice_magistrate")
    assert duty.state.command.by == "county"


def test_the_commander_adds_two_groups_in_one_decision(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.ChangeGroups(add=("moving", "monitoring")), "vice_magistrate")
    duty.send()
    assert duty.state.groups.keys() >= {"moving", "monitoring"}
    assert {t.group for t in duty.state.tasks.values()} >= {"moving", "monitoring"}
    assert duty.phone("moving_lead")


def test_a_false_report_is_dismissed_and_can_be_reopened(duty: Night) -> None:
    duty.report()
    duty.put(c.DismissReport(reason="系道路塌方", evidence="到场核实照片"), "emergency_head")
    assert duty.state.stage == "dismissed"
    reopened = duty.put(c.ReopenReport(reason="第二次来电确认溃坝"), "duty_officer")
    assert reopened.state.stage == "reported"


def test_the_whole_night_verifies(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.forward(hours=2)
    with duty.program.database.read() as connection:
        anchors = duty.program.folder.anchors
        verdict = verify(connection, duty.incident, ())
    assert verdict.sound
    assert verdict.seq == duty.state.seq
    assert len(anchors.read_text(encoding="utf-8").splitlines()) >= 3


def test_a_time_in_the_future_is_doubtful_within_limits(duty: Night) -> None:
    duty.report()
    soon = duty.clock.now() + timedelta(minutes=3)
    receipt = duty.put(c.AddNote(note="手机时间偏快", happened_at=soon), "duty_officer")
    assert receipt.entries[0].doubtful_time
    late = duty.clock.now() + timedelta(minutes=6)
    with pytest.raises(Refused) as refused:
        duty.put(c.AddNote(note="明日", happened_at=late), "duty_officer")
    assert refused.value.code == "future_time"
