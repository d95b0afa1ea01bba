"""What a list calls its incidents: what the page of each does, without all that it holds."""

from __future__ import annotations

import re
from datetime import timedelta

from incident import commands as c
from incident.called import number_of
from incident.model import Spoken
from tests.web.conftest import OFFICER, PLAYER, House
from web.board.heading import heading
from web.duty.running import named, rows_of
from web.reader import Reader

DAM = "wutai-dam-hongyuan"
OTHER_DAM = "wutai-dam-shanjin"


def opened(house: House, mode: str = "real", **more: object) -> str:
    """Reported now, under a title that somebody typed."""
    command = c.ReportIncident.model_validate(
        {"title": "三人被埋", "place": "青石沟", "what": "漫顶", "mode": mode, **more}
    )
    who = OFFICER if mode == "real" else PLAYER
    return house.services.desk.open(command, who, "wutai").incident


def listed(house: House) -> dict[str, str]:
    """Names in the list of the duty officer, each checked against the incident's own page."""
    services = house.services
    reader = Reader(OFFICER, "（演示）", "wutai", "real", "en")
    with services.database.read() as connection:
        rows = named(connection, services, reader, rows_of(connection, services, reader))
        for row in rows:
            state = services.desk.state_in(connection, row["id"])
            playbook = services.shelf.get(state.plan)
            own = heading(services.directory, connection, state, playbook, "en")
            assert row["title"] == own
    return {row["id"]: row["title"] for row in rows}


def test_a_list_calls_an_incident_as_its_page_does(house: House) -> None:
    first = opened(house, dam=DAM)
    second = opened(house, dam=OTHER_DAM, kind="dangerous_sign")
    opened(house, mode="exercise", dam=DAM)
    assert listed(house)[first].endswith("accident at Wutai Hongyuan Mining Co., Ltd. tailings dam")
    assert "dangerous sign at" in listed(house)[second]
    house.services.desk.put(second, c.ChangeKind(kind="accident", reason="坝已溃"), OFFICER)
    assert "accident at" in listed(house)[second]


def test_two_at_one_dam_are_told_apart_while_both_run(house: House) -> None:
    first = opened(house, dam=DAM)
    nowhere = opened(house)
    house.clock.forward(timedelta(minutes=20))
    second = opened(house, dam=DAM)
    names = listed(house)
    assert re.search(r", reported 02:28$", names[first])
    assert re.search(r", reported 02:48$", names[second])
    assert "reported" not in names[nowhere]
    spoken = Spoken(on_behalf_of="emergency_head", means="telephone", said_at=house.clock.now())
    dismissed = c.DismissReport(reason="误报", evidence="现场看过", spoken=spoken)
    house.services.desk.put(second, dismissed, OFFICER)
    names = listed(house)
    assert "reported" not in names[first], "no other that runs could be meant"
    assert re.search(r", reported 02:48$", names[second]), "the one that still runs could be"


def test_two_of_one_minute_are_told_apart_by_number_and_by_place_where_that_differs(
    house: House,
) -> None:
    first, second = opened(house, place="青石沟"), opened(house, place="大柳沟")
    names = listed(house)
    assert names[first].endswith(f", reported 02:28, no. {first[-4:]}, at 青石沟")
    assert names[second].endswith(f", reported 02:28, no. {second[-4:]}, at 大柳沟")
    third = opened(house, place="大柳沟")
    names = listed(house)
    assert names[first].endswith("at 青石沟")
    for one in (second, third):
        assert names[one].endswith(f", reported 02:28, no. {one[-4:]}")
    house.clock.forward(timedelta(minutes=1))
    fourth = opened(house, place="大柳沟")
    assert listed(house)[fourth].endswith(", reported 02:29")


def test_the_wall_and_the_copied_text_tell_them_apart_without_typed_words(house: House) -> None:
    first, second = opened(house, place="青石沟"), opened(house, place="大柳沟")
    client = house.signed_in()
    board = client.get(f"/incidents/{second}").text.split("</h1>")[0]
    assert f"编号{second[-4:]}" in board, "by which the wall is found on the desk"
    assert "大柳沟" in board
    for one in (first, second):
        for page in (f"/incidents/{one}?wall", f"/incidents/{one}/copy"):
            text = client.get(page).text
            assert f"编号{one[-4:]}" in text, page
            assert "青石沟" not in text, page
            assert "大柳沟" not in text, page


def test_a_number_is_as_long_as_telling_apart_takes() -> None:
    assert number_of("inc-night-00012", ["inc-night-00013"]) == "0012"
    assert number_of("inc-a4f0c", ["inc-94f0c", "inc-00000"]) == "a4f0c"


def test_a_county_without_incidents_has_no_names(house: House) -> None:
    assert listed(house) == {}


def test_a_typed_title_is_no_name_on_the_desk_before_a_message_or_for_programs(
    house: House,
) -> None:
    incident = opened(house, dam=DAM)
    name = listed(house)[incident]
    rows = house.program().get("/api/v1/incidents").json()["incidents"]
    assert [row["id"] for row in rows] == [incident]
    assert "三人被埋" not in str(rows)
    client = house.signed_in()
    call = {"from_whom": "企业调度室", "words": "漫顶", "number": "sim:0777"}
    client.post("/duty/log/call", data=call)
    (entry,) = house.program().get("/api/v1/duty/entries").json()["entries"]
    made = {"place": "青石沟", "what": "漫顶", "dam": OTHER_DAM}
    turned = house.program().post(f"/api/v1/duty/entries/{entry['id']}/promote", json=made)
    assert turned.status_code == 201, turned.text
    start = client.get("/?lang=en").text
    assert f"→ {listed(house)[turned.json()['incident']]}</a>" in start
    asked = {"words": "到村口集合", "posts": "fire_head", "urgency": "urgent", "confirm": "all"}
    before = client.post(f"/incidents/{incident}/do/SendNotice?lang=en", data=asked).text
    assert f"‹ {name}</a>" in before
    assert "三人被埋" not in before
