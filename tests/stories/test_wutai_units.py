"""Annex 2 and §6: what each member unit is there for is work of a group, called and verified."""

from __future__ import annotations

import pytest

from incident import commands as c
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import HANDS, carry_out, finish, playbook, told

UNITS = {
    "publicity": ("publicity_head", "媒体", ("press-work", "opinion-guide")),
    "development": ("development_head", "应急储备物资", ("supplies-reserve",)),
    "industry": ("industry_head", "县级医药储备", ("supplies-produce", "support-communication")),
    "police": ("police_head", "警戒", ("scene-order", "people-check", "traffic-control")),
    "finance": ("finance_head", "救援", ("rescue-funds",)),
    "resources": ("resources_head", "地质灾害", ("geology-support",)),
    "ecology": ("ecology_head", "土壤", ("environment-watch",)),
    "transport": ("transport_head", "绿色通道", ("support-transport",)),
    "health": ("health_head", "伤", ("injured-treat", "support-health")),
    "emergency": ("emergency_head", "办公室", ("call-members", "send-professional")),
    "market": ("market_head", "特种设备", ("equipment-rescue",)),
    "energy": ("energy_head", "电", ("support-power",)),
    "weather": ("weather_head", "天气", ("support-weather",)),
    "armed_police": ("armed_police_head", "秩序", ("armed-police-join",)),
    "fire": ("fire_head", "救援", ("send-fire",)),
}
"""Each unit's head, a word of its published duty, and the tasks in which a response has it."""

OWN_CLAUSE = {
    "supplies-reserve": "A2.development",
    "supplies-produce": "A2.industry",
    "rescue-funds": "A2.finance",
    "geology-support": "A2.resources",
    "equipment-rescue": "A2.market",
    "armed-police-join": "A2.armed_police",
}
"""Tasks that stand in annex 2 alone."""


@pytest.fixture
def running(duty: Night) -> Night:
    duty.report(place="青石沟")
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    return duty


def test_every_unit_is_called_by_its_head_and_its_duty_is_carried_out(running: Night) -> None:
    running.send()
    units = {unit.id: unit for unit in playbook(running).plan.organisation.units}
    for unit, (head, word, tasks) in UNITS.items():
        assert told(running, head, "立即赶赴"), unit
        duty_of = units[unit].duty
        assert duty_of is not None
        assert word in duty_of.zh
        for task in tasks:
            cited = carry_out(running, task, *HANDS[running.state.tasks[task].group])
            assert cited == {OWN_CLAUSE.get(task, playbook(running).task(task).clause)}, task


VERIFIED_BY = {
    "supplies-reserve": "development_head",
    "supplies-produce": "industry_head",
    "rescue-funds": "finance_head",
    "geology-support": "resources_head",
    "environment-watch": "ecology_head",
    "equipment-rescue": "market_head",
}
"""Work of units that the document puts in no group: a group does it, the unit's head verifies."""


def test_units_in_no_group_verify_what_is_theirs(running: Night) -> None:
    for task, head in VERIFIED_BY.items():
        hand = HANDS[running.state.tasks[task].group][1]
        finish(running, task, hand)
        with pytest.raises(Refused) as refused:
            running.put(c.VerifyTask(task=task), "civil_head")
        assert refused.value.code == "not_authorised"
        running.put(c.VerifyTask(task=task), head)
        assert running.state.tasks[task].by == running.holder(head)


def test_the_dead_are_cremated_under_the_civil_bureaus_guidance(running: Night) -> None:
    running.send()
    assert told(running, "civil_head", "请成员单位负责人立即赶赴青石沟")
    end(running)
    assert "遗体火化" in playbook(running).task("funerals").text.zh
    assert carry_out(running, "funerals", *HANDS["aftermath"]) == {"A2.civil"}
    assert playbook(running).task("funerals").verifier == "civil_head"


def test_the_headquarters_directs_an_ordinary_accident_to_its_inquiry(running: Night) -> None:
    killed = c.RecordClaim(measure="dead", value=1, source="police")
    running.put(killed, "duty_officer")
    assert running.state.assessment is not None
    assert running.state.assessment.grade == "ordinary"
    order = c.OrderTask(group="rescue", text="先搜下石村", verifier="general_acting")
    ordered = running.put(order, "vice_magistrate")
    assert ordered.state.tasks["ordered-1"].status == "assigned"
    end(running)
    assert carry_out(running, "investigation-form", *HANDS["office"]) == {"7.2"}
    assert playbook(running).task("investigation-form").verifier == "vice_magistrate"


def test_the_office_reports_coordinates_forces_and_keeps_the_record(duty: Night) -> None:
    duty.report()
    assert carry_out(duty, "report-upward", *HANDS["office"]) == {"5.1"}
    call = c.TellReport(
        line="department", kind="telephone_first", number="sim:0900", receiver="市局值班员"
    )
    duty.put(call, "emergency_head")
    duty.put(c.StartResponse(level=2, spoken=duty.said("vice_magistrate")), "emergency_head")
    for task in ("send-fire", "send-professional", "send-other"):
        assert carry_out(duty, task, *HANDS["office"]) == {"5.3.1(1)"}, task


# -- §6 -----------------------------------------------------------------------------------------


def test_every_sort_of_rescue_force_is_sent_for(running: Night) -> None:
    running.send()
    for task, words in (
        ("send-fire", "综合性消防救援队伍"),
        ("send-professional", "专业救护队伍"),
        ("send-other", "企业和社会救援力量"),
    ):
        assert words in playbook(running).task(task).text.zh
        carry_out(running, task, *HANDS["office"])
        assert running.state.tasks[task].status == "verified"
    for force in ("fire_head", "mine_rescue_head", "armed_police_head"):
        assert told(running, force, "请救援队伍、专家立即赶赴青石沟"), force


def test_the_costs_of_the_rescue_are_paid_in_time_and_settled_afterwards(running: Night) -> None:
    assert "及时支付" in playbook(running).task("rescue-funds").text.zh
    assert carry_out(running, "rescue-funds", *HANDS["support"]) == {"A2.finance"}
    end(running)
    assert carry_out(running, "rescue-costs-pay", *HANDS["aftermath"]) == {"7.1"}
    assert playbook(running).task("rescue-costs-pay").verifier == "finance_head"


def test_departments_give_support_as_the_site_headquarters_orders(running: Night) -> None:
    running.put(c.FormOnSite(), "vice_magistrate")
    order = c.OrderTask(
        group="support", text="调两台发电车到青石沟", proof="photo", verifier="energy_head"
    )
    running.put(order, "vice_magistrate")
    running.send()
    assert told(running, "township_head", "令应急保障组执行：调两台发电车到青石沟")
    running.put(c.ReceiveTask(task="ordered-1"), "township_head")
    running.put(
        c.FinishTask(task="ordered-1", proof="photo", evidence="现场照片"), "support_liaison"
    )
    running.put(c.VerifyTask(task="ordered-1"), "energy_head")
    assert running.state.tasks["ordered-1"].status == "verified"


def end(duty: Night) -> None:
    """Both conditions met on evidence, and the end declared."""
    for condition in ("rescued", "threats"):
        met = c.SetCondition(condition=condition, status="met", evidence="签认的名单和记录")
        duty.put(met, "general_acting")
    duty.put(c.EndResponse(), "vice_magistrate")
