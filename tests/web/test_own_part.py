"""Who answers for a mine has their orders and tasks on the board at the desk too, not only on the
telephone; nobody else's, and no words that are not for them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from incident import commands as c
from runtime.language import LANGS, Lang
from tests.web.conftest import COMMANDER, OFFICER, House

MINE, VILLAGE = "wutai-operator-head-demo", "wutai-village-contact-demo"
MEMBER, SUPERIOR = "wutai-rescue-liaison", "wutai-superior-commander"
TYPED, OTHERS = "封闭副坝入口", "调挖掘机两台"
REASON = "残坝又有位移"


@pytest.fixture
def running(house: House) -> tuple[House, str]:
    """A response with a typed task for the mine and one for a group."""
    given = {"dam": "wutai-dam-demo", "place": "青石沟", "what": "溃坝", "mode": "real"}
    told = c.ReportIncident.model_validate(given)
    incident = house.services.desk.open(told, OFFICER, "wutai").incident
    for command in (
        c.StartResponse(level=2),
        c.OrderTask(group="operator", text=TYPED, verifier="duty_officer"),
        c.OrderTask(group="rescue", text=OTHERS, verifier="duty_officer"),
    ):
        house.services.desk.put(incident, command, COMMANDER)
    return house, f"/incidents/{incident}"


def panel(house: House, path: str, person: str = MINE, query: str = "") -> str:
    """Their own part of the board; nothing where they have no such panel."""
    page = house.signed_in(person).get(f"{path}?{query}").text
    found = re.search(r'<section[^>]* id="r-own".*?</section>', page, re.DOTALL)
    return unescape(found.group()) if found else ""


def tasks(text: str) -> set[str]:
    return set(re.findall(r'data-task="([^"]+)"', text))


@pytest.mark.parametrize("lang", LANGS)
def test_the_board_has_the_very_tasks_of_their_own_page(
    running: tuple[House, str], lang: Lang
) -> None:
    house, path = running
    mine = house.signed_in(MINE).get(f"{path}/me?lang={lang}").text
    theirs = set(re.findall(r'<article class="task[^"]*" data-key="([^"]+)"', mine))
    shown = panel(house, path, query=f"lang={lang}")
    assert len(theirs) >= 3
    assert tasks(shown) == theirs
    assert TYPED in shown
    assert OTHERS not in shown
    assert {"zh": "我的命令和任务", "en": "My orders and tasks"}[lang] in shown


def test_what_is_accepted_there_is_accepted_on_their_own_page(running: tuple[House, str]) -> None:
    house, path = running
    client = house.signed_in(MINE)
    task = next(iter(tasks(panel(house, path))))
    assert f'<input type="hidden" name="task" value="{task}"' in panel(house, path)
    pressed = client.post(f"{path}/do/ReceiveTask", data={"task": task}, follow_redirects=False)
    assert pressed.status_code == 303
    shown = panel(house, path)
    assert re.search(rf'data-task="{task}">\s*<span><span class="tag">已签收', shown)
    mine = client.get(f"{path}/me").text.split(f'data-key="{task}"')[1].split("</article>")[0]
    assert "已签收" in mine


def test_an_order_to_withdraw_stands_there_and_rings_until_it_is_lifted(
    running: tuple[House, str],
) -> None:
    house, path = running
    desk, incident = house.services.desk, path.rsplit("/", 1)[1]
    assert REASON not in panel(house, path)
    desk.put(incident, c.OrderWithdrawal(reason=REASON), COMMANDER)
    for person in (MINE, VILLAGE):
        shown = panel(house, path, person)
        assert REASON in shown
        assert 'data-alarm="withdrawal:1"' in shown
        assert f'href="{path}/me"' in shown
        assert "withdrawal:1" in house.signed_in(person).get(f"{path}/me/parts").text
    desk.put(incident, c.LiftWithdrawal(reason="位移已停"), COMMANDER)
    assert REASON not in panel(house, path)


def test_it_is_for_those_alone_who_have_no_other_place_for_it(running: tuple[House, str]) -> None:
    house, path = running
    assert tasks(panel(house, path, VILLAGE)) == set()
    assert "现在没有待办任务" in panel(house, path, VILLAGE)
    for person in (OFFICER, COMMANDER, MEMBER, SUPERIOR):
        assert panel(house, path, person) == ""
    for person in (VILLAGE, SUPERIOR):
        page = house.signed_in(person).get(path).text
        assert TYPED not in page
    assert OTHERS not in house.signed_in(MINE).get(path).text
