"""Small forms in the rows of the board: what they settle, ask and fill in; who may see numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.commands import COMMANDS
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from web.inplace import FORMS

Report = Callable[[TestClient], str]
NUMBER = "sim:0001"
IN_PLACE = {"x-dialogue": "in-place"}


@pytest.fixture
def desk(house: House) -> TestClient:
    return house.signed_in()


@pytest.fixture
def path(desk: TestClient, reported: Report) -> str:
    return reported(desk)


def put(house: House, path: str, command: c.Command, person: str = OFFICER) -> None:
    house.services.desk.put(path.rsplit("/", 1)[1], command, person)


def small(client: TestClient, path: str, command: str, **query: str) -> str:
    answer = client.get(f"{path}/do/{command}", params=query, headers=IN_PLACE)
    assert answer.status_code == 200
    return unescape(answer.text)


def row(client: TestClient, path: str, key: str) -> str:
    parts = client.get(f"{path}/board.json").json()["fragments"]
    (html,) = (html for name, html in parts.items() if name.endswith(key))
    return unescape(html)


def rung(line: str = "government") -> c.TellReport:
    return c.TellReport(line=line, kind="telephone_first", number=NUMBER, receiver="市局值班员")


def test_every_small_form_names_questions_of_its_command() -> None:
    for name, form in FORMS.items():
        fields = COMMANDS[name].model_fields
        asked = {*form.settled, *form.asked, *([form.pressed] if form.pressed else [])}
        assert asked <= fields.keys()
        required = {n for n, f in fields.items() if f.is_required()}
        assert required <= asked, f"{name}: it could never be sent"


def test_telling_a_unit_asks_who_how_and_when(desk: TestClient, path: str) -> None:
    page = small(desk, path, "TellOutsider", entry="power")
    assert "供电企业" in page
    assert re.search(r'type="hidden" name="entry" value="power"', page)
    assert '<option value="telephone" selected' in page
    assert 'name="told_at" value="2026-05-17T02:28"' in page
    assert "override" not in page


def test_without_its_row_the_whole_form_is_shown(desk: TestClient, path: str) -> None:
    assert "override.reason" in small(desk, path, "TellOutsider")
    assert "override.reason" in small(desk, path, "AddNote")


def test_a_told_row_says_who_when_and_by_whom_and_leads_to_its_correction(
    house: House, desk: TestClient, path: str
) -> None:
    assert "CorrectEntry" not in row(desk, path, "-power")
    sent = {"entry": "power", "who": "调度值班员", "means": "telephone"}
    answer = desk.post(f"{path}/do/TellOutsider", data=sent, headers=IN_PLACE)
    assert answer.status_code == 204
    shown = row(desk, path, "-power")
    for said in ("✓", "02:28", "调度值班员", "值班员甲"):
        assert said in shown
    found = re.search(r"CorrectEntry\?entry=(\d+)", shown)
    assert found is not None
    entry = int(found.group(1))
    put(house, path, c.CorrectEntry(entry=entry, correction="是营业厅接的", reason="听错"))
    corrected = row(desk, path, "-power")
    assert "struck" in corrected
    assert f"#log-{entry + 1}" in corrected
    put(house, path, c.TellOutsider(entry="power", means="telephone", who="调度长"))
    again = row(desk, path, "-power")
    assert "调度长" in again
    assert "struck" not in again


def test_a_refused_small_form_comes_back_with_what_was_typed(desk: TestClient, path: str) -> None:
    sent = {"entry": "power", "who": "调度", "means": "telephone", "told_at": "2099-01-01T00:00"}
    answer = desk.post(f"{path}/do/TellOutsider", data=sent, headers=IN_PLACE)
    assert answer.status_code >= 400
    page = unescape(answer.text)
    assert "small-form" in page
    assert 'role="alert"' in page
    assert 'name="who" rows="2"' in page or 'value="调度"' in page


def test_the_cell_of_a_line_offers_the_next_telephone_report(
    house: House, desk: TestClient, path: str
) -> None:
    assert "line=government&kind=telephone_first" in row(desk, path, "-government")
    put(house, path, rung())
    shown = row(desk, path, "-government")
    assert "kind=telephone_first" not in shown
    assert "line=government&kind=continued" in shown


def test_the_number_rung_last_on_a_line_is_filled_in_for_those_who_may_see_it(
    house: House, desk: TestClient, path: str, reported: Report
) -> None:
    query = {"line": "government", "kind": "continued"}
    assert NUMBER not in small(desk, path, "TellReport", **query)
    put(house, path, rung())
    assert NUMBER in small(desk, path, "TellReport", **query)
    assert NUMBER not in small(desk, path, "TellReport", line="party", kind="telephone_first")
    later = reported(desk)
    assert NUMBER in small(desk, later, "TellReport", **query), "also in the next incident"
    assert NUMBER in small(house.signed_in(COMMANDER), path, "TellReport", **query)
    elsewhere = house.signed_in("wutai-village-contact-demo")
    assert NUMBER not in small(elsewhere, path, "TellReport", **query)


def test_a_number_of_an_exercise_is_not_offered_in_a_real_incident(
    house: House, desk: TestClient, path: str
) -> None:
    drill = c.ReportIncident(place="青石沟", what="演练", mode="exercise")
    receipt = house.services.desk.open(drill, PLAYER, "wutai")
    house.services.desk.put(receipt.incident, rung(), PLAYER)
    page = small(desk, path, "TellReport", line="government", kind="telephone_first")
    assert NUMBER not in page


def test_a_village_is_answered_by_the_button_and_nothing_is_chosen_before(
    desk: TestClient, path: str
) -> None:
    page = small(desk, path, "ReportVillage", village="wutai-village-demo-1")
    assert re.findall(r'name="stage" value="(\w+)"', page) == [
        "called", "answered", "moving", "moved",
    ]  # fmt: skip
    assert page.index("<button disabled hidden>") < page.index('name="stage"')
