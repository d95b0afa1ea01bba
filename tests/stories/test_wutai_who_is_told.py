"""Who was told something by the plan's messages is told when it is over, and nobody is asked for
what runs already."""

from __future__ import annotations

from incident import commands as c
from tests.stories.program import Night
from tests.stories.work import playbook, told


def claim(duty: Night, measure: str, value: int | bool, source: str = "emergency") -> None:
    duty.put(c.RecordClaim(measure=measure, value=value, source=source), "emergency_head")
    duty.send()


def asked(duty: Night) -> list[str]:
    """What the office's director was asked to propose, the oldest first."""
    return [text for text in duty.written("emergency_head") if "【研判】" in text]


def test_the_office_is_asked_once_for_a_start_and_once_for_a_raise(duty: Night) -> None:
    duty.report()
    claim(duty, "office_requires", True)
    claim(duty, "missing", 1, "township")
    claim(duty, "missing", 2, "police")
    (first,) = asked(duty)
    assert "已符合县级二级响应条件" in first
    assert "请提请启动县级二级响应" in first
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    claim(duty, "dead", 1, "police")
    claim(duty, "dead", 2, "police")
    assert len(asked(duty)) == 1, "level II runs already"
    claim(duty, "headquarters_requires", True)
    claim(duty, "dead", 3, "police")
    _, second = asked(duty)
    assert "请提请提高到县级一级响应" in second


def audience(duty: Night, event: str) -> set[tuple[str, str]]:
    """Groups and posts that the plan tells of an event."""
    alerts = playbook(duty).alerts[event]
    groups = {("group", group) for alert in alerts for group in alert.groups}
    return groups | {("post", post) for alert in alerts for post in alert.posts}


def test_whoever_was_ordered_out_is_told_that_the_order_is_lifted(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.OrderWithdrawal(reason="坝体位移加快"), "vice_magistrate")
    duty.put(c.LiftWithdrawal(reason="位移趋稳"), "vice_magistrate")
    duty.send()
    assert audience(duty, "WithdrawalOrdered") == audience(duty, "WithdrawalLifted")
    for post in ("duty_officer", "expert_lead", "support_liaison", "aftermath_liaison"):
        assert told(duty, post, "其他人员未经批准不得进入危险区域"), post


def test_whoever_was_told_of_a_raise_is_told_when_the_level_is_lowered(duty: Night) -> None:
    duty.report()
    assert audience(duty, "LevelRaised") <= audience(duty, "LevelLowered")
    villages = [a for a in playbook(duty).alerts["LevelLowered"] if "village_contact" in a.posts]
    assert ["已转移群众未接通知不得返回" in alert.text.zh for alert in villages] == [True]


def test_who_was_sent_out_of_the_valley_hears_that_there_is_no_danger(duty: Night) -> None:
    duty.report(kind="dangerous_sign")
    done = c.DismissReport(reason="裂缝为表层干缩", evidence="专家组书面意见")
    duty.put(done, "emergency_head")
    duty.send()
    assert told(duty, "township_duty", "因此离开的群众可以返回，请逐户告知")
    alerts = playbook(duty).alerts["IncidentDismissed"]
    sent_out = set(playbook(duty).alert["reported-downstream"].posts)
    (alert,) = [a for a in alerts if sent_out & set(a.posts)]
    assert set(alert.posts) == sent_out
    assert alert.confirm == "all", "a household that is not told stays out in the cold"
