"""The machine behind a large screen: it finds the incident, and may do nothing but look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import OFFICER, PLAYER, House
from web.access import SESSION_LASTS, issue_link

Report = Callable[[TestClient], str]


@pytest.fixture
def screen(house: House) -> TestClient:
    """A browser that came in by a link for a wall."""
    client = house.client()
    with house.services.database.write() as connection:
        secret = issue_link(connection, OFFICER, house.clock.now(), wall=True)
    answer = client.post(f"/enter/{secret}", follow_redirects=False)
    assert answer.headers["location"] == "/wall"
    return client


def test_it_waits_and_then_shows_the_newest_real_incident(
    house: House, screen: TestClient, reported: Report
) -> None:
    assert "目前没有" in screen.get("/wall").text or "没有" in screen.get("/wall").text
    drill = reported(house.signed_in(PLAYER))
    assert screen.get("/wall", follow_redirects=False).headers["location"] == f"{drill}?wall"
    real = reported(house.signed_in())
    assert screen.get("/wall", follow_redirects=False).headers["location"] == f"{real}?wall"
    assert screen.get(f"{real}?wall").status_code == 200
    assert screen.get(f"{real}/board.json?wall").status_code == 200


def test_it_may_look_at_walls_and_nothing_else(
    house: House, screen: TestClient, reported: Report
) -> None:
    path = reported(house.signed_in())
    for address in ("/", path, f"{path}/board.json", f"{path}/do/AddNote", f"{path}/me", "/plan"):
        answer = screen.get(address, follow_redirects=False)
        assert answer.status_code == 403, address
    for address in (f"{path}/do/AddNote?wall", f"{path}/me/act?wall", "/report?wall"):
        answer = screen.post(address, data={"note": "x", "place": "x", "what": "y"})
        assert answer.status_code == 403, address
    before = house.services.desk.state(path.rsplit("/", 1)[1]).seq
    house.services.desk.put(path.rsplit("/", 1)[1], c.AddNote(note="其他人"), OFFICER)
    assert house.services.desk.state(path.rsplit("/", 1)[1]).seq == before + 1


def test_a_form_or_a_page_does_not_become_a_wall_by_asking_for_one(
    house: House, screen: TestClient, reported: Report
) -> None:
    path = reported(house.signed_in())
    for address in (f"{path}/do/AddNote?wall", f"{path}/me?wall", f"{path}/calls?wall", "/?wall"):
        assert screen.get(address, follow_redirects=False).status_code == 403, address


def test_it_goes_on_for_days(house: House, screen: TestClient, reported: Report) -> None:
    path = reported(house.signed_in())
    house.clock.forward(SESSION_LASTS + timedelta(days=7))
    assert screen.get(f"{path}?wall").status_code == 200
