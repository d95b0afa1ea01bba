"""§2.3.1–2.3.8: each group's leader is called, gets the group's own work, and carries it out."""

from __future__ import annotations

import pytest

from incident import commands as c
from tests.stories.program import Night
from tests.stories.work import HANDS, carry_out, playbook, told

GROUPS = {
    "general": ("综合组", "2.3.1", {"situation-collect": "收集、汇总、报送"}),
    "rescue": (
        "抢险救援组",
        "2.3.2",
        {"situation-reconnoitre": "侦查", "source-control": "控制危险源"},
    ),
    "technical": (
        "技术组",
        "2.3.3",
        {
            "experts-gather": "专家组",
            "situation-assess": "研判",
            "rescue-plan-safety": "安全保障措施",
        },
    ),
    "medical": (
        "医学救援组",
        "2.3.4",
        {"hospitals-ready": "县级医疗资源", "injured-treat": "受伤人员", "support-health": "防疫"},
    ),
    "order": (
        "社会稳定组",
        "2.3.5",
        {
            "traffic-control": "管制、疏导",
            "dead-identify": "遇难人员身份",
            "scene-order": "警戒",
            "people-check": "核查",
        },
    ),
    "publicity": (
        "宣传报道组",
        "2.3.6",
        {"information-release": "发布", "press-work": "报道", "opinion-guide": "不实信息"},
    ),
    "support": (
        "应急保障组",
        "2.3.7",
        {
            "support-transport": "运力",
            "support-communication": "通信",
            "support-power": "供电",
            "support-living": "食宿",
            "support-weather": "天气",
        },
    ),
    "aftermath": ("善后工作组", "2.3.8", {"relatives-comfort": "亲属"}),
}
"""The published name of each group, its section, and the duties that a response begins with."""

CITED = {
    "general": {"2.3.1"},
    "rescue": {"2.3.2", "5.3.1(3)"},
    "technical": {"2.3.3", "5.3.1(2)"},
    "medical": {"2.3.4", "5.3.1(3)", "5.3.1(7)"},
    "order": {"2.3.5", "5.3.1(6)"},
    "publicity": {"5.3.1(8)"},
    "support": {"5.3.1(7)"},
    "aftermath": {"5.3.1(6)"},
}


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_called_gets_its_work_and_carries_it_out(duty: Night, group: str) -> None:
    name, section, work = GROUPS[group]
    leader, hand = HANDS[group]
    assert playbook_says(duty, group) == (name, section, leader)
    duty.report(place="青石沟")
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    assert told(duty, leader, "地点青石沟。请工作组负责人、联络员签收本组任务，立即集结")
    assert told(duty, leader, f"{name}有新任务")
    assert told(duty, leader, f"{name}组长")
    assert told(duty, hand, f"{name}联络员")
    clauses = set[str | None]()
    for task, words in work.items():
        assert words in playbook(duty).task(task).text.zh
        assert duty.state.tasks[task].group == group
        clauses |= carry_out(duty, task, leader, hand)
    assert clauses == CITED[group]


def test_losses_are_made_good_after_the_response_by_the_aftermath_group(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    for condition in ("rescued", "threats"):
        met = c.SetCondition(condition=condition, status="met", evidence="逐人核销名单")
        duty.put(met, "general_acting")
    duty.put(c.EndResponse(), "vice_magistrate")
    duty.send()
    assert told(duty, "township_head", "善后工作组有新任务")
    for task in ("compensation", "reconstruct"):
        assert carry_out(duty, task, *HANDS["aftermath"]) == {"7.1"}


def test_the_general_group_follows_up_what_others_report_as_blocked(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.BlockTask(task="support-power", reason="塔基被冲毁"), "support_liaison")
    duty.send()
    assert told(duty, "general_acting", "应急保障组报告保障现场和安置点供电有困难，请立即协调")


def playbook_says(duty: Night, group: str) -> tuple[str, str | None, str]:
    """Name, section and leader of a group in the plan in force."""
    found = duty.program.shelf.current("wutai").group(group)
    return found.name.zh, found.clause, found.leader
