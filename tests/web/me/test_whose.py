"""Whose a press and a page are: one person's, and for who takes part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from incident.decide.case import TOLERANCE
from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.me.night import (
    MEMBER,
    press,
    state_of,
)

Report = Callable[[TestClient], str]


def test_what_one_person_pressed_is_never_done_as_another(night: tuple[House, str]) -> None:
    house, path = night
    other = house.signed_in(OFFICER)
    sent = press(other, path, "CheckIn", movement="arrived", person=MEMBER)
    assert (sent.status_code, sent.json()["code"]) == (409, "other_person")
    for lang in ("zh", "en"):
        assert sent.json()["message"][lang]
    assert state_of(house, path).presence == {}
    again = press(house.signed_in(MEMBER), path, "CheckIn", movement="arrived")
    assert (again.status_code, again.json()["repeated"]) == (200, False)
    assert set(state_of(house, path).presence) == {MEMBER}


def test_whose_press_it_is_comes_before_whether_there_is_such_an_incident(
    night: tuple[House, str],
) -> None:
    house, path = night
    sent = press(house.signed_in(PLAYER), path, "CheckIn", movement="left", person=MEMBER)
    assert sent.status_code == 409, "it stays on the phone; a 404 would give it up"


def test_a_form_without_scripts_names_its_person_too(night: tuple[House, str]) -> None:
    house, path = night
    page = house.signed_in(MEMBER).get(f"{path}/me").text
    forms = [form.split("</form>")[0] for form in page.split("<form")[1:] if "/me/act" in form]
    assert forms
    assert all(f'name="_person" value="{MEMBER}"' in form for form in forms)
    form = {"command": "CheckIn", "_key": "f1", "movement": "left"}
    other = house.signed_in(OFFICER)
    for whose in ({"_person": MEMBER}, {}):
        answer = other.post(f"{path}/me/act", data={**form, **whose}, follow_redirects=False)
        assert answer.status_code == 409
        assert 'class="refusal"' in answer.text
    assert state_of(house, path).presence == {}


def test_parts_say_whose_they_are(night: tuple[House, str]) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    first = client.get(f"{path}/me/parts")
    known = {"if-none-match": first.headers["etag"]}
    again = client.get(f"{path}/me/parts", headers=known)
    assert (first.headers["x-person"], again.headers["x-person"]) == (MEMBER, MEMBER)
    other = house.signed_in(OFFICER).get(f"{path}/me/parts", headers=known)
    assert (other.status_code, other.headers["x-person"]) == (200, OFFICER)
    outside = house.signed_in(PLAYER).get(f"{path}/me/parts")
    assert (outside.status_code, outside.headers["x-person"]) == (404, PLAYER)


def test_a_press_from_before_the_incident_is_refused_in_words(night: tuple[House, str]) -> None:
    house, path = night
    client, opened = house.signed_in(MEMBER), house.clock.now()
    house.clock.forward(timedelta(hours=1))
    for at in (opened - TOLERANCE - timedelta(seconds=1), datetime(2020, 1, 1, tzinfo=UTC)):
        sent = press(client, path, "CheckIn", at=at.isoformat(), movement="left")
        assert (sent.status_code, sent.json()["field"]) == (422, "happened_at")
        assert "2026-05-17 02:28" in sent.json()["allowed"]["zh"]
    assert state_of(house, path).presence == {}
    at = opened - TOLERANCE
    assert press(client, path, "CheckIn", at=at.isoformat(), movement="left").status_code == 200
    assert state_of(house, path).presence[MEMBER].at == at


@pytest.mark.parametrize(
    ("command", "more"), [("AddNote", {"note": "路通了"}), ("CheckIn", {"movement": "left"})]
)
def test_who_only_watches_presses_nothing(
    night: tuple[House, str], command: str, more: dict[str, str]
) -> None:
    house, path = night
    before = state_of(house, path).seq
    sent = press(house.signed_in("wutai-superior-commander"), path, command, **more)
    assert (sent.status_code, sent.json()["code"]) == (403, "not_allowed")
    assert state_of(house, path).seq == before
    assert press(house.signed_in(MEMBER), path, command, **more).status_code == 200


def test_who_has_no_group_yet_still_answers(house: House, reported: Report) -> None:
    path = reported(house.signed_in())
    sent = press(house.signed_in(MEMBER), path, "CheckIn", movement="left")
    assert sent.status_code == 200, "the page shows the buttons before any group is in force"
