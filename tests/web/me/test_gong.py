"""Told aloud in a village before any warning is approved: who did it, when and how, for the line of
the village on the board."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import press, state_of

DAM = "wutai-dam-demo"
FIRST, SECOND = "wutai-village-demo-1", "wutai-village-demo-2"
SECRETARY = "wutai-village-secretary-demo"
FORM = 'data-what="ReportVillage:wutai-village-demo-1:aloud"'


@pytest.fixture
def path(house: House) -> str:
    report = c.ReportIncident(place="青石沟", what="溃坝", dam=DAM)
    return f"/incidents/{house.services.desk.open(report, OFFICER, 'wutai').incident}"


def line(client: TestClient, path: str, query: str = "") -> str:
    page = unescape(client.get(f"{path}{query}").text)
    return page.partition('data-key="evac"')[2].partition("</tbody>")[0]


def own(client: TestClient, path: str) -> str:
    page = unescape(client.get(f"{path}/me").text)
    return page.partition('data-part="aloud"')[2].partition(f'data-what="ReportVillage:{FIRST}"')[0]


def test_the_secretary_beats_the_gong_and_nobody_waits_for_a_warning(
    house: House, path: str
) -> None:
    village, desk = house.signed_in(SECRETARY), house.signed_in()
    assert "村内告知" not in line(desk, path)
    assert FORM in own(village, path)
    done = press(village, path, "ReportVillage", "g1", village=FIRST, aloud="gong",
                 done_by="护林员刘某某")  # fmt: skip
    assert done.status_code == 200, done.text
    told = line(desk, path).partition("村内告知")[2].partition("</span>")[0]
    assert re.search(r"<b>\d\d:\d\d</b> <small>敲锣 · 护林员刘某某", told), told
    (kept,) = state_of(house, path).villages[FIRST]
    assert (kept.aloud, kept.stage) == ("gong", None), "told is not answered"
    assert "护林员刘某某" in own(village, path), "the village sees that it is written down"
    wall = line(desk, path, "?wall")
    assert wall.count('class="quiet">未答复') == 3, "and counts as an answer nowhere"
    first = wall.partition("<tbody>")[2].partition("</tr>")[0]
    assert re.search(r"未答复</span> <small>村内告知 \d\d:\d\d</small>", first), first
    assert wall.count("村内告知") == 1
    assert "2个村尚无消息" in unescape(desk.get(f"{path}?wall").text)
    assert "护林员" not in wall
    assert "村内告知：敲锣：护林员刘某某" in unescape(desk.get(path).text), "it is in the log"


def test_the_desk_writes_it_down_in_two_actions(house: House, path: str) -> None:
    """One opens the line of the village, one sends what the caller said."""
    desk = house.signed_in()
    form = {"village": FIRST}
    small = desk.get(
        f"{path}/do/ReportVillage", params=form, headers={"x-dialogue": "in-place"}
    ).text
    for field in ("aloud", "done_by", "said_at"):
        assert f'name="{field}"' in small
    said = {**form, "aloud": "door_to_door", "done_by": "村民组长", "source": "village_contact"}
    put = desk.post(f"{path}/do/ReportVillage", data=said, follow_redirects=False)
    assert put.status_code == 303
    assert "村民组长" in line(desk, path)
    nobody = desk.post(f"{path}/do/ReportVillage", data={**form, "aloud": "gong"})
    assert nobody.status_code == 422
    no_way = desk.post(f"{path}/do/ReportVillage", data={**form, "done_by": "村民组长"})
    assert no_way.status_code == 422


def test_what_the_village_answers_stands_on_the_wall_instead(house: House, path: str) -> None:
    """The gong was beaten before the call: as long as nobody answers, the room sees both."""
    wall, desk = house.signed_in(), house.services.desk
    incident = path.rsplit("/", 1)[1]
    desk.put(incident, c.ReportVillage(village=FIRST, aloud="gong", done_by="护林员"), OFFICER)
    desk.put(incident, c.ReportVillage(village=FIRST, stage="called"), OFFICER)
    assert re.search(r"<small>\d\d:\d\d</small> <small>村内告知", line(wall, path, "?wall"))
    desk.put(incident, c.ReportVillage(village=FIRST, stage="answered"), OFFICER)
    assert "村内告知" not in line(wall, path, "?wall")
    assert "村内告知" in line(wall, path), "the desk keeps it"


def test_who_reads_no_names_sees_that_it_was_done_and_not_by_whom(house: House, path: str) -> None:
    put = c.ReportVillage(village=FIRST, aloud="loudspeaker", done_by="广播员张某某")
    house.services.desk.put(path.rsplit("/", 1)[1], put, OFFICER)
    shown = line(house.signed_in("wutai-rescue-liaison"), path)
    assert re.search(r"村内告知 <b>\d\d:\d\d</b> <small>[^<·—]+</small></span>", shown), shown
    assert "张某某" not in shown
    assert "张某某" in line(house.signed_in(), path), "who reads names has it"
    assert "张某某" not in line(house.signed_in(), path, "?wall")


def drafted(house: House, incident: str) -> None:
    draft = c.DraftWarning(
        villages=(FIRST, SECOND), colour="red", text="溃坝", what_to_do="向高处走",
        valid_until=house.clock.now().replace(hour=23), ready_correction="刚才是误发",
    )  # fmt: skip
    house.services.desk.put(incident, draft, OFFICER)


def approved(house: House, incident: str) -> None:
    given = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=2)
    house.services.desk.put(incident, given, COMMANDER)


def test_a_gong_after_the_warning_counts_on_the_board_like_one_before_it(
    house: House, path: str
) -> None:
    """To the village it is one act, whichever form its page has for it."""
    incident = path.rsplit("/", 1)[1]
    drafted(house, incident)
    approved(house, incident)
    village, desk = house.signed_in(SECRETARY), house.signed_in()
    assert "3个村尚无消息" in unescape(desk.get(path).text)
    done = press(village, path, "RecordWarningReceipt", "g1", warning="warning-1", village=FIRST,
                 platform="gong", outcome="played", done_by="护林员刘某某")  # fmt: skip
    assert done.status_code == 200, done.text
    told = line(desk, path).partition("村内告知")[2].partition("</span>")[0]
    assert re.search(r"<b>\d\d:\d\d</b> <small>敲锣 · 护林员刘某某", told), told
    assert "2个村尚无消息" in unescape(desk.get(path).text)
    wall = line(desk, path, "?wall")
    first = wall.partition("<tbody>")[2].partition("</tr>")[0]
    assert re.search(r"未答复</span> <small>村内告知 \d\d:\d\d</small>", first), first
    assert wall.count("村内告知") == 1
    assert "2个村尚无消息" in unescape(desk.get(f"{path}?wall").text)
    assert "护林员" not in wall
    liaison = line(house.signed_in("wutai-rescue-liaison"), path)
    assert "村内告知" in liaison
    assert "护林员" not in liaison


def test_once_a_warning_stands_it_is_what_the_village_reads_out(house: House, path: str) -> None:
    incident = path.rsplit("/", 1)[1]
    village = house.signed_in(SECRETARY)
    drafted(house, incident)
    assert FORM in own(village, path), "a draft is no warning"
    approved(house, incident)
    shown = own(village, path)
    assert FORM not in shown
    assert 'data-press="RecordWarningReceipt"' in shown
