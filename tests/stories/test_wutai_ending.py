"""§5.3.4, §7 and §8.1: the end on both conditions, the aftermath, closure only when it is done."""

from __future__ import annotations

import pytest

from incident import commands as c
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import HANDS, carry_out, playbook, told

RESCUED = "名册逐人核销，社会稳定组签认"
THREATS = "坝体、水位、水质连续12小时稳定，专家组书面意见"

SETTLING = {
    "people-settle": ("aftermath", "安置受害及受影响人员"),
    "people-visit": ("aftermath", "慰问"),
    "treatment-continue": ("medical", "后续医疗救治"),
    "compensation": ("aftermath", "赔偿和补偿"),
    "requisition-compensate": ("aftermath", "征用物资"),
    "rescue-costs-pay": ("aftermath", "救援费用"),
    "reconstruct": ("aftermath", "恢复重建"),
    "pollution-clean": ("aftermath", "收集、清理与处理污染物"),
    "order-restore": ("aftermath", "恢复正常秩序"),
}
"""§7.1, matter by matter."""

INQUIRY = {
    "investigation-form": "成立调查组",
    "investigation-report": "查清经过、原因、类别、性质、伤亡、损失、教训和责任，提出防范措施",
    "lessons-summarise": "经验教训，提出改进措施",
}
"""§7.2: the inquiry by grade, and what the office learns."""


@pytest.fixture
def running(duty: Night) -> Night:
    """Level II runs with its on-site headquarters."""
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.FormOnSite(), "vice_magistrate")
    return duty


@pytest.fixture
def ended(running: Night) -> Night:
    """Both conditions are met with evidence, and the commander has declared the end."""
    meet(running, "rescued", RESCUED)
    meet(running, "threats", THREATS)
    running.put(c.EndResponse(), "vice_magistrate")
    return running


def meet(duty: Night, condition: str, evidence: str) -> None:
    met = c.SetCondition(condition=condition, status="met", evidence=evidence)
    duty.put(met, "general_acting")


def refuses(duty: Night, command: c.Command, post: str) -> Refused:
    with pytest.raises(Refused) as refused:
        duty.put(command, post)
    return refused.value


# -- §5.3.4 -------------------------------------------------------------------------------------


def test_the_end_waits_for_everybody_and_for_every_threat(running: Night) -> None:
    words = {x.id: x.text.zh for x in playbook(running).plan.ending.conditions}
    assert "遇险遇难人员全部救出" in words["rescued"]
    assert "次生、衍生事故的威胁和危害得到控制或者消除" in words["threats"]
    refusal = refuses(running, c.EndResponse(), "vice_magistrate")
    assert (refusal.code, refusal.value) == ("conditions_open", "rescued, threats")
    bare = c.SetCondition(condition="rescued", status="met")
    assert refuses(running, bare, "general_acting").code == "evidence_required"
    meet(running, "rescued", RESCUED)
    assert refuses(running, c.EndResponse(), "vice_magistrate").value == "threats"
    meet(running, "threats", THREATS)
    running.put(c.RecordClaim(measure="trapped", value=1, source="fire"), "duty_officer")
    running.send()
    assert told(running, "vice_magistrate", "结束条件“遇险遇难人员全部救出”不符")
    assert refuses(running, c.EndResponse(), "vice_magistrate").value == "rescued"


@pytest.mark.parametrize("level", [2, 1])
def test_the_on_site_commander_declares_the_end_of_either_level(running: Night, level: int) -> None:
    if level == 1:
        running.put(c.RaiseLevel(level=1), "general_commander")
    meet(running, "rescued", RESCUED)
    meet(running, "threats", THREATS)
    for post in ("emergency_head", "general_commander", "county_magistrate", "duty_officer"):
        assert refuses(running, c.EndResponse(), post).code == "not_authorised"
    receipt = running.put(c.EndResponse(), "vice_magistrate")
    event = receipt.entries[0].event
    assert (event.wire(), getattr(event, "clause", "")) == ("ResponseEnded", "5.3.4")
    running.send()
    for post in ("health_head", "general_commander", "rescue_acting"):
        assert told(running, post, "响应已宣布结束，转入善后与调查评估"), post


# -- §7 -----------------------------------------------------------------------------------------


def test_the_aftermath_settles_matter_by_matter(ended: Night) -> None:
    ended.put(c.BeginAftermath(), "duty_officer")
    ended.send()
    assert told(ended, "township_head", "善后工作组有新任务")
    for task, (group, words) in SETTLING.items():
        assert ended.state.tasks[task].group == group
        assert words in playbook(ended).task(task).text.zh
        assert carry_out(ended, task, *HANDS[group]) == {"7.1"}, task


def test_the_inquiry_begins_by_grade_and_the_office_draws_the_lessons(ended: Night) -> None:
    assert "按事故等级" in playbook(ended).task("investigation-form").text.zh
    for task, words in INQUIRY.items():
        assert words in playbook(ended).task(task).text.zh
        assert carry_out(ended, task, *HANDS["office"]) == {"7.2"}, task
    assert playbook(ended).task("investigation-report").after == ("investigation-form",)


def test_a_case_closes_only_when_its_aftermath_is_done(ended: Night) -> None:
    assert refuses(ended, c.CloseIncident(), "vice_magistrate").code == "impossible"
    ended.put(c.BeginAftermath(), "duty_officer")
    for task in playbook(ended).plan.ending.aftermath:
        refusal = refuses(ended, c.CloseIncident(), "vice_magistrate")
        assert refusal.code == "tasks_open"
        assert task.id in str(refusal.value)
        carry_out(ended, task.id, *HANDS[task.group])
    assert refuses(ended, c.CloseIncident(), "duty_officer").code == "not_authorised"
    ended.put(c.CloseIncident(), "vice_magistrate")
    assert ended.state.stage == "closed"


def test_the_plan_is_assessed_after_the_lessons(ended: Night) -> None:
    review = playbook(ended).task("plan-review")
    assert review.after == ("lessons-summarise",)
    assert "评估预案" in review.text.zh
    assert carry_out(ended, "lessons-summarise", *HANDS["office"]) == {"7.2"}
    assert carry_out(ended, "plan-review", *HANDS["office"]) == {"8.1"}
