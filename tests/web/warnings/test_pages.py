"""A warning in the browser: read back as it is spoken, approved, printed, taken along as a file."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from lxml import etree

from incident import commands as c
from notify.public.cap import NAMESPACE
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from web.board.read import board
from web.board.watching import audience_of
from web.reader import Reader

UPPER, LOWER = "wutai-village-demo-1", "wutai-village-demo-2"
TEXT, TO_DO, READY = "青石沟溃坝，泥浆下泄。", "马上向两侧高处走。", "刚才的预警是误发。"
GROUP, OTHER = "wutai-rescue-liaison", "wutai-weather-head"


def opened(house: House, person: str = OFFICER, mode: str = "real") -> str:
    report = c.ReportIncident.model_validate(
        {"place": "青石沟", "what": "溃坝", "title": "夜间事故", "mode": mode}
    )
    return house.services.desk.open(report, person, "wutai").incident


def form(**more: object) -> str:
    return urlencode(
        {
            "villages": [UPPER, LOWER],
            "colour": "red",
            "text": TEXT,
            "what_to_do": TO_DO,
            "valid_until": "2026-05-17T08:00",
            "ready_correction": READY,
            **more,
        },
        doseq=True,
    )


TYPED = {"content-type": "application/x-www-form-urlencoded"}


def drafted(house: House, person: str = OFFICER, mode: str = "real", **more: object) -> str:
    """Drafts by the form; the incident."""
    incident = opened(house, person, mode)
    client = house.signed_in(person)
    path = f"/incidents/{incident}/do/DraftWarning"
    answer = client.post(path, content=form(**more), headers=TYPED, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return incident


def approve(house: House, incident: str, person: str = COMMANDER) -> None:
    command = c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=2)
    house.services.desk.put(incident, command, person)


@pytest.fixture
def night(house: House) -> tuple[House, str]:
    incident = drafted(house)
    approve(house, incident)
    return house, incident


@pytest.mark.parametrize(
    "query", ["decided_on.decision=warning:warning-1", "warning=warning-1&version=1"]
)
def test_what_is_read_back_cites_the_statute_and_not_the_county(house: House, query: str) -> None:
    """§4.2 lets the bureau warn; the law of 2024 has the county government do it."""
    incident = drafted(house)
    page = house.signed_in(COMMANDER).get(f"/incidents/{incident}/do/ApproveWarning?{query}").text
    said = unescape(page).partition('<section class="sheet narrow">')[2].partition("<form")[0]
    law = "中华人民共和国突发事件应对法（2024年修订）第64条"
    assert law in said
    assert "本地" not in said
    assert law in unescape(house.signed_in(COMMANDER).get(f"/incidents/{incident}").text)
    approve(house, incident)
    assert f"（{law}）" in unescape(house.signed_in(COMMANDER).get(f"/incidents/{incident}").text)


def test_the_draft_is_asked_for_from_the_menu_and_waits_for_a_decision(house: House) -> None:
    incident = drafted(house)
    page = house.signed_in(COMMANDER).get(f"/incidents/{incident}").text
    assert "do/ApproveWarning?decided_on.decision=warning:warning-1" in unescape(page)


def test_who_approves_reads_what_will_be_spoken_and_to_how_many(house: House) -> None:
    incident = drafted(house)
    asked = f"/incidents/{incident}/do/ApproveWarning?decided_on.decision=warning:warning-1"
    page = unescape(house.signed_in(COMMANDER).get(asked).text)
    read = page.partition("<form")[0] + page.partition('class="effects"')[2]
    assert TEXT + TO_DO in read
    assert READY in read
    assert 'name="version"' in page
    assert 'name="village_count" value="2"' not in page, "how many is typed by who has read it"


def test_the_one_who_drafted_it_is_refused_on_the_page(house: House) -> None:
    incident = drafted(house)
    answer = house.signed_in(OFFICER).post(
        f"/incidents/{incident}/do/ApproveWarning",
        data={"warning": "warning-1", "version": "1", "mode": "real", "village_count": "2",
              "override.reason": "急"},
    )  # fmt: skip
    assert answer.status_code == 409


def test_the_sheet_has_the_spoken_text_and_lines_for_both_platforms(
    night: tuple[House, str],
) -> None:
    house, incident = night
    page = unescape(house.signed_in().get(f"/incidents/{incident}/warnings/1/print").text)
    for said in (TEXT + TO_DO, READY, "2026-05-17 08:00"):
        assert said in page
    assert page.count('class="sign"') == 3
    assert "【演练】" not in page


def test_an_exercise_is_stamped_at_both_ends_on_paper(house: House) -> None:
    incident = drafted(house, PLAYER, "exercise", announcement="昨天广播通知过")
    page = unescape(house.signed_in(PLAYER).get(f"/incidents/{incident}/warnings/1/print").text)
    assert f"【演练】{TEXT}{TO_DO}【演练】" in page
    assert f"【演练】{READY}【演练】" in page


def test_the_file_is_cap_and_only_of_what_was_approved(house: House) -> None:
    incident = drafted(house)
    path = f"/incidents/{incident}/warnings/1.cap.xml"
    assert house.signed_in().get(path).status_code == 409
    approve(house, incident)
    answer = house.signed_in().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/cap+xml"
    root = etree.fromstring(answer.content)
    said = {name: root.findtext(f".//{{{NAMESPACE}}}{name}") for name in ("status", "description")}
    assert said == {"status": "Actual", "description": TEXT}
    assert len(root.findall(f".//{{{NAMESPACE}}}area")) == 4, "two villages in two languages"


def test_who_may_not_see_it_finds_nothing(night: tuple[House, str]) -> None:
    house, incident = night
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    for name in ("1.cap.xml", "1/print"):
        path = f"/incidents/{incident}/warnings/{name}"
        assert house.signed_in(GROUP).get(path).status_code == 200
        assert house.signed_in(OTHER).get(path).status_code == 404
        assert house.client().get(path, follow_redirects=False).status_code == 303
        assert house.signed_in().get(path.replace("/1", "/7")).status_code == 404


def test_a_draft_is_shown_to_nobody_who_does_not_take_the_decision(house: House) -> None:
    incident = drafted(house)
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    path = f"/incidents/{incident}/warnings/1/print"
    assert house.signed_in(GROUP).get(path).status_code == 404
    assert house.signed_in(COMMANDER).get(path).status_code == 200


def test_a_correction_that_is_late_stands_on_the_board_by_its_name(
    night: tuple[House, str],
) -> None:
    house, incident = night
    desk = house.services.desk
    handed = c.RecordWarningReceipt(
        warning="warning-1", platform="loudspeaker", outcome="played", done_by="村主任"
    )
    desk.put(incident, handed, OFFICER)
    correct = c.CorrectWarning(warning="warning-1", correction="false_alarm")
    desk.put(incident, correct, OFFICER)
    house.clock.forward(timedelta(minutes=11))
    with house.services.database.read() as connection:
        reader = Reader(OFFICER, "", "wutai", "real", "en")
        audience = audience_of(house.services, connection, reader, incident)
    seen = board(house.services, audience, incident)
    (late,) = (d for d in seen.overdue if d.sort == "correction")
    assert seen.about(late).endswith("no. 2")
