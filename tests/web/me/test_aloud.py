"""Who beats the gong, speaks or knocks in a village records it from their own page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import press, state_of

DAM = "wutai-dam-demo"
FIRST, SECOND = "wutai-village-demo-1", "wutai-village-demo-2"
PEOPLE = ("wutai-village-secretary-demo", "wutai-grid-worker-demo", "wutai-village-contact-demo")
TEXT, TO_DO = "青石沟溃坝，泥浆下泄。", "马上向两侧高处走。"


@pytest.fixture
def path(house: House) -> str:
    report = c.ReportIncident(place="青石沟", what="溃坝", dam=DAM)
    incident = house.services.desk.open(report, OFFICER, "wutai").incident
    draft = c.DraftWarning(
        villages=(FIRST, SECOND), colour="red", text=TEXT, what_to_do=TO_DO,
        valid_until=house.clock.now().replace(hour=23), ready_correction="刚才的预警是误发。",
    )  # fmt: skip
    house.services.desk.put(incident, draft, OFFICER)
    return f"/incidents/{incident}"


def approve(house: House, path: str) -> None:
    approved = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=2)
    house.services.desk.put(path.rsplit("/", 1)[1], approved, COMMANDER)


def page(client: TestClient, path: str) -> str:
    return (
        unescape(client.get(f"{path}/me").text)
        .partition('data-part="aloud"')[2]
        .partition('data-press="ReportVillage"')[0]
    )


def tell(client: TestClient, path: str, key: str, **more: Any) -> Any:
    said = {"warning": "warning-1", "platform": "gong", "outcome": "played", "village": FIRST}
    return press(client, path, "RecordWarningReceipt", key, **{**said, **more})


@pytest.mark.parametrize("who", PEOPLE)
def test_the_people_of_a_village_read_what_to_say_and_record_who_said_it(
    house: House, path: str, who: str
) -> None:
    client = house.signed_in(who)
    assert TEXT not in page(client, path), "nobody has approved it"
    approve(house, path)
    shown = page(client, path)
    assert f"{TEXT}{TO_DO}" in shown
    assert shown.count('data-press="RecordWarningReceipt"') == 1, "of their own village"
    for way in ("loudspeaker", "gong", "door_to_door"):
        assert f'name="platform" value="{way}"' in shown
        told = tell(client, path, way, platform=way, done_by="护林员刘某某")
        assert told.status_code == 200, told.text
    kept = state_of(house, path).warnings["warning-1"].receipts
    assert [(r.platform, r.village) for r in kept] == [
        (way, FIRST) for way in ("loudspeaker", "gong", "door_to_door")
    ]
    assert page(client, path).count("护林员刘某某") == 3
    desk = unescape(house.signed_in().get(path).text).partition('class="ways"')[2]
    assert "护林员刘某某" in desk.partition("</ul>")[0], "the desk sees who did it"


def test_without_a_name_for_another_village_and_for_a_platform_it_is_refused(
    house: House, path: str
) -> None:
    approve(house, path)
    client = house.signed_in(PEOPLE[1])
    nobody = tell(client, path, "1")
    assert (nobody.status_code, nobody.json()["field"]) == (422, "done_by")
    other = tell(client, path, "2", village=SECOND, done_by="刘某某")
    assert other.json()["code"] == "not_allowed"
    platform = tell(client, path, "3", platform="siren", done_by="刘某某")
    assert platform.json()["code"] == "not_authorised"
    everywhere = tell(client, path, "4", village="", done_by="刘某某")
    assert everywhere.json()["code"] == "not_authorised"
    assert state_of(house, path).warnings["warning-1"].receipts == ()


def test_nobody_else_has_the_form(house: House, path: str) -> None:
    approve(house, path)
    for who in (OFFICER, COMMANDER):
        assert (
            'data-press="RecordWarningReceipt"' not in house.signed_in(who).get(f"{path}/me").text
        )
