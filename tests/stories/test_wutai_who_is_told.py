"""Who was told something by the plan's messages is told when it is over, and nobody is asked for
what runs already."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from app.text_lengths import text_lengths
from incident import commands as c
from incident.actors import ENGINE
from runtime.wallclock import local
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


def test_who_is_ordered_out_is_not_asked_whether_they_have_arrived(duty: Night) -> None:
    """They say that they have heard it, or that they cannot get out; heads are counted beside."""
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.OrderWithdrawal(reason="坝体位移加快"), "vice_magistrate")
    duty.send()
    for post in ("rescue_acting", "mine_rescue_head", "support_liaison", "township_head"):
        (order,) = [text for text in duty.phone(post) if "【撤离命令】" in text]
        assert re.search(r"“收到 ?\d\d”.*“有困难 ?\d\d”$", order), order
        assert "到场" not in order
        assert "出发" not in order


def formed(duty: Night, post: str) -> str:
    """What the holder of a post is told of the on-site headquarters."""
    return [text for text in duty.written(post) if "【现场指挥部】" in text][-1]


def test_groups_are_told_where_the_on_site_headquarters_is(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.FormOnSite(place="白石村小学操场"), "vice_magistrate")
    duty.forward(minutes=3)
    for post, called in (("rescue_acting", True), ("county_magistrate", False)):
        said = formed(duty, post)
        assert "接管指挥权，地点：白石村小学操场。" in said
        assert ("请各组到指挥部报到" in said) is called


def test_a_headquarters_whose_place_nobody_said_is_asked_for(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.FormOnSite(), "vice_magistrate")
    duty.forward(minutes=3)
    assert "地点：请问值班室。请各组到指挥部报到" in formed(duty, "rescue_acting")


def test_whoever_was_told_of_a_raise_is_told_when_the_level_is_lowered(duty: Night) -> None:
    duty.report()
    assert audience(duty, "LevelRaised") <= audience(duty, "LevelLowered")
    villages = [a for a in playbook(duty).alerts["LevelLowered"] if "village_contact" in a.posts]
    assert ["已转移群众未接通知不得返回" in alert.text.zh for alert in villages] == [True]


def test_whoever_was_told_of_a_start_is_told_of_every_change_and_of_the_end(duty: Night) -> None:
    duty.report()
    told_of_it = audience(duty, "ResponseStarted")
    for event in ("LevelRaised", "LevelLowered", "ResponseEnded", "ResponseResumed"):
        missing = told_of_it - audience(duty, event)
        assert not missing, (event, sorted(missing))
        told_of_it |= audience(duty, event)


def test_a_repair_crew_that_stands_by_hears_that_the_level_is_lowered(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=1), "general_commander")
    duty.send()
    duty.put(c.LowerLevel(level=2, reason="险情缓和"), "general_commander")
    duty.send()
    for post in ("power_head", "telecom_head", "water_head", "mine_rescue_head", "expert_lead"):
        assert told(duty, post, "未经通知不得撤回人员、队伍"), post


def test_who_is_sent_out_is_told_where_to_gather(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    for post in ("mine_rescue_head", "rescue_liaison", "water_head"):
        newest = said(duty, post, "已启动响应")
        assert "集结点由值班台通知，勿自行前往坝下" in newest, post
        assert "任务：" not in newest


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


def said(duty: Night, post: str, mark: str) -> str:
    """The newest message with the mark to a post's holder."""
    return [text for text in duty.written(post) if mark in text][-1]


def test_the_commander_reads_who_asks_for_what_until_when_and_how_to_say_no(duty: Night) -> None:
    duty.report()
    duty.put(c.Propose(action="start", level=2), "emergency_head")
    duty.send()
    asked_for = said(duty, "vice_magistrate", "【请审定】")
    assert "县应急管理局主要负责人提请启动县级二级响应，依据§5.3.1，待您决定" in asked_for
    assert "不同意请致电值班台，回“有困难”不视为不同意" in asked_for
    assert "分钟内" not in asked_for


def test_a_groups_tasks_are_named_each_with_its_own_limit_the_nearest_first(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    message = said(duty, "technical_liaison", "【任务】")
    book, limits = playbook(duty), dict[str, str]()
    for task in duty.state.tasks.values():
        if task.group == "technical" and task.due_at is not None:
            at = local(task.due_at, ZoneInfo(book.plan.document.zone))
            limits[book.task(task.id).text.zh] = f"{at:%H:%M}"
    named = re.findall(r"[：；]([^：；]+?)（(\d\d:\d\d)前）", message)
    assert named, message
    assert all(limits[task] == time for task, time in named)
    assert named[0][1] == min(limits.values())


def test_who_could_not_be_reached_is_named_by_post_and_since_when(duty: Night) -> None:
    duty.report()
    duty.forward(minutes=5)
    lost = c.MarkUnreachable(
        alert="entry-1", person=duty.holder("fire_head"), post="fire_head", tried=2
    )
    duty.program.desk.put(duty.incident, lost, ENGINE)
    duty.send()
    title = playbook(duty).post("fire_head").title.zh
    message = said(duty, "duty_leader", f"{title}自05-17 02:28起未联系上")
    assert duty.holder("fire_head") not in message


def test_of_whom_nothing_could_be_sent_it_is_not_said_that_they_did_not_answer(duty: Night) -> None:
    """There is nobody to wait for: a number has to be found, or somebody else called."""
    duty.report()
    for person, post in ((duty.holder("fire_head"), "fire_head"), (None, "mine_rescue_head")):
        lost = c.MarkUnreachable(alert="entry-1", person=person, post=post, tried=0)
        duty.program.desk.put(duty.incident, lost, ENGINE)
    duty.send()
    for post in ("fire_head", "mine_rescue_head"):
        title = playbook(duty).post(post).title.zh
        message = said(duty, "duty_leader", title)
        assert f"{title}无人任职或无可用号码，通知未能发出" in message
        assert "请查找号码打电话" in message
        assert "未联系上" not in message


def test_nobody_is_sent_below_the_dam_before_there_is_a_place_to_gather(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    for post in ("industry_head", "water_head"):
        assert told(duty, post, "集结点由值班台通知，勿自行前往坝下"), post


def test_each_outside_party_is_asked_for_its_own_part(duty: Night) -> None:
    duty.report()
    alerts = playbook(duty).alert
    assert alerts["started-power"].posts == ("power_head",)
    assert "供电" in alerts["started-power"].text.zh
    assert alerts["started-telecom"].posts == ("telecom_head",)
    assert "通信" in alerts["started-telecom"].text.zh
    assert "督促企业" in alerts["started-responsible"].text.zh
    assert alerts["reported-operator"].posts == ("operator_head",)
    assert "督促企业" in alerts["reported-responsible"].text.zh


def test_records_say_which_version_and_whose_instruction(duty: Night) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    claim(duty, "missing", 2, "police")
    duty.put(c.ApproveFigures(figures={"missing": 2}), "vice_magistrate")
    told_by = c.RecordInstruction(from_whom="某某市总值班室", words="全力搜救", means="telephone")
    duty.put(told_by, "duty_officer")
    duty.send()
    assert "上报口径第1版已审定" in said(duty, "duty_officer", "【上报口径】")
    message = said(duty, "duty_leader", "【批示指示】")
    assert "收到某某市总值班室批示指示" in message
    assert "全力搜救" not in message


def test_nobody_is_asked_whether_they_have_left_where_nobody_is_sent_anywhere(duty: Night) -> None:
    duty.report()
    book, lines = playbook(duty), dict[tuple[str, bool], str]()
    for one in text_lengths(book):
        if one.channel == "modem" and book.alert[one.alert].confirm != "none":
            goes = "出发" in one.text or "my way" in one.text or "leaving" in one.text
            assert goes == book.alert[one.alert].sets_out, (one.alert, one.text)
            lines[one.alert, goes] = one.text
    for over in ("lowered", "ended-groups", "ended-place", "figures-approved", "dismissed-place"):
        assert (over, False) in lines
    for sent in ("started-forces", "reported-bureau", "resumed"):
        assert (sent, True) in lines
    assert not [text for text in lines.values() if "omw" in text]
