"""Presses that are refused, and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.me.night import (
    MEMBER,
    a_task,
    press,
    state_of,
)

Report = Callable[[TestClient], str]


def test_the_world_moved_on_and_says_so_in_words(night: tuple[House, str]) -> None:
    house, path = night
    task = a_task(house, path)
    proof = house.services.shelf.get(state_of(house, path).plan).task(task).proof
    house.services.desk.put(
        path.rsplit("/", 1)[1], c.FinishTask(task=task, proof=proof, evidence="x"), OFFICER
    )
    answer = press(house.signed_in(MEMBER), path, "ReceiveTask", task=task)
    assert answer.status_code == 409
    assert answer.json()["code"] == "impossible"
    assert answer.json()["message"]["zh"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"command": "StartResponse", "fields": {"level": "2"}}, 404),
        ({"key": None}, 422),
        ({"person": None}, 422),
        ({"person": 3}, 422),
        ({"fields": {"movement": 3}}, 422),
        ({"fields": {"movement": "left", "x": "1"}}, 422),
        ({"fields": {"movement": "left", "happened_at": "2026-05-17T02:28:00"}}, 422),
        ({"at": "noon"}, 422),
        ({"at": "2026-05-17T02:28:00"}, 422),
        ({"at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"at": [[[]]]}, 422),
    ],
)
def test_what_is_no_press_is_refused_in_the_shape_of_the_api(
    night: tuple[House, str], body: dict[str, object], status: int
) -> None:
    house, path = night
    sound = {"person": MEMBER, "command": "CheckIn", "fields": {"movement": "left"}, "key": "k"}
    answer = house.signed_in(MEMBER).post(f"{path}/me/act", json={**sound, **body})
    assert answer.status_code == status, answer.text
    assert MEMBER not in state_of(house, path).presence
    assert set(answer.json()) == {"code", "field", "value", "allowed", "message"}


@pytest.mark.parametrize(
    ("fields", "more", "field"),
    [
        ('{"movement": "left", "movement": "arrived"}', "", "movement"),
        ('{"movement": "left"}', ', "command": "CheckIn"', "command"),
        ('{"movement": "left"}', ', "fields": {"movement": "arrived"}', "fields"),
    ],
)
def test_a_press_that_gives_a_field_twice_is_not_guessed(
    night: tuple[House, str], fields: str, more: str, field: str
) -> None:
    house, path = night
    body = f'{{"person": "{MEMBER}", "command": "CheckIn", "fields": {fields}, "key": "k"{more}}}'
    answer = house.signed_in(MEMBER).post(
        f"{path}/me/act", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text
    assert (answer.json()["field"], answer.json()["allowed"]["en"]) == (field, "each field once")
    assert MEMBER not in state_of(house, path).presence


def test_a_foreign_incident_is_as_if_it_were_not_there(night: tuple[House, str]) -> None:
    house, path = night
    player = house.signed_in(PLAYER)
    for answer in (
        player.get(f"{path}/me"),
        player.get(f"{path}/me/parts"),
        press(player, path, "CheckIn", movement="left", person=PLAYER),
        player.get("/incidents/t-none/me"),
    ):
        assert answer.status_code == 404


def test_signed_out_and_from_another_site_nothing_is_given(night: tuple[House, str]) -> None:
    house, path = night
    stranger = house.client()
    assert press(stranger, path, "CheckIn", movement="left").status_code == 401
    assert stranger.get(f"{path}/me/parts").status_code == 401
    assert stranger.get(f"{path}/me", follow_redirects=False).headers["location"] == "/sign-in"
    client = house.signed_in(MEMBER)
    elsewhere = {"origin": "https://elsewhere.example"}
    body = {"person": MEMBER, "command": "CheckIn", "fields": {"movement": "left"}, "key": "k"}
    assert client.post(f"{path}/me/act", json=body, headers=elsewhere).status_code == 403


def test_an_exercise_is_marked_and_a_watcher_has_no_part_in_it(
    house: House, reported: Report
) -> None:
    drill = reported(house.signed_in(PLAYER))
    player = house.signed_in(PLAYER).get(f"{drill}/me").text
    assert 'class="responder exercise"' in player
    assert "演练" in player
    watcher = house.signed_in().get(f"{drill}/me").text
    assert "data-press" not in watcher
    assert press(house.signed_in(), drill, "CheckIn", movement="left").status_code == 409
