"""§5.3.1 (1)–(10) and §5.3.2: each item becomes tasks that the right group carries out.

Items and words are written out from the published document. A group receives, starts and
finishes a task, and another verifies it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import HANDS, PROOFS, carry_out, due, finish, playbook, told

ITEMS: dict[int, dict[str, tuple[str, str]]] = {
    1: {
        "call-deputies": ("office", "副指挥长立即赶赴现场"),
        "call-members": ("office", "有关成员单位负责人立即赶赴现场"),
        "send-fire": ("office", "消防救援队伍赶赴现场"),
        "send-professional": ("office", "专业救护队伍赶赴现场"),
        "send-other": ("office", "社会救援力量"),
    },
    2: {
        "onsite-form": ("general", "县现场指挥部及工作组"),
        "onsite-groups-present": ("general", "各工作组"),
        "command-take-over": ("general", "指挥权"),
        "first-response-learn": ("general", "先期处置情况"),
        "situation-assess": ("technical", "灾害现状及发展态势"),
        "situation-meeting": ("general", "灾情会商"),
        "rescue-plan": ("technical", "事故救援方案"),
        "orders-to-groups": ("general", "各组"),
    },
    3: {
        "people-rescue": ("rescue", "遇险人员"),
        "injured-treat": ("medical", "受伤人员"),
        "source-control": ("rescue", "控制危险源"),
        "hazards-remove": ("rescue", "排除其他事故隐患"),
        "danger-zone-set": ("technical", "划定危险区域"),
        "danger-zone-mark": ("order", "标明危险区域"),
    },
    4: {
        "dam-watch": ("technical", "监测"),
        "environment-watch": ("technical", "监测"),
        "crew-register": ("rescue", "救援人员"),
        "crew-protection": ("rescue", "救援人员防护"),
        "crew-lookout": ("rescue", "安全"),
        "secondary-watch": ("technical", "次生灾害"),
        "danger-reduce": ("rescue", "立即消除隐患或降低风险"),
        "crew-withdraw": ("rescue", "暂时撤出救援人员"),
        "crew-withdraw-check": ("rescue", "撤离人员"),
    },
    5: {"forces-need": ("rescue", "增调"), "forces-reinforce": ("rescue", "增调救援力量")},
    6: {
        "people-check": ("order", "核查"),
        "missing-list": ("order", "失联人员"),
        "scene-order": ("order", "现场及周边秩序"),
        "relatives-comfort": ("aftermath", "遇险遇难人员亲属"),
        "survivors-comfort": ("aftermath", "安抚遇险"),
    },
    7: {
        "support-transport": ("support", "绿色通道"),
        "support-health": ("medical", "医疗卫生"),
        "support-communication": ("support", "通信"),
        "support-weather": ("support", "天气"),
        "support-power": ("support", "供电"),
        "support-water": ("support", "供水"),
        "support-living": ("support", "生活"),
    },
    8: {
        "information-release": ("publicity", "及时、统一发布灾情和救援信息"),
        "press-work": ("publicity", "各类新闻媒体"),
        "opinion-watch": ("publicity", "监测舆情"),
        "opinion-guide": ("publicity", "回应关切"),
    },
    9: {
        "guidance-log": ("general", "上级工作组指导意见"),
        "guidance-carry": ("general", "落实指导意见"),
    },
    10: {
        "instructions-log": ("general", "市委、市政府领导批示指示"),
        "instructions-answer": ("general", "批示指示落实"),
        "requirements-carry": ("general", "市应急管理局和县委县政府工作要求"),
        "city-support": ("general", "请求市有关部门支持"),
    },
}


@pytest.fixture
def running(duty: Night) -> Night:
    """Level II runs, and the on-site headquarters is formed."""
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.put(c.FormOnSite(place="青石沟村委会"), "vice_magistrate")
    return duty


@pytest.mark.parametrize("number", ITEMS)
def test_each_item_is_received_started_done_with_proof_and_verified(
    running: Night, number: int
) -> None:
    book = playbook(running)
    clause = f"5.3.1({number})"
    given_now = {task for task in running.state.tasks if book.task(task).clause == clause}
    assert given_now == set(ITEMS[number])
    for task, (group, words) in ITEMS[number].items():
        given = running.state.tasks[task]
        assert (given.group, given.status) == (group, "assigned")
        assert words in book.task(task).text.zh
        assert carry_out(running, task, *HANDS[group]) == {clause}
        assert running.state.tasks[task].status == "verified"


def test_no_task_is_taken_up_by_strangers_or_done_with_another_proof(running: Night) -> None:
    for task, (group, _) in [pair for item in ITEMS.values() for pair in item.items()]:
        stranger = "medical_liaison" if group != "medical" else "order_liaison"
        with pytest.raises(Refused) as refused:
            running.put(c.ReceiveTask(task=task), stranger)
        assert refused.value.code == "not_authorised"
        wanted = playbook(running).task(task).proof
        other = next(proof for proof in PROOFS if proof != wanted)
        with pytest.raises(Refused) as refused:
            running.put(c.FinishTask(task=task, proof=other, evidence="图"), HANDS[group][1])
        assert refused.value.code == "wrong_proof"
        assert running.state.tasks[task].status == "assigned"


def test_item_1_reaches_deputies_members_and_forces_by_telephone(duty: Night) -> None:
    duty.report(place="青石沟")
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    duty.send()
    for deputy in ("gov_office_deputy", "industry_head", "emergency_head", "fire_head"):
        assert told(duty, deputy, "请副指挥长立即赶赴青石沟，集结点由值班台通知"), deputy
    for member in ("publicity_head", "police_head", "health_head", "weather_head"):
        assert told(duty, member, "请成员单位负责人立即赶赴青石沟，集结点由值班台通知"), member
    for force in ("fire_head", "armed_police_head", "mine_rescue_head"):
        assert told(duty, force, "请救援队伍、专家立即赶赴青石沟"), force


def test_item_2_the_commander_takes_over_and_the_plan_waits_for_the_assessment(
    duty: Night,
) -> None:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    assert "command-take-over" not in duty.state.tasks, "nothing to take over before the arrival"
    duty.put(c.RecordMovement(post="vice_magistrate", movement="arrived"), "duty_officer")
    duty.put(c.FormOnSite(), "vice_magistrate")
    duty.send()
    assert duty.state.command.by == "onsite"
    assert told(duty, "health_head", "县现场指挥部已成立，接管指挥权")
    assert due(duty, "rescue-plan") is None
    duty.forward(minutes=40)
    finish(duty, "situation-assess", "technical_liaison")
    assert due(duty, "rescue-plan") == duty.clock.now() + timedelta(minutes=60)
    words = "由西侧便道进入，先搜下石村"
    order = c.OrderTask(group="rescue", text=words, verifier="general_acting")
    duty.put(order, "vice_magistrate")
    duty.send()
    assert told(duty, "rescue_acting", f"令抢险救援组执行：{words}")


def test_item_3_the_zone_is_marked_after_it_was_drawn(running: Night) -> None:
    assert due(running, "danger-zone-mark") is None
    running.forward(minutes=20)
    finish(running, "danger-zone-set", "technical_liaison")
    assert due(running, "danger-zone-mark") == running.clock.now() + timedelta(minutes=30)


def test_item_4_rescuers_are_withdrawn_at_once_and_sent_back_by_the_commander(
    running: Night,
) -> None:
    before = due(running, "crew-protection")
    assert before is not None
    running.put(c.OrderWithdrawal(reason="残坝位移加速"), "technical_acting")
    running.send()
    for post in ("rescue_acting", "fire_head", "mine_rescue_head", "operator_head"):
        assert told(running, post, "危险区域内全体人员立即撤出，清点人数，逐队报告"), post
    assert due(running, "crew-protection") is None, "no clock pushes rescuers into danger"
    finish(running, "crew-withdraw", "rescue_liaison")
    assert due(running, "crew-withdraw-check") is None
    running.forward(minutes=50)
    with pytest.raises(Refused) as refused:
        running.put(c.LiftWithdrawal(reason="位移已稳定"), "technical_acting")
    assert refused.value.code == "not_authorised"
    running.put(c.LiftWithdrawal(reason="位移已稳定两小时"), "vice_magistrate")
    assert due(running, "crew-protection") == before + timedelta(minutes=50)
    assert due(running, "crew-withdraw-check") is not None
    running.send()
    assert told(running, "rescue_acting", "撤离命令已解除")


def test_item_8_only_approved_figures_leave_the_house(running: Night) -> None:
    running.put(c.RecordClaim(measure="missing", value=2, source="police"), "duty_officer")
    with pytest.raises(Refused) as refused:
        running.put(c.ApproveFigures(figures={"missing": 2}), "publicity_deputy")
    assert refused.value.code == "not_authorised"
    running.put(c.ApproveFigures(figures={"missing": 2}), "vice_magistrate")
    running.send()
    assert [(a.number, dict(a.figures)) for a in running.state.approved] == [(1, {"missing": 2})]
    assert told(running, "publicity_deputy", "报送和发布只用第1版，旧版停用")


def test_items_9_and_10_what_superiors_say_is_kept_and_answered_by_a_clock(
    running: Night,
) -> None:
    words = "务必全力搜救，严防次生灾害"
    said = c.RecordInstruction(from_whom="市政府主要领导", words=words, means="telephone")
    running.put(said, "duty_officer")
    running.send()
    assert told(running, "general_acting", "收到市政府主要领导批示指示")
    assert told(running, "general_acting", "原文见值班台。请转办，05-17 03:28前回复")
    asked = running.state.questions["instruction-1"]
    with running.program.database.read() as connection:
        kept = running.program.vault.unseal(connection, [asked.words])
    assert kept[asked.words] == words
    running.forward(minutes=61)
    assert "answer:instruction-1" in running.state.overdue
    measure = c.AnswerInstruction(instruction="instruction-1", measure="已增派两支队伍")
    running.put(measure, "general_liaison")
    assert running.state.questions["instruction-1"].answered_at == running.clock.now()


LEVEL_ONE = {
    "level-one-strengthen": "加强现场指挥部力量",
    "level-one-ten-items": "二级响应十项重点工作",
    "level-one-instructions": "中央和省、市领导",
    "level-one-guidance": "上级工作组",
}


def test_level_one_keeps_the_ten_items_and_adds_its_own(running: Night) -> None:
    running.put(c.RecordClaim(measure="trapped", value=3, source="township"), "duty_officer")
    running.put(c.Propose(action="raise", level=1, reason="被困三人"), "vice_magistrate")
    running.send()
    assert told(running, "general_commander", "提请提高到县级一级响应，依据§5.3.2，报您决定")
    with pytest.raises(Refused) as refused:
        running.put(c.RaiseLevel(level=1), "vice_magistrate")
    assert refused.value.code == "not_authorised"
    before = set(running.state.tasks)
    running.put(c.RaiseLevel(level=1), "general_commander")
    running.send()
    assert told(running, "health_head", "响应级别已提高")
    assert set(running.state.tasks) >= before | set(LEVEL_ONE)
    for task, words in LEVEL_ONE.items():
        assert words in playbook(running).task(task).text.zh
        assert carry_out(running, task, *HANDS["general"]) == {"5.3.2"}
    assert carry_out(running, "people-rescue", *HANDS["rescue"]) == {"5.3.1(3)"}
