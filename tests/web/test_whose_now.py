"""Who can act now is found on the page: after a hand-over, on a dismissed report, after a no."""

from __future__ import annotations

from html import unescape

from incident import commands as c
from incident.decisions import open_decisions
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_deciding import proposing, strip

SPOKEN = {
    "spoken.means": "telephone",
    "spoken.said_at": "2026-05-17T02:20",
}


def test_after_a_hand_over_the_chain_ends_with_the_post_that_it_waits_for(house: House) -> None:
    incident, desk = proposing(house), house.services.desk
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    desk.put(incident, c.HandOverCommand(to="市现场指挥部", sheet="移交单1"), COMMANDER)
    shown = strip(house, incident, OFFICER, lang="zh")
    assert "增设工作组" in shown
    chain = shown.partition('class="chain"')[2].partition("</p>")[0]
    assert "上级现场指挥部指挥长" in chain
    assert "县政府分管副县长" not in chain
    state = desk.state(incident)
    adding = next(
        d for d in open_decisions(state, house.services.shelf.get(state.plan))
        if d.command == "ChangeGroups"
    )  # fmt: skip
    assert (adding.chain, adding.waiting_for) == (("superior_commander",), "superior_commander")
    assert adding.clause == "2.2"


def test_a_dismissed_report_is_taken_up_again_from_its_own_page(house: House) -> None:
    incident = proposing(house)
    false = c.DismissReport(reason="演习烟雾", evidence="现场照片")
    house.services.desk.put(incident, false, "wutai-emergency-head")
    shown = strip(house, incident, OFFICER)
    assert f"/incidents/{incident}/do/ReopenReport" in shown
    assert "重新受理" in shown
    assert "目前没有待决事项" not in shown
    assert "do/ReopenReport" not in strip(house, incident, "wutai-township-head")


def test_a_verbal_order_of_the_wrong_post_is_told_which_posts_may_give_it(house: House) -> None:
    incident = proposing(house)
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    given = {"to": "市现场指挥部", "sheet": "移交单1", **SPOKEN}
    given["spoken.on_behalf_of"] = "emergency_head"
    answer = house.signed_in().post(f"/incidents/{incident}/do/HandOverCommand", data=given)
    advised = unescape(answer.text).partition('<p class="now">')[2].partition("</p>")[0]
    assert "县政府分管副县长" in advised
    assert "请在下面代录口头指令" not in advised
    assert "改选该岗位" in advised
