"""The duty desk: who is on duty, the log of calls and papers, and an entry that becomes event 1."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from incident.events import IncidentReported
from incident.log import read
from tests.web.conftest import COMMANDER, NIGHT, OFFICER, PLAYER, House

OPERATOR = "wutai-operator-head"
CALL = {
    "from_whom": "青石沟企业调度室",
    "number": "sim:0777",
    "words": "坝脚渗水点变浑",
    "recording": "0517-31",
}
ENTRIES = "/api/v1/duty/entries"


def log(client: TestClient, kind: str = "call", **more: str) -> str:
    """Enters through the form; the id of the new entry, from its link on the start page."""
    answer = client.post(f"/duty/log/{kind}", data={**CALL, **more}, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/"), answer.text
    found = re.search(r"/duty/entries/([\w-]+)/correct", client.get("/").text)
    assert found is not None
    return found[1]


def opened(house: House) -> list[str]:
    """Every incident that there is."""
    rows = house.program().get("/api/v1/incidents").json()["incidents"]
    return [row["id"] for row in rows]


def test_the_page_says_who_is_on_duty_and_that_nothing_has_come(house: House) -> None:
    page = house.signed_in().get("/?lang=en").text
    for name in ("（演示）值班员甲", "（演示）带班领导甲", "（演示）分管副县长"):
        assert name in page
    assert "No monitoring and no weather feed is connected" in page
    assert "Nothing has come in yet." in page
    assert "No incident is open." in page
    assert 'id="entry-' not in page


def test_a_post_that_nobody_holds_is_shown_as_such(house: House) -> None:
    client = house.signed_in()
    assert 'class="vacant"' not in client.get("/").text
    with house.services.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE holding SET until = since WHERE post = 'duty_leader' AND mode = 'real'"
        )
    page = client.get("/?lang=en").text
    assert page.count('class="vacant"') == 1
    assert "nobody holds this post" in page


def test_a_call_is_logged_with_its_time_and_by_whom(house: House) -> None:
    client = house.signed_in()
    log(client, received_at="2026-05-17T02:20:00")
    page = client.get("/").text
    for told in ("坝脚渗水点变浑", "青石沟企业调度室", "sim:0777", "0517-31", ">02:20</time>"):
        assert told in page
    (entry,) = house.program().get(ENTRIES).json()["entries"]
    assert entry["received_at"] == "2026-05-16T18:20:00+00:00"
    assert (entry["seq"], entry["entered_by"], entry["incident"]) == (1, OFFICER, None)


def test_pressing_twice_enters_once(house: House) -> None:
    client = house.signed_in()
    for _ in range(2):
        log(client, _key="k1")
    assert len(house.program().get(ENTRIES).json()["entries"]) == 1


def test_a_correction_strikes_the_old_entry_through_and_keeps_it(house: House) -> None:
    client = house.signed_in()
    entry = log(client)
    form = client.get(f"/duty/entries/{entry}/correct").text
    assert 'value="青石沟企业调度室"' in form
    answer = client.post(
        f"/duty/entries/{entry}/correct",
        data={**CALL, "words": "坝肩渗水点变浑"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    page = client.get("/").text
    assert re.search(r'id="entry-1" class="entry replaced', page)
    assert "坝脚渗水点变浑" in page
    assert "坝肩渗水点变浑" in page
    again = client.post(f"/duty/entries/{entry}/correct", data=CALL)
    assert again.status_code == 409
    assert 'class="refusal"' in again.text
    assert client.get(f"/duty/entries/{entry}/correct").status_code == 409


def test_one_press_makes_an_entry_event_1_and_pressing_again_leads_to_the_same(
    house: House,
) -> None:
    client = house.signed_in()
    entry = log(client, received_at="2026-05-17T02:20:00", words="青石沟尾矿库坝脚渗水点变浑")
    house.clock.forward(timedelta(minutes=12))
    form = client.get(f"/duty/entries/{entry}/promote").text
    assert "青石沟尾矿库坝脚渗水点变浑</textarea>" in form
    assert re.search(r'name="place" value="[^"]*青石沟', form)
    told = {"place": "青石沟", "what": "坝脚渗水", "kind": "dangerous_sign"}
    first = client.post(f"/duty/entries/{entry}/promote", data=told, follow_redirects=False)
    again = client.post(f"/duty/entries/{entry}/promote", data=told, follow_redirects=False)
    assert (first.status_code, again.status_code) == (303, 303)
    path = first.headers["location"]
    assert again.headers["location"] == path
    assert opened(house) == [path.rsplit("/", 1)[1]]
    with house.services.database.read() as connection:
        event = next(iter(read(connection, opened(house)[0])))
    assert event.seq == 1
    assert isinstance(event.event, IncidentReported)
    assert event.event.learned_at == NIGHT - timedelta(minutes=8)
    assert event.event.kind == "dangerous_sign"
    page = client.get("/").text
    assert f'class="became" href="{path}"' in page
    assert f"/duty/entries/{entry}/promote" not in page
    turned = client.get(f"/duty/entries/{entry}/promote", follow_redirects=False)
    assert (turned.status_code, turned.headers["location"]) == (303, path)


def test_the_clocks_of_the_reports_run_from_the_call_and_not_from_the_press(house: House) -> None:
    client = house.signed_in()
    entry = log(client)
    house.clock.forward(timedelta(hours=3))
    client.post(f"/duty/entries/{entry}/promote", data={"place": "青石沟", "what": "溃坝"})
    page = client.get("/?lang=en").text
    assert "3 h 0 min" in page
    overdue = re.search(r"<dt>Overdue[^<]*</dt><dd>(\d+)</dd>", page)
    assert overdue is not None
    assert int(overdue[1]) > 0


def test_a_corrected_call_still_becomes_one_incident(house: House) -> None:
    client = house.signed_in()
    entry = log(client)
    told = {"place": "青石沟", "what": "坝脚渗水"}
    client.post(f"/duty/entries/{entry}/correct", data={**CALL, "words": "坝肩渗水"})
    struck = client.post(f"/duty/entries/{entry}/promote", data=told)
    assert struck.status_code == 409
    newest = house.program().get(ENTRIES).json()["entries"][0]["id"]
    for _ in range(2):
        client.post(f"/duty/entries/{newest}/promote", data=told)
    client.post(f"/duty/entries/{newest}/correct", data={**CALL, "words": "左坝肩渗水"})
    third = house.program().get(ENTRIES).json()["entries"][0]
    client.post(f"/duty/entries/{third['id']}/promote", data=told)
    assert opened(house) == [third["incident"]]


def test_an_open_incident_stands_first_with_who_decides_next(house: House) -> None:
    client = house.signed_in()
    entry = log(client)
    client.post(f"/duty/entries/{entry}/promote", data={"place": "青石沟", "what": "溃坝"})
    (incident,) = opened(house)
    page = client.get("/").text
    assert page.index('class="duty-panel running"') < page.index('class="duty-grid"')
    assert f'<a class="title" href="/incidents/{incident}">' in page
    assert incident in client.get("/incidents").text
    spoken = {"spoken.on_behalf_of": "vice_magistrate", "spoken.means": "telephone"}
    client.post(
        f"/incidents/{incident}/do/StartResponse",
        data={"level": "2", **spoken, "spoken.said_at": "2026-05-17T02:27:00"},
    )
    assert "县级二级响应" in client.get("/").text


def test_who_does_not_keep_the_record_reads_only(house: House) -> None:
    entry = log(house.signed_in())
    commander = house.signed_in(COMMANDER)
    page = commander.get("/").text
    assert "坝脚渗水点变浑" in page
    for way in ("/duty/log/", "/correct", "/promote"):
        assert way not in page.replace('href="/duty/log"', "")
    tried = (
        commander.get("/duty/log/call"),
        commander.post("/duty/log/call", data=CALL),
        commander.get(f"/duty/entries/{entry}/correct"),
        commander.post(f"/duty/entries/{entry}/correct", data=CALL),
        commander.post(f"/duty/entries/{entry}/promote", data={"place": "x", "what": "y"}),
    )
    assert {answer.status_code for answer in tried} == {403}
    assert len(house.program().get(ENTRIES).json()["entries"]) == 1
    assert opened(house) == []


@pytest.mark.parametrize(
    ("person", "pages"),
    [
        (OPERATOR, ("/?lang=en", "/duty/log?lang=en")),
        ("wutai-weather-head", ("/?lang=en", "/duty/log?lang=en")),
        ("wutai-superior-commander", ("/duty/log?lang=en",)),
    ],
)
def test_who_does_not_lead_the_response_reads_no_words_of_the_log(
    house: House, person: str, pages: tuple[str, ...]
) -> None:
    log(house.signed_in())
    client = house.signed_in(person)
    for page in pages:
        shown = client.get(page).text
        assert "for the desk, the headquarters and its groups" in shown
        for personal in ("坝脚渗水点变浑", "sim:0777", "企业调度室", "0517-31"):
            assert personal not in shown, page
    assert house.program(person).get(ENTRIES).json()["entries"] == []


def test_a_group_of_the_plan_reads_the_log_before_any_group_is_in_force(house: House) -> None:
    log(house.signed_in())
    assert "坝脚渗水点变浑" in house.signed_in("wutai-health-head").get("/").text
    (entry,) = house.program("wutai-health-head").get(ENTRIES).json()["entries"]
    assert entry["words"] == "坝脚渗水点变浑"


def test_a_person_of_the_exercise_sees_exercises_only(house: House) -> None:
    entry = log(house.signed_in())
    player = house.signed_in(PLAYER)
    page = player.get("/").text
    assert 'class="duty-panel running drill-frame"' in page
    assert 'id="h-open"' not in page
    assert 'id="h-register"' not in page
    assert "坝脚渗水点变浑" not in page
    for answer in (
        player.get("/duty/log"),
        player.get("/county/desk.json"),
        player.get("/duty/log/call"),
        player.post("/duty/log/call", data=CALL),
        player.post(f"/duty/entries/{entry}/promote", data={"place": "x", "what": "y"}),
        house.program(PLAYER).get(ENTRIES),
        house.program(PLAYER).post(ENTRIES, json={"kind": "note", "words": "x"}),
    ):
        assert answer.status_code == 409
    assert opened(house) == []


def test_running_exercises_are_apart_in_a_frame_of_their_own(house: House) -> None:
    player = house.signed_in(PLAYER)
    answer = player.post("/report", data={"place": "x", "what": "y"}, follow_redirects=False)
    path = answer.headers["location"]
    page = house.signed_in().get("/").text
    frame = page.index('class="duty-panel drill-frame"')
    assert page.index(f'href="{path}"') > frame
    running = page[page.index('class="duty-panel running"') : page.index('class="duty-grid"')]
    assert "<article" not in running
    assert path not in running


@pytest.mark.parametrize(
    ("kind", "wrong", "status", "label"),
    [
        ("call", {"received_at": "2026-05-17T02:34:00"}, 422, "Received at"),
        ("call", {"received_at": "yesterday"}, 422, "Received at"),
        ("call", {"received_at": "0001-01-01T00:00:00"}, 422, "Received at"),
        ("call", {"words": ""}, 422, "In their words"),
        ("call", {"words": "x" * 4001}, 413, "In their words"),
        ("call", {"words": "a\0b"}, 422, "In their words"),
        ("call", {"from_whom": " "}, 422, ""),
        ("paper", {"from_whom": "", "recording": ""}, 422, ""),
        ("paste", {"number": "x" * 121}, 413, ""),
        ("note", {"actor": "vice_magistrate"}, 422, "actor"),
        ("rumour", {}, 404, ""),
    ],
)
def test_bad_input_is_refused_in_words_and_enters_nothing(
    house: House, kind: str, wrong: dict[str, str], status: int, label: str
) -> None:
    client = house.signed_in()
    client.get("/?lang=en")
    answer = client.post(f"/duty/log/{kind}", data={**CALL, **wrong})
    assert answer.status_code == status, answer.text
    assert 'class="refusal"' in answer.text
    assert f"<dd>{label}" in answer.text
    assert house.program().get(ENTRIES).json()["entries"] == []


def test_a_time_a_little_ahead_is_kept_as_an_incidents_is(house: House) -> None:
    log(house.signed_in(), received_at="2026-05-17T02:33:00")
    assert len(house.program().get(ENTRIES).json()["entries"]) == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"place": ""}, 422),
        ({"dam": "nowhere"}, 404),
        ({"occurred_at": "2026-05-17T05:00:00"}, 422),
        ({"learned_at": "2026-05-17T01:00:00"}, 422),
        ({"what": "x" * 4001}, 413),
    ],
)
def test_a_bad_read_back_opens_nothing(house: House, wrong: dict[str, str], status: int) -> None:
    client = house.signed_in()
    entry = log(client, words="渗水", from_whom="某人")
    answer = client.post(
        f"/duty/entries/{entry}/promote", data={"place": "坝下", "what": "渗水", **wrong}
    )
    assert answer.status_code == status, answer.text
    assert 'class="refusal"' in answer.text
    assert opened(house) == []


def test_another_site_cannot_enter_anything(house: House) -> None:
    client = house.signed_in()
    entry = log(client)
    for path in ("/duty/log/call", f"/duty/entries/{entry}/promote"):
        answer = client.post(path, data=CALL, headers={"origin": "http://elsewhere.example"})
        assert answer.status_code == 403
    assert len(house.program().get(ENTRIES).json()["entries"]) == 1


def test_what_people_type_is_escaped(house: House) -> None:
    client = house.signed_in()
    log(client, words="<script>alert(1)</script>")
    page = client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_whole_log_goes_back_page_by_page(house: House) -> None:
    program = house.program()
    for number in range(102):
        made = program.post(ENTRIES, json={"kind": "note", "words": f"第{number}件"})
        assert made.status_code == 201
    client = house.signed_in()
    page = client.get("/duty/log").text
    assert 'id="entry-102"' in page
    assert 'id="entry-2"' not in page
    assert 'href="/duty/log?before=3"' in page
    earlier = client.get("/duty/log?before=3").text
    assert 'id="entry-2"' in earlier
    assert "before=" not in earlier
    told = program.get(ENTRIES).json()
    assert (len(told["entries"]), told["earlier"]) == (100, 3)


ENTRY: dict[str, Any] = {"kind": "call", "from_whom": "某镇值班室", "words": "S219 有落石"}


def test_another_program_enters_corrects_and_promotes(house: House) -> None:
    program, key = house.program(), {"Idempotency-Key": "one"}
    made = program.post(ENTRIES, json=ENTRY, headers=key)
    again = program.post(ENTRIES, json=ENTRY, headers=key)
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["repeated"] is True
    old = made.json()["entry"]
    fixed = program.post(ENTRIES, json={**ENTRY, "words": "S220", "corrects": old["id"]}).json()
    assert fixed["entry"]["corrects"] == old["seq"]
    newest, struck = program.get(ENTRIES).json()["entries"]
    assert (newest["words"], struck["corrected_by"]) == ("S220", newest["seq"])
    path = f"{ENTRIES}/{newest['id']}/promote"
    missing = program.post(path, json={})
    assert (missing.status_code, missing.json()["field"]) == (422, "place")
    first = program.post(path, json={"place": "S220"})
    second = program.post(path, json={"place": "S220"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["incident"] == second.json()["incident"]


def test_another_program_is_refused_other_words_under_one_key(house: House) -> None:
    program, key = house.program(), {"Idempotency-Key": "one"}
    assert program.post(ENTRIES, json=ENTRY, headers=key).status_code == 201
    for other in ({"words": "S220 有落石"}, {"kind": "paper"}, {"recording": "0517-31"}):
        refused = program.post(ENTRIES, json={**ENTRY, **other}, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert len(program.get(ENTRIES).json()["entries"]) == 1


@pytest.mark.parametrize(
    ("content", "status", "code", "field"),
    [
        ({}, 422, "missing", "kind"),
        ({**ENTRY, "kind": "rumour"}, 422, "invalid", "kind"),
        ({**ENTRY, "received_at": "2026-05-17T02:00:00"}, 422, "invalid", "received_at"),
        ({**ENTRY, "received_at": "2026-05-17T02:40:00+08:00"}, 422, "future_time", "received_at"),
        ({**ENTRY, "words": "x" * 4001}, 413, "too_long", "words"),
        ({**ENTRY, "corrects": "none"}, 404, "unknown_item", "entry"),
        ({**ENTRY, "entered_by": "x"}, 422, "unknown_field", "entered_by"),
        (b'{"kind": "note", "words": "a\\u0000"}', 422, "encoding", "body"),
    ],
)
def test_refusals_of_the_api_have_the_one_shape(
    house: House, content: Any, status: int, code: str, field: str
) -> None:
    program = house.program()
    sent = {"content": content} if isinstance(content, bytes) else {"json": content}
    answer = program.post(ENTRIES, **sent)
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (status, code, field)
    assert set(told) == {"code", "field", "value", "allowed", "message"}
    assert program.get(ENTRIES).json()["entries"] == []


def test_the_document_shows_what_is_sent(house: House) -> None:
    document = house.client().get("/api/v1/openapi.json").json()
    for path, name in ((ENTRIES, "LogEntry"), (f"{ENTRIES}/{{entry}}/promote", "PromoteEntry")):
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"] == f"#/components/schemas/{name}"
        assert set(body["example"]) <= set(document["components"]["schemas"][name]["properties"])


def test_a_place_that_is_refused_when_absent_is_marked_as_required(house: House) -> None:
    client = house.signed_in()
    entry = log(client, from_whom="过路群众", words="山上有一处塌了")
    form = client.get(f"/duty/entries/{entry}/promote").text
    asked = form.partition('name="place"')[0].rpartition("<label")[2]
    refused = client.post(
        f"/duty/entries/{entry}/promote", data={"what": "塌方", "kind": "accident"}
    )
    assert refused.status_code == 422
    assert "地点" in refused.text.partition('class="refusal"')[2].partition("</div>")[0]
    assert "<em>必填</em>" in asked
