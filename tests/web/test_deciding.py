"""What waits for a decision: whose turn it is, and that nothing is out of reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from httpx2 import Response

from incident import commands as c
from incident.decisions import open_decisions
from incident.model import Spoken
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.warnings.test_pages import LOWER, READY, TEXT, TO_DO, UPPER, drafted
from web.board.read import LOG_SHOWN


def strip(house: House, incident: str, person: str, **asked: str) -> str:
    page = house.signed_in(person).get(f"/incidents/{incident}", params=asked).text
    found = re.search(r'<section[^>]*data-key="decide".*?</section>', page, re.DOTALL)
    assert found, page[:500]
    return unescape(found[0])


def proposing(house: House) -> str:
    """Two are missing; the bureau has not passed it on yet."""
    incident = house.services.desk.open(
        c.ReportIncident(place="青石沟", what="坝体溃决"), OFFICER, "wutai"
    ).incident
    missing = c.RecordClaim(measure="missing", value=2, source="township")
    house.services.desk.put(incident, missing, OFFICER)
    return incident


def test_the_strip_is_headed_by_who_has_to_act_now(house: House) -> None:
    """Read in haste, the heading is who is called."""
    incident = proposing(house)
    shown = strip(house, incident, OFFICER)
    heading = shown.partition('<p class="k">')[2].partition("</p>")[0]
    assert heading.startswith("待县应急管理局主要负责人处理（1/")
    chain = shown.partition('class="chain"')[2].partition("</p>")[0]
    assert "› 县政府分管副县长" in chain, "who decides in the end comes after"


def test_whatever_waits_can_be_reached_and_rings(house: House) -> None:
    incident = drafted(house)
    for hours in range(1, 6):
        draft = c.DraftWarning(
            villages=(UPPER, LOWER), colour="red", text=TEXT, what_to_do=TO_DO,
            valid_until=house.clock.now() + timedelta(hours=hours), ready_correction=READY,
        )  # fmt: skip
        house.services.desk.put(incident, draft, OFFICER)
    shown = strip(house, incident, COMMANDER)
    for number in range(1, 7):
        assert f"do/ApproveWarning?decided_on.decision=warning:warning-{number}&" in shown
        assert f"decision:warning:warning-{number}:" in shown
    assert "<summary>另有2项</summary>" in shown


def test_who_decides_may_also_say_not_now_to_lowering(house: House) -> None:
    incident = proposing(house)
    desk, now = house.services.desk, house.clock.now()
    order = Spoken(on_behalf_of="general_commander", means="telephone", said_at=now)
    desk.put(incident, c.StartResponse(level=1, spoken=order), OFFICER)
    desk.put(incident, c.Propose(action="lower", level=2), COMMANDER)
    desk.put(incident, c.Decline(decision="change_groups", reason="人手够"), COMMANDER)
    shown = strip(house, incident, OFFICER)
    assert "do/Decline?spoken=1&decision=lower:2" in shown
    assert "暂不同意" in shown


def test_whatever_waits_can_be_declined_on_the_board_and_on_one_s_own_page(house: House) -> None:
    """Not the first in the queue alone, and a text for the public too."""
    incident = drafted(house)
    desk = house.services.desk
    desk.put(incident, c.RecordClaim(measure="missing", value=2, source="township"), OFFICER)
    state = desk.state(incident)
    waiting = [d.id for d in open_decisions(state, house.services.shelf.get(state.plan))]
    assert len(waiting) > 1
    assert waiting[-1] == "warning:warning-1"
    mine = unescape(house.signed_in(COMMANDER).get(f"/incidents/{incident}/me").text)
    for decision in waiting:
        assert f"do/Decline?decision={decision}" in strip(house, incident, COMMANDER)
        assert f"do/Decline?spoken=1&decision={decision}" in strip(house, incident, OFFICER)
        assert f"do/Decline?decision={decision}" in mine
    browser = house.signed_in(COMMANDER)
    said = {"decision": "warning:warning-1", "reason": "先核实溃口"}
    read = unescape(browser.get(f"/incidents/{incident}/do/Decline", params=said).text)
    assert "暂不同意</h1>" in read
    assert "暂不同意</button>" in read
    assert "预警" in read, "it says what is declined"
    answer = browser.post(f"/incidents/{incident}/do/Decline", data=said, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    shown = strip(house, incident, COMMANDER)
    assert "暂不同意" in shown.partition("do/ApproveWarning")[2].partition("</p>")[0]
    assert "do/ApproveWarning" in shown, "it can still be taken"


@pytest.mark.parametrize("page", ["", "/me"])
def test_who_declines_has_the_decision_as_it_stood_on_the_page(house: House, page: str) -> None:
    """The bureau asks for the level while the commander writes down why not now."""
    incident = proposing(house)
    browser = house.signed_in(COMMANDER)
    shown = unescape(browser.get(f"/incidents/{incident}{page}").text)
    link = next(a for a in re.findall(r'href="([^"]*/do/Decline[^"]*)"', shown) if "start:2" in a)
    form = unescape(browser.get(link).text)
    said = dict(re.findall(r'name="(decision|decided_on[.]\w+|_key)" value="([^"]*)"', form))
    house.services.desk.put(incident, c.Propose(action="start", level=2), "wutai-emergency-head")
    late = browser.post(f"/incidents/{incident}/do/Decline", data={**said, "reason": "先核实"})
    assert late.status_code == 409
    assert "待决定事项的情况已有变化" in late.text
    assert not house.services.desk.state(incident).declined


@pytest.mark.parametrize("page", ["", "/me"])
def test_who_passes_on_does_so_on_the_decision_as_it_stood_on_the_page(
    house: House, page: str
) -> None:
    """The commander says why not now while the bureau agrees and passes it on; read anew, it
    can be passed on."""
    incident = proposing(house)
    browser = house.signed_in("wutai-emergency-head")

    def form() -> Callable[[], Response]:
        shown = unescape(browser.get(f"/incidents/{incident}{page}").text)
        link = next(a for a in re.findall(r'href="([^"]*/do/Propose[^"]*)"', shown) if "=2" in a)
        read = unescape(browser.get(link).text)
        asked = r'name="(action|level|decided_on[.]\w+|_key)" value="([^"]*)"'
        said = dict(re.findall(asked, read))
        assert (said["action"], said["level"]) == ("start", "2")
        assert re.findall(r'class="carried"><li>([^<]*)', read) == ["启动", "县级二级响应"]
        return lambda: browser.post(
            f"/incidents/{incident}/do/Propose", data=said, follow_redirects=False
        )

    pressed = form()
    not_now = c.Decline(decision="start:2", reason="先核实")
    house.services.desk.put(incident, not_now, COMMANDER)
    late = pressed()
    assert late.status_code == 409
    assert "待决定事项的情况已有变化" in late.text
    assert not house.services.desk.state(incident).proposals
    assert form()().status_code == 303
    assert house.services.desk.state(incident).proposals["start:2"].posts == ("emergency_head",)


def test_every_departure_and_arrival_of_a_leader_can_be_reached(house: House) -> None:
    incident = proposing(house)
    for post in ("vice_magistrate", "duty_officer", "general_commander"):
        for movement in ("left", "arrived"):
            command = c.RecordMovement.model_validate({"post": post, "movement": movement})
            house.services.desk.put(incident, command, OFFICER)
    page = unescape(house.signed_in().get(f"/incidents/{incident}").text)
    leaders = page.partition('data-key="ledger"')[2].partition("<h2>领导")[2]
    leaders = leaders.partition("</section>")[0]
    assert leaders.count('class="row"') == 6
    assert "<details><summary>另有2项</summary>" in leaders


def test_the_desk_sees_how_many_have_not_answered_the_order_to_withdraw(house: House) -> None:
    incident = proposing(house)
    desk = house.services.desk
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    desk.put(incident, c.OrderWithdrawal(reason="坝体变形加快"), COMMANDER)
    page = unescape(house.signed_in(COMMANDER).get(f"/incidents/{incident}").text)
    line = page.partition('class="tally-line"')[2].partition("</p>")[0]
    assert re.search(r"未答复 <b>\d+</b>", line), line


def test_the_page_of_a_commander_begins_with_what_is_theirs_to_decide(house: House) -> None:
    incident = proposing(house)
    page = house.signed_in(COMMANDER).get(f"/incidents/{incident}/me").text
    parts = re.findall(r'data-part="(\w+)"', page)
    wanted = ["head", "escape", "decisions", "alarms", "alerts", "presence", "tasks"]
    assert [part for part in parts if part in wanted] == wanted


def test_where_somebody_is_trapped_stays_on_the_board_however_much_is_written_since(
    house: House,
) -> None:
    incident = proposing(house)
    desk = house.services.desk
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    desk.put(incident, c.OrderWithdrawal(reason="坝体变形加快"), COMMANDER)
    stuck = c.AnswerWithdrawal(number=1, answer="trapped", place="二号排洪井口")
    desk.put(incident, stuck, "wutai-rescue-liaison")
    for n in range(LOG_SHOWN + 5):
        desk.put(incident, c.AddNote(note=f"第{n}次通话"), OFFICER)
    page = house.signed_in(COMMANDER).get(f"/incidents/{incident}").text
    assert "二号排洪井口" in page
