"""§2.1–2.3 and §5.3.3: who commands, who decides what, and how command goes up and comes back."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.decisions import open_decisions
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import HANDS, carry_out, playbook, told


@pytest.fixture
def running(duty: Night) -> Night:
    duty.report()
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    return duty


def test_the_headquarters_is_called_in_its_published_posts(running: Night) -> None:
    running.send()
    assert told(running, "vice_magistrate", "指挥部指挥长")
    for deputy in ("gov_office_deputy", "industry_head", "emergency_head", "fire_head"):
        assert told(running, deputy, "指挥部副指挥长"), deputy
    assert told(running, "emergency_head", "指挥部办公室主任")
    onsite = "现场指挥部副指挥长"
    assert told(running, "township_head", onsite)
    assert not told(running, "industry_head", onsite), "§2.3 doesn't name that bureau"


def test_the_office_reports_the_commander_starts_and_nobody_else(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="missing", value=1, source="township"), "duty_officer")
    ask = c.Propose(action="start", level=2, reason="一人失联")
    refuses(duty, ask, "health_head", "not_authorised")
    duty.put(ask, "emergency_head")
    duty.send()
    assert told(duty, "vice_magistrate", "提请启动县级二级响应，依据§5.3.1，待您决定")
    for post in ("emergency_head", "gov_office_deputy", "general_commander", "county_magistrate"):
        refuses(duty, c.StartResponse(level=2), post, "not_authorised")
    started = duty.put(c.StartResponse(level=2), "vice_magistrate")
    event = next(e.event for e in started.entries if e.event.wire() == "ResponseStarted")
    assert getattr(event, "clause", None) == "5.3.1"
    assert "proposal:emergency_head" not in duty.state.skipped


def test_the_county_commands_from_the_lowest_grade_on(duty: Night) -> None:
    duty.report()
    duty.put(c.RecordClaim(measure="dead", value=1, source="police"), "duty_officer")
    reading = duty.state.assessment
    assert reading is not None
    assert (reading.grade, reading.level) == ("ordinary", 2)
    (decision,) = open_decisions(duty.state, playbook(duty))
    assert (decision.id, decision.decider, decision.clause) == (
        "start:2", "vice_magistrate", "5.3.1",
    )  # fmt: skip


def test_command_goes_to_the_superior_by_a_signed_sheet_and_the_county_goes_on(
    running: Night,
) -> None:
    up = c.HandOverCommand(to="市现场指挥部", sheet="移交单1")
    refuses(running, up, "emergency_head", "not_authorised")
    running.put(up, "vice_magistrate")
    running.send()
    assert (running.state.command.by, running.state.command.sheet) == ("superior", "移交单1")
    for post in ("superior_commander", "health_head", "rescue_acting", "township_head"):
        assert told(running, post, "指挥权已移交上级现场指挥部。各组继续配合，听其命令"), post
    refuses(running, c.ChangeGroups(add=("moving",)), "vice_magistrate", "not_authorised")
    assert carry_out(running, "command-hand-over", *HANDS["general"]) == {"2.2"}
    assert carry_out(running, "people-rescue", *HANDS["rescue"]) == {"5.3.1(3)"}
    running.put(c.TakeBackCommand(sheet="交还单1"), "vice_magistrate")
    running.send()
    assert running.state.command.by != "superior"
    assert told(running, "rescue_acting", "指挥权已交回县现场指挥部")
    running.put(c.ChangeGroups(add=("moving",)), "vice_magistrate")


def test_across_a_county_border_the_city_is_asked_in_writing(running: Night) -> None:
    task = playbook(running).task("city-coordination")
    assert "跨县" in task.text.zh
    assert "提请市指挥部协调" in task.text.zh
    given = c.FinishTask(task=task.id, proof="call_record", evidence="电话")
    refuses(running, given, "general_liaison", "wrong_proof")
    assert carry_out(running, task.id, *HANDS["general"]) == {"2.2"}
    city = c.TellOtherResponse(
        government="city_government", scale="市级三级", status="started", told_by="市局值班室"
    )
    running.put(city, "duty_officer")
    (other,) = running.state.others
    assert (other.government, other.scale) == ("city_government", "市级三级")
    assert running.state.level == 2, "another government's response isn't ours"


def test_only_the_commander_forms_the_site_headquarters_and_changes_groups(
    running: Night,
) -> None:
    published = {"general", "rescue", "technical", "medical", "order", "publicity", "support"}
    assert set(running.state.groups) == published | {"aftermath"}
    for command in (
        c.FormOnSite(place="青石沟"),
        c.ChangeGroups(add=("moving", "monitoring")),
        c.ChangeGroup(group="order", leader="police_head"),
    ):
        refuses(running, command, "emergency_head", "not_authorised")
        running.put(command, "vice_magistrate")
    assert running.state.command.by == "onsite"
    running.send()
    assert told(running, "moving_lead", "增设群众转移安置组")
    assert told(running, "police_head", "社会稳定组已调整（组长：")
    finance = c.ChangeGroup(group="aftermath", leader="finance_head", duties="先行垫付救援费用")
    running.put(finance, "vice_magistrate")
    assert carry_out(running, "relatives-comfort", "finance_head", "aftermath_liaison")
    assert carry_out(running, "groups-decide", *HANDS["general"]) == {"2.3"}


def test_the_level_is_raised_and_lowered_by_whoever_may_start_the_higher_one(
    running: Night,
) -> None:
    refuses(running, c.RaiseLevel(level=1), "vice_magistrate", "not_authorised")
    refuses(running, c.RaiseLevel(level=1), "emergency_head", "not_authorised")
    running.put(c.RaiseLevel(level=1), "general_commander")
    down = c.LowerLevel(level=2, reason="被困人员全部救出")
    refuses(running, down, "vice_magistrate", "not_authorised")
    ask = c.Propose(action="lower", level=2, reason="被困人员全部救出")
    running.put(ask, "vice_magistrate")
    offered = {d.id: d.clause for d in open_decisions(running.state, playbook(running))}
    assert offered["lower:2"] == "5.3.3"
    running.put(down, "general_commander")
    running.send()
    assert running.state.level == 2
    assert told(running, "rescue_acting", "已调整为县级二级响应。在手任务继续执行")


def refuses(duty: Night, command: c.Command, post: str, code: str) -> None:
    """The holder of a post is refused, and nothing is written."""
    before = duty.state.seq
    with pytest.raises(Refused) as refused:
        duty.put(command, post)
    assert refused.value.code == code
    assert duty.state.seq == before
