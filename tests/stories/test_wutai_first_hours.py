"""§4.2, §5.1 and §5.2: a dangerous sign, reports upward by their clocks, the first response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from incident import commands as c
from incident import events as e
from incident.decisions import open_decisions
from incident.duties import DutyClock, duties
from incident.warnings import standing
from runtime.refusal import Refused
from tests.stories.program import START, Night
from tests.stories.work import carry_out, playbook, told

OFFICE = ("emergency_head", "duty_officer")
VILLAGES = ("wutai-village-demo-1", "wutai-village-demo-2")
OPERATOR = ("operator_head", "operator_head")


def clock(duty: Night, line: str, kind: str, number: int = 1) -> DutyClock:
    """A reporting clock as it stands now."""
    running = {d.id: d for d in duties(duty.state, playbook(duty))}
    return running[f"report:{line}:{kind}:{number}"]


def tell(duty: Night, line: str, kind: str = "telephone_first") -> None:
    call = c.TellReport(line=line, kind=kind, number="sim:0900", receiver="值班员")
    duty.put(call, "duty_officer")


# -- §4.2: what of a warning runs as a case of its own ------------------------------------------


def test_a_dangerous_sign_puts_forces_on_standby_and_takes_workers_out(duty: Night) -> None:
    duty.report(kind="dangerous_sign", what="坝体裂缝，连续强降雨", place="青石沟")
    duty.send()
    for force in ("fire_head", "mine_rescue_head", "health_head"):
        assert told(duty, force, "请立即做好出动准备，听候调度"), force
    assert told(duty, "operator_head", "防止事故扩大")
    assert told(duty, "township_duty", "待核实。请立即通知下游群众离开沟道和低洼处，就近向两侧")
    assert "撤出危险区域" in playbook(duty).task("operator-people-out").text.zh
    carry_out(duty, "operator-people-out", *OPERATOR)
    carry_out(duty, "county-to-scene", *OFFICE)
    assert duty.state.level is None, "a sign alone starts no response"


def test_a_dangerous_sign_reaches_level_two_only_by_the_offices_judgement(duty: Night) -> None:
    duty.report(kind="dangerous_sign", what="浸润线骤升")
    assert duty.state.assessment is None or duty.state.assessment.level is None
    judged = c.RecordClaim(measure="office_requires", value=True, source="emergency")
    duty.put(judged, "emergency_head")
    reading = duty.state.assessment
    assert reading is not None
    assert (reading.grade, reading.level) == (None, 2)
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    stop = c.OrderTask(
        group="operator", text="立即停产，停用排洪斜槽", proof="photo", verifier="duty_leader"
    )
    duty.put(stop, "vice_magistrate")
    duty.send()
    assert told(duty, "operator_head", "立即停产，停用排洪斜槽")


def test_a_sign_that_has_passed_is_dismissed_on_evidence_and_everybody_stands_down(
    duty: Night,
) -> None:
    duty.report(kind="dangerous_sign")
    done = c.DismissReport(reason="裂缝为表层干缩", evidence="专家组书面意见")
    with pytest.raises(Refused) as refused:
        duty.put(done, "duty_officer")
    assert refused.value.code == "not_authorised"
    duty.put(done, "emergency_head")
    duty.send()
    for post in ("fire_head", "operator_head"):
        assert told(duty, post, "解除待命，继续监测"), post
    assert told(duty, "township_head", "因此离开的群众可以返回")
    unreached = {who for _, who in duty.state.unreached}
    assert "village_contact" in unreached, "no place is named: a human has to telephone"


def test_a_warning_to_the_villages_below_takes_two_people_and_one_of_them_signs_for_the_county(
    duty: Night,
) -> None:
    duty.report(kind="dangerous_sign", what="坝体裂缝，连续强降雨")
    draft = c.DraftWarning(
        villages=VILLAGES,
        colour="orange",
        text="青石沟尾矿库坝体出现裂缝，可能溃坝。",
        what_to_do="上下游沟道内的人员马上向两侧高处走。",
        valid_until=START + timedelta(hours=12),
        ready_correction="刚才的预警是误发，坝没有险情。",
    )
    duty.put(draft, "duty_officer")
    sign = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=2)
    with pytest.raises(Refused) as refused:
        duty.put(sign, "emergency_head")
    assert refused.value.code == "not_authorised", "the county government signs it (law-2024-64)"
    waiting = [d for d in open_decisions(duty.state, playbook(duty)) if d.level is None]
    assert [(d.id, d.clause) for d in waiting] == [("warning:warning-1", "law-2024-64")]
    approved = duty.put(sign, "vice_magistrate").entries[-1].event
    assert isinstance(approved, e.WarningApproved)
    assert approved.clause == "law-2024-64"
    for platform in ("weather_platform", "emergency_broadcast"):
        handed = c.RecordWarningReceipt(
            warning="warning-1", platform=platform, outcome="handed_over"
        )
        duty.put(handed, "duty_officer")
    assert [w.id for w in standing(duty.state)] == ["warning-1"]
    assert duty.state.level is None, "a warning starts no response"


@pytest.mark.parametrize("way", ["loudspeaker", "gong", "door_to_door"])
def test_what_people_gave_by_mouth_or_hand_is_recorded_with_who_did_it(
    duty: Night, way: Any
) -> None:
    test_a_warning_to_the_villages_below_takes_two_people_and_one_of_them_signs_for_the_county(duty)
    given = c.RecordWarningReceipt(
        warning="warning-1", platform=way, outcome="played", village=VILLAGES[0]
    )
    with pytest.raises(Refused) as refused:
        duty.put(given, "duty_officer")
    assert (refused.value.code, refused.value.field) == ("missing", "done_by")
    assert duty.put(given.model_copy(update={"done_by": "护林员"}), "duty_officer").entries
    failed = given.model_copy(update={"outcome": "failed"})
    assert duty.put(failed, "duty_officer").entries, "that nobody could needs no name"


def test_a_warning_is_lifted_for_the_same_villages_when_the_danger_is_over(duty: Night) -> None:
    test_a_warning_to_the_villages_below_takes_two_people_and_one_of_them_signs_for_the_county(duty)
    lifted = c.CorrectWarning(
        warning="warning-1", correction="all_clear", text="裂缝已处置，预警解除。"
    )
    duty.put(lifted, "duty_officer")
    assert [w.id for w in standing(duty.state)] == ["warning-1"], "a second person is still to sign"
    sign = c.ApproveWarning(warning="warning-2", version=1, mode="real", village_count=2)
    duty.put(sign, "vice_magistrate")
    after = duty.state.warnings["warning-2"]
    assert (after.follows, after.villages) == ("warning-1", VILLAGES)
    assert "warning-1" not in [w.id for w in standing(duty.state)]


# -- §5.1: who reports to whom, by when ---------------------------------------------------------


def test_the_operators_head_reports_to_the_county_and_the_desk_confirms_it(duty: Night) -> None:
    duty.report()
    with pytest.raises(Refused) as refused:
        duty.put(c.ReceiveTask(task="operator-report"), "health_head")
    assert refused.value.code == "not_authorised"
    assert carry_out(duty, "operator-report", *OPERATOR) == {"5.1"}


def test_people_at_the_scene_can_report_directly(duty: Night) -> None:
    duty.report(what="尾砂下来了，有人被埋", source="现场作业人员")
    source = duty.state.opened.source
    assert source is not None
    with duty.program.database.read() as connection:
        assert duty.program.vault.unseal(connection, [source])[source] == "现场作业人员"
    assert clock(duty, "department", "telephone_first").started_at == START


def test_the_bureau_reports_at_once_within_the_statutes_two_hours(duty: Night) -> None:
    duty.report(learned_at=START - timedelta(minutes=5))
    learned = START - timedelta(minutes=5)
    for line in ("government", "department"):
        for kind in ("telephone_first", "written_first"):
            running = clock(duty, line, kind)
            assert running.statutory_at == learned + timedelta(hours=2), (line, kind)
            assert running.due_at is not None
            assert running.due_at < running.statutory_at, "at once means before the limit"
    tell(duty, "department")
    duty.forward(minutes=20)
    assert clock(duty, "department", "telephone_first").done_at == START
    late = duty.state.overdue
    assert "report:government:telephone_first:1" in late
    assert "report:department:telephone_first:1" not in late
    for post in ("duty_officer", "emergency_head"):
        assert told(duty, post, "已超时"), post
        assert told(duty, post, "电话首报"), post
    tell(duty, "government")
    assert "report:government:telephone_first:1" in duty.state.overdue, "late stays late"
    assert carry_out(duty, "report-upward", *OFFICE) == {"5.1"}


@pytest.mark.parametrize(("dead", "hours"), [(2, 24), (3, 24), (10, 12), (30, 12)])
def test_the_bureau_goes_on_reporting_daily_and_twice_a_day_from_a_serious_accident(
    duty: Night, dead: int, hours: int
) -> None:
    duty.report()
    tell(duty, "department")
    duty.put(c.RecordClaim(measure="dead", value=dead, source="police"), "duty_officer")
    first = clock(duty, "department", "continued")
    assert first.statutory_at == START + timedelta(hours=hours)
    duty.forward(hours=2)
    tell(duty, "department", "continued")
    second = clock(duty, "department", "continued", 2)
    assert second.started_at == START + timedelta(hours=2)
    assert second.statutory_at == START + timedelta(hours=2 + hours)
    assert carry_out(duty, "report-follow", *OFFICE) == {"5.1"}


def test_the_member_units_are_told_as_the_case_requires(duty: Night) -> None:
    duty.report()
    duty.send()
    assert duty.phone("finance_head") == [], "nobody is called before it is needed"
    assert carry_out(duty, "members-told", *OFFICE) == {"5.1"}
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    assert told(duty, "finance_head", "请成员单位负责人立即赶赴青石沟，集结点由值班台通知")


# -- §5.2: before the county's response ---------------------------------------------------------


def test_the_operator_starts_rescues_and_keeps_it_from_growing(duty: Night) -> None:
    duty.report()
    duty.send()
    assert told(duty, "operator_head", "企业请立即启动本单位响应，清点人员，防止事故扩大")
    assert duty.state.stage == "reported", "it waits for no level"
    for task, words in (
        ("operator-start", "立即启动本单位应急响应"),
        ("operator-rescue", "在确保安全的前提下组织救援"),
        ("operator-stop-growth", "防止事故扩大"),
    ):
        assert words in playbook(duty).task(task).text.zh
        assert carry_out(duty, task, *OPERATOR) == {"5.2"}, task


def test_the_county_assesses_the_level_and_goes_to_the_scene_at_once(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="dead", value=1, source="police"), "duty_officer")
    duty.send()
    assert told(duty, "emergency_head", "已符合县级二级响应条件")
    assert told(duty, "fire_head", "请立即做好出动准备")
    for task in ("level-assess", "county-to-scene"):
        assert carry_out(duty, task, *OFFICE) == {"5.2"}, task


def test_a_first_response_that_nobody_took_up_comes_out_by_its_clock(duty: Night) -> None:
    duty.report()
    duty.forward(minutes=21)
    assert duty.state.overdue.keys() >= {"task:level-assess", "task:county-to-scene"}
    assert told(duty, "emergency_head", "县应急管理局人员赶赴现场组织救援")
