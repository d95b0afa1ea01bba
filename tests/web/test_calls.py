"""The telephone list as a page and for programs: who sees numbers, who records, who is calling."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.desk import Desk
from incident.model import Spoken
from notify.channels.calls.channel import TelephoneList
from notify.channels.calls.claims import LASTS
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from runtime.database import Database
from runtime.ids import CountedIds
from tests.at_rest import at_rest
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

LEADER = "wutai-duty-leader"
VILLAGER = "wutai-village-contact-demo"
OTHER = "wutai-weather-head"
SUPERIOR = "wutai-superior-commander"
GROUP = "wutai-health-head"


@pytest.fixture
def ringing(house: House) -> House:
    """The same house with its alerts at work, and no channel that reaches the world."""
    s = house.services
    ids = CountedIds("c")
    desk = Desk(s.database, s.vault, s.directory, s.shelf, s.clock, ids, consequences=[intents])
    return House(replace(s, desk=desk, ids=ids), house.clock)


def alarm(house: House, mode: str = "real", **more: str) -> str:
    """Report and send; the incident's id."""
    s, database = house.services, house.services.database
    reporter = OFFICER if mode == "real" else PLAYER
    given = {"place": "东台沟", "what": "溃坝", "title": "夜间事故", **more}
    report = c.ReportIncident(mode=mode, **given)  # type: ignore[arg-type]
    incident = s.desk.open(report, reporter, "wutai").incident
    run(house, database)
    return incident


def run(house: House, database: Database) -> None:
    s = house.services
    ways = (SimulatedPhones(database, s.clock), TelephoneList(database, s.clock))
    engine = AlertEngine(
        database, s.directory, s.vault, s.desk.put, s.shelf.get,
        Routes({way.name: way for way in ways}), s.clock, s.ids,
    )  # fmt: skip
    asyncio.run(at_rest(engine))


def line(page: str, name: str) -> tuple[str, str]:
    """A person's line: the call's id, and its HTML."""
    lines = re.findall(r'<li class="callee.*?</li>\n', page, re.DOTALL)
    (found,) = [text for text in lines if f"{name}</b>" in text]
    (call,) = re.findall(r'id="call-([^"]+)"', found)
    return call, found


def press(client: TestClient, incident: str, call: str, act: str, **form: str) -> tuple[int, str]:
    path = f"/incidents/{incident}/calls/{call}/{act}"
    answer = client.post(path, data=form, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_the_list_has_one_name_wherever_it_is_spoken_of(ringing: House) -> None:
    incident = alarm(ringing)
    client = ringing.signed_in()
    for page in (f"/incidents/{incident}", f"/incidents/{incident}/calls", "/calls"):
        told = client.get(page).text
        assert "电话通知单" in told
        assert "通知名单" not in told


def test_everybody_told_is_a_line_with_the_words_to_read_out(ringing: House) -> None:
    incident = alarm(ringing)
    page = ringing.signed_in().get(f"/incidents/{incident}/calls").text
    assert 'class="banner"' in page
    _, leader = line(page, "（演示）带班领导甲")
    assert "尾矿库事故，" in leader
    assert "，地点东台沟，尚未核实。请立即到岗，首报上级时限05-17 02:48，" in leader
    assert "【接报】夜间事故" not in leader, "a typed title is sent to nobody"
    assert "sim:0" in leader
    assert leader.count('name="result"') == 6
    names = re.findall(r"<b>\d+\. ([^<]+)</b>", page)
    assert len(names) == len(set(names)), "one line a person"


def test_the_banner_is_gone_where_messages_leave_and_in_an_exercise(ringing: House) -> None:
    exercise = alarm(ringing, "exercise")
    banner = 'class="banner"'
    assert banner not in ringing.signed_in(PLAYER).get(f"/incidents/{exercise}/calls").text
    real = alarm(ringing)
    out = House(replace(ringing.services, reaches_world=True), ringing.clock)
    assert banner in ringing.signed_in().get(f"/incidents/{real}/calls").text
    assert banner not in out.signed_in().get(f"/incidents/{real}/calls").text


def test_each_result_by_name_and_only_the_persons_own_voice_answers(ringing: House) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    path = f"/incidents/{incident}/calls"
    call, _ = line(client.get(path).text, "（演示）带班领导甲")
    kept = ("secretary", "no_answer", "off", "busy", "out_of_county")
    for number, result in enumerate(kept):
        sent = {"result": result, "note": f"说了{number}", "recording": f"R{number}"}
        for _ in range(2):  # a button pressed twice
            status, there = press(client, incident, call, "result", _key=str(number), **sent)
            assert (status, there) == (303, f"{path}#call-{call}")
        ringing.clock.forward(timedelta(seconds=10))
    _, shown = line(client.get(path).text, "（演示）带班领导甲")
    assert "说了4" in shown
    assert "R4" in shown
    with ringing.services.database.read() as connection:
        made = connection.exec_driver_sql("SELECT COUNT(*) FROM call_try").scalar()
    assert made == len(kept)
    assert ringing.services.desk.state(incident).answers == {}
    assert press(client, incident, call, "result", result="answered", _key="5")[0] == 303
    answers = ringing.services.desk.state(incident).answers.values()
    assert {answer.person for answer in answers} == {LEADER}
    assert f'id="call-{call}"' not in client.get(path).text


def test_a_result_that_does_not_exist_is_refused(ringing: House) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    call, _ = line(client.get("/calls").text, "（演示）带班领导甲")
    assert press(client, incident, call, "result", result="maybe")[0] == 422
    assert press(client, incident, call, "erase")[0] == 404
    assert press(client, incident, "none", "claim")[0] == 404
    assert press(client, incident, call, "result", result="busy", note="x" * 1001)[0] == 413


def test_who_is_calling_is_seen_by_the_other_and_is_over_in_three_minutes(ringing: House) -> None:
    incident = alarm(ringing)
    one, two = ringing.signed_in(OFFICER), ringing.signed_in(LEADER)
    page = one.get(f"/incidents/{incident}/calls").text
    calls = re.findall(r'id="call-([^"]+)"', page)
    call = calls[-1]

    def shown(client: TestClient) -> str:
        text = client.get(f"/incidents/{incident}/calls").text
        return text.split(f'id="call-{call}"')[1].split("</li>")[0]

    assert press(one, incident, call, "claim")[0] == 303
    assert 'class="claim"' in shown(two)
    assert 'name="result"' not in shown(two), "the other has no buttons"
    assert 'name="result"' in shown(one)
    press(two, incident, call, "claim")
    assert 'name="result"' not in shown(two), "a claim cannot be taken away"
    ringing.clock.forward(LASTS)
    assert 'class="claim"' not in shown(two)
    press(two, incident, call, "claim")
    assert 'name="result"' not in shown(one)
    press(two, incident, call, "release")
    assert 'class="claim"' not in shown(one)


def test_the_list_is_for_the_desk_command_and_groups(ringing: House) -> None:
    incident = alarm(ringing, dam="wutai-dam-demo")
    path = f"/incidents/{incident}/calls"
    assert "sim:0" in ringing.signed_in(COMMANDER).get(path).text
    villager = ringing.signed_in(VILLAGER)
    for person in (VILLAGER, OTHER, SUPERIOR):
        for page in (path, f"{path}?part=list", "/calls"):
            seen = ringing.signed_in(person).get(f"{page}{'&' if '?' in page else '?'}lang=en").text
            assert "is for the desk, the headquarters and its groups" in seen, page
            for told in ("callee", "sim:0", "【接报】", "（演示）带班领导甲", "unnamed"):
                assert told not in seen, (person, page, told)
        refused = ringing.program(person).get(f"/api/v1{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    call, _ = line(ringing.signed_in().get(path).text, "（演示）带班领导甲")
    for client in (villager, ringing.signed_in(COMMANDER)):
        assert 'name="result"' not in client.get(path).text
        assert press(client, incident, call, "result", result="busy")[0] == 403


def test_what_was_said_is_for_who_records_or_commands(ringing: House) -> None:
    incident = alarm(ringing)
    start = c.StartResponse(level=2)
    ringing.services.desk.put(incident, start, COMMANDER)
    path = f"/incidents/{incident}/calls"
    call, _ = line(ringing.signed_in().get(path).text, "（演示）带班领导甲")
    said = {"result": "busy", "note": "家属在场", "recording": "R-77", "_key": "0"}
    press(ringing.signed_in(), incident, call, "result", **said)
    for person in (OFFICER, COMMANDER):
        seen = ringing.signed_in(person).get(path).text + str(
            ringing.program(person).get(f"/api/v1{path}").json()
        )
        assert seen.count("家属在场") == seen.count("R-77") == 2, person
    seen = ringing.signed_in(GROUP).get(path).text
    assert "sim:0" in seen, "a group calls its people"
    told = ringing.program(GROUP).get(f"/api/v1{path}").json()
    tries = [t for one in told["calls"] for t in one["tries"]]
    assert [(t["result"], t["note"], t["recording"]) for t in tries] == [("busy", None, None)]
    assert "家属在场" not in seen
    assert "R-77" not in seen


def test_all_open_incidents_real_ones_first_and_exercises_apart(ringing: House) -> None:
    exercise, real = alarm(ringing, "exercise"), alarm(ringing)
    page = ringing.signed_in().get("/calls").text
    assert page.index(f'data-key="{real}"') < page.index(f'data-key="{exercise}"')
    assert page.count("drill-frame") == 1
    player = ringing.signed_in(PLAYER)
    assert real not in player.get("/calls").text
    assert player.get(f"/incidents/{real}/calls").status_code == 404
    spoken = Spoken(on_behalf_of="emergency_head", means="telephone", said_at=ringing.clock.now())
    told = c.DismissReport(reason="误报", evidence="现场核实", spoken=spoken)
    ringing.services.desk.put(real, told, OFFICER)
    assert f'data-key="{real}"' not in ringing.signed_in().get("/calls").text


def test_a_dam_without_villages_says_whom_to_telephone(ringing: House) -> None:
    incident = alarm(ringing, dam="wutai-dam-baiyun")
    client = ringing.signed_in()
    page = client.get(f"/incidents/{incident}/calls").text
    part = page.split('class="unnamed"')[1].split("</div>")[0]
    assert "村级联络人" in part
    assert "telephone the township" in part or "乡" in part
    assert "下石村联系人" not in page, "no contact of another valley is to be called"
    told = client.get(f"/incidents/{incident}/calls?lang=en").text
    assert "no village is entered below this dam" in told


def test_a_person_of_two_incidents_is_one_line_and_one_call(ringing: House) -> None:
    first = alarm(ringing)
    ringing.clock.forward(timedelta(minutes=20))
    second = alarm(ringing, place="西沟")
    one, two = ringing.signed_in(OFFICER), ringing.signed_in(LEADER)
    name = "（演示）带班领导甲"
    page = one.get("/calls").text
    call, shown = line(page, name)
    assert shown.count("同一通电话一并告知") == 1
    assert "地点东台沟" in shown
    assert "地点西沟" in shown, "both texts stand together to be read out"
    pointing = page.count("与上面同一通电话")
    assert pointing == page.count('<li class="callee'), "the others point there"
    own = second if f"/incidents/{second}/calls/{call}/" in shown else first
    other = first if own == second else second
    there, alone = line(two.get(f"/incidents/{other}/calls").text, name)
    assert "同一通电话一并告知" in alone, "the list of one incident says it too"
    press(one, own, call, "claim")
    _, taken = line(two.get(f"/incidents/{other}/calls").text, name)
    assert 'class="claim"' in taken
    assert 'name="result"' not in taken
    status, told = press(two, other, there, "result", result="answered")
    assert status == 409
    assert "（演示）值班员" in told, "who has the person"
    assert press(one, own, call, "result", result="answered", _key="0")[0] == 303
    for incident in (first, second):
        answers = ringing.services.desk.state(incident).answers.values()
        assert {answer.person for answer in answers} == {LEADER}
    assert f". {name}</b>" not in one.get("/calls").text


def test_the_number_that_was_dialled_stands_with_the_call(ringing: House) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    path = f"/incidents/{incident}/calls"
    call, shown = line(client.get(path).text, "（演示）带班领导甲")
    numbers = re.findall(r'name="dialled" value="([^"]+)"', shown)
    press(client, incident, call, "result", result="no_answer", _key="0", dialled=numbers[0])
    _, after = line(client.get(path).text, "（演示）带班领导甲")
    tried = after.split('class="tried"')[1].split("</div>")[0]
    assert "sim:0" in tried
    listed = ringing.program().get(f"/api/v1{path}").json()["calls"]
    leader = next(one for one in listed if one["person"] == LEADER)
    assert leader["tries"][0]["dialled"]["kind"] == "sim"
    assert numbers[0] in [number["id"] for number in leader["numbers"]]
    assert press(client, incident, call, "result", result="busy", dialled="none")[0] == 404


def test_a_program_takes_a_person_and_gives_them_back(ringing: House) -> None:
    incident = alarm(ringing)
    switchboard, other = ringing.program(OFFICER), ringing.program(LEADER)
    path = f"/api/v1/incidents/{incident}/calls"
    call = switchboard.get(path).json()["calls"][-1]["id"]

    def claim_of(answer: Any) -> Any:
        return next(one["claim"] for one in answer.json()["calls"] if one["id"] == call)

    taken = switchboard.post(f"{path}/{call}/claim")
    assert (taken.status_code, claim_of(taken)["by"]) == (200, OFFICER)
    for act, body in (("claim", None), ("result", {"result": "busy"})):
        refused = other.post(f"{path}/{call}/{act}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "being_called")
        assert refused.json()["value"] == OFFICER
        assert "（演示）值班员" in refused.json()["message"]["zh"]
    assert claim_of(other.post(f"{path}/{call}/release"))["by"] == OFFICER, "only one's own"
    assert claim_of(switchboard.post(f"{path}/{call}/release")) is None
    assert claim_of(other.post(f"{path}/{call}/claim"))["by"] == LEADER
    villager = ringing.program(VILLAGER)
    for act in ("claim", "release"):
        assert villager.post(f"{path}/{call}/{act}").status_code == 403
    assert switchboard.post(f"{path}/none/claim").json()["code"] == "unknown_item"


def test_only_the_list_itself_is_sent_to_a_page_that_is_open(ringing: House) -> None:
    incident, client = alarm(ringing), ringing.signed_in()
    part = client.get(f"/incidents/{incident}/calls?part=list").text
    assert "<html" not in part
    assert "data-group" in part
    assert client.get("/calls?part=list").text.count("<section") == 1


class _Inline(HTMLParser):
    """What a strict content policy would not run."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "script" and not given.get("src"):
            self.inline.append(tag)


def test_nothing_on_the_page_is_inline(ringing: House) -> None:
    incident = alarm(ringing)
    found = _Inline()
    found.feed(ringing.signed_in().get(f"/incidents/{incident}/calls").text)
    assert found.inline == []


def test_the_api_gives_the_list_and_takes_a_result_once(ringing: House) -> None:
    incident, program = alarm(ringing), ringing.program()
    path = f"/api/v1/incidents/{incident}/calls"
    listed = program.get(path).json()
    assert listed["reaches_world"] is False
    leader = next(one for one in listed["calls"] if one["person"] == LEADER)
    assert leader["numbers"][0]["kind"] == "sim"
    assert leader["alerts"][0]["reason"] == "not_sent"
    key = {"Idempotency-Key": "one"}
    said = {"result": "secretary", "note": "开会，转告"}
    sent = [program.post(f"{path}/{leader['id']}/result", json=said, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [200, 200]
    again = next(one for one in sent[1].json()["calls"] if one["person"] == LEADER)
    assert [(t["result"], t["note"]) for t in again["tries"]] == [("secretary", "开会，转告")]
    for other in ({"result": "answered"}, {"note": "不在"}, {"recording": "7"}):
        dropped = program.post(f"{path}/{leader['id']}/result", json={**said, **other}, headers=key)
        assert (dropped.status_code, dropped.json()["code"]) == (409, "duplicate")
    assert ringing.services.desk.state(incident).answers == {}, "nobody heard of an answer"
    villager = ringing.program(VILLAGER)
    refused = villager.post(f"{path}/{leader['id']}/result", json=said)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"result": "maybe"}, 422),
        ({}, 422),
        ({"result": "busy", "by": "x"}, 422),
        ({"result": "busy", "note": "x\0"}, 422),
    ],
)
def test_the_api_refuses_in_its_one_shape(
    ringing: House, body: dict[str, str], status: int
) -> None:
    incident, program = alarm(ringing), ringing.program()
    path = f"/api/v1/incidents/{incident}/calls"
    call = program.get(path).json()["calls"][0]["id"]
    answer = program.post(f"{path}/{call}/result", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "field", "value", "allowed", "message"}


def test_the_document_describes_both_paths(house: House) -> None:
    document = house.client().get("/api/v1/openapi.json").json()
    paths = document["paths"]
    assert "get" in paths["/api/v1/incidents/{incident}/calls"]
    body = paths["/api/v1/incidents/{incident}/calls/{call}/result"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("/CallResult")
    assert "CallResult" in document["components"]["schemas"]
