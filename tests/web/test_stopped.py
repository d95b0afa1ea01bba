"""That no messages are sent is said on the pages, by a way that needs no engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from notify.heartbeat import Heart, Watchdog
from runtime.hints import EVERYTHING
from tests.web.conftest import House

Report = Callable[[TestClient], str]


@pytest.fixture
def heart(house: House) -> Heart:
    made = Heart(house.services.database, house.clock)
    house.services = replace(house.services, heart=made)
    return made


def said(client: TestClient, *pages: str, **asked: str) -> list[bool]:
    shown = [client.get(page, params={"lang": "en", **asked}) for page in pages]
    assert {answer.status_code for answer in shown} == {200}
    return ["docs/runbook/messages.md" in answer.text for answer in shown]


def test_peer_15_board_and_desk_say_that_sending_has_stopped_until_it_goes_on(
    house: House, reported: Report, heart: Heart
) -> None:
    client = house.signed_in()
    path = reported(client)
    dog = Watchdog(heart, lambda _: house.services.database.hints.fire(EVERYTHING))
    assert said(client, path, "/") == [False, False]
    house.clock.forward(timedelta(seconds=61))
    dog.look()
    assert said(client, path, "/") == [True, True]
    page = client.get(path, params={"lang": "en"}).text
    assert 'data-alarm="sending-stopped:2026-05-16T18:28:00Z"' in page
    assert "05-17 02:28:00" in page
    assert said(client, path, wall="1") == [False]
    heart.beat()
    dog.look()
    assert said(client, path, "/") == [False, False]


def test_peer_15_a_monitor_outside_sees_it_without_any_right(house: House, heart: Heart) -> None:
    stranger = house.client()
    healthy = stranger.get("/healthz")
    assert (healthy.status_code, healthy.json()) == (200, {"status": "ok"})
    house.clock.forward(timedelta(seconds=61))
    silent = stranger.get("/healthz")
    assert silent.status_code == 503
    assert silent.json() == {"status": "sending_stopped", "since": "2026-05-16T18:28:00+00:00"}
    heart.beat()
    assert stranger.get("/healthz").status_code == 200


def test_where_no_engine_runs_beside_the_pages_nothing_is_claimed(house: House) -> None:
    house.clock.forward(timedelta(days=1))
    assert said(house.signed_in(), "/") == [False]
    assert house.client().get("/healthz").status_code == 200


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_was_set_back_is_said_on_board_and_desk_until_it_has_caught_up(
    house: House, reported: Report, heart: Heart, restarted: bool
) -> None:
    """It may be the clock of before that was wrong; people must know either way."""
    path = reported(house.signed_in())
    heart.beat()
    house.clock.at -= timedelta(hours=2)
    if restarted:
        heart = Heart(house.services.database, house.clock)
        house.services = replace(house.services, heart=heart)
    heart.beat()
    client = house.signed_in()
    for page in (path, "/"):
        assert "本机时钟现为05-17 00:28，但已有05-17 02:28的登记。" in client.get(page).text
    assert "本机时钟" not in client.get(path, params={"wall": "1"}).text
    house.clock.forward(timedelta(hours=2))
    assert all("本机时钟" not in client.get(page).text for page in (path, "/"))
