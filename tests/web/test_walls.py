"""The machine behind a large screen: it finds the incident, and may do nothing but look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
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
    assert screen.get("/wall", follow_redirects=False).headers["location"] == f"{drill}?wall=follow"
    real = reported(house.signed_in())
    assert screen.get("/wall", follow_redirects=False).headers["location"] == f"{real}?wall=follow"
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


def goes_to(client: TestClient, path: str) -> str | None:
    found = re.search(r'data-goes-to="([^"]*)"', client.get(f"{path}?wall").text)
    return found and found[1]


def said(client: TestClient, path: str) -> str:
    """What a wall says of other real incidents."""
    (part,) = re.findall(
        r'data-key="others">(.*?)</section>', client.get(f"{path}?wall").text, re.DOTALL
    )
    return re.sub(r"<[^>]*>", "", part).strip()


def dismissed(house: House, path: str) -> None:
    at = house.clock.now()
    spoken = Spoken(on_behalf_of="emergency_head", means="telephone", said_at=at)
    over = c.DismissReport(reason="误报", evidence="现场看过", spoken=spoken)
    house.services.desk.put(path.rsplit("/", 1)[1], over, OFFICER)


def test_a_wall_leaves_an_exercise_for_a_real_incident_and_names_it(
    house: House, screen: TestClient, reported: Report
) -> None:
    drill = reported(house.signed_in(PLAYER))
    assert (goes_to(screen, drill), said(screen, drill)) == (None, "")
    real = reported(house.signed_in())
    assert goes_to(screen, drill) == f"{real}?wall=follow"
    assert said(screen, drill).startswith("真实突发事件：")
    assert f"编号{real[-4:]}" in said(screen, drill)


def test_a_wall_on_a_real_incident_stays_and_says_that_another_is_open(
    house: House, screen: TestClient, reported: Report
) -> None:
    first = reported(house.signed_in())
    reported(house.signed_in(PLAYER))
    assert (goes_to(screen, first), said(screen, first)) == (None, ""), "an exercise is no news"
    house.clock.forward(timedelta(minutes=1))
    second = reported(house.signed_in())
    assert goes_to(screen, first) is None
    assert said(screen, first).startswith("另有真实突发事件：")
    assert f"编号{second[-4:]}" in said(screen, first)
    house.clock.forward(timedelta(minutes=1))
    third = reported(house.signed_in())
    assert f"编号{third[-4:]}" in said(screen, first), "of several the newest"
    assert "还有1起" in said(screen, first)
    for path in (second, third):
        dismissed(house, path)
    assert said(screen, first) == ""


def test_a_wall_whose_incident_is_over_goes_to_what_is_open(
    house: House, screen: TestClient, reported: Report
) -> None:
    first, second = (reported(house.signed_in()) for _ in range(2))
    dismissed(house, first)
    assert goes_to(screen, first) == f"{second}?wall=follow"
    assert goes_to(screen, second) is None
    dismissed(house, second)
    assert goes_to(screen, second) == "/wall"
    drill = reported(house.signed_in(PLAYER))
    assert goes_to(screen, second) == f"{drill}?wall=follow"


def test_who_plays_in_an_exercise_is_told_of_no_real_incident(
    house: House, reported: Report
) -> None:
    player = house.signed_in(PLAYER)
    drill = reported(player)
    reported(house.signed_in())
    assert (goes_to(player, drill), said(player, drill)) == (None, "")
