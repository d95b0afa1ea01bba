"""Thirty hours at one desk: whoever works stays signed in, and a screen left on does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from starlette.testclient import TestClient

from tests.web.conftest import COMMANDER, OFFICER, House
from web.access import SESSION_AT_MOST, SESSION_LASTS, issue_link

Report = Callable[[TestClient], str]
SECOND = timedelta(seconds=1)


def holds(client: TestClient) -> bool:
    return client.get("/", follow_redirects=False).status_code == 200


def note(client: TestClient, incident: str, headers: dict[str, str] | None = None) -> int:
    path = f"/incidents/{incident}/do/AddNote"
    return client.post(
        path, data={"note": "到场"}, headers=headers, follow_redirects=False
    ).status_code


def test_whoever_works_stays_signed_in_over_thirty_hours(house: House, reported: Report) -> None:
    client = house.signed_in()
    incident = reported(client).rsplit("/", 1)[1]
    for _ in range(5):
        house.clock.forward(timedelta(hours=6))
        assert note(client, incident) == 303
    house.clock.forward(SESSION_LASTS - SECOND)
    assert holds(client)


def test_a_screen_left_on_ends_though_its_page_is_kept_true(house: House, reported: Report) -> None:
    client = house.signed_in()
    reported(client)
    house.clock.forward(SESSION_LASTS - SECOND)
    assert holds(client)
    assert client.get("/county/desk.json").status_code == 200
    house.clock.forward(SECOND)
    assert not holds(client)


def test_three_days_after_signing_in_a_new_link_is_needed(house: House) -> None:
    client = house.signed_in()
    ends = house.clock.now() + SESSION_AT_MOST
    for _ in range(8):
        house.clock.forward(timedelta(hours=9) - SECOND)
        assert client.post("/sessions/stay", follow_redirects=False).status_code == 303
    assert holds(client)
    house.clock.forward(9 * SECOND)
    assert house.clock.now() >= ends
    assert not holds(client)
    assert client.post("/sessions/stay", follow_redirects=False).headers["location"] == "/sign-in"


def test_a_page_is_told_when_its_sign_in_ends_and_what_to_do(house: House) -> None:
    client = house.signed_in()
    told = client.get("/sessions/ends.json").json()
    assert told["left_s"] == SESSION_LASTS.total_seconds()
    house.clock.forward(SESSION_LASTS - timedelta(minutes=20))
    told = client.get("/sessions/ends.json?lang=en").json()
    assert told["left_s"] == 20 * 60
    assert "Stay signed in" in told["stay"]
    assert client.post("/sessions/stay", headers={"accept": "application/json"}).json() == {
        **client.get("/sessions/ends.json").json(),
    }
    assert client.get("/sessions/ends.json").json()["left_s"] == SESSION_LASTS.total_seconds()
    for _ in range(6):
        house.clock.forward(timedelta(hours=9))
        client.post("/sessions/stay")
    told = client.get("/sessions/ends.json?lang=zh").json()
    assert told["left_s"] < SESSION_LASTS.total_seconds()
    assert told["stay"] is None, "only a new link helps"
    assert "登录链接" in told["soon"]


def test_a_wall_is_not_made_longer_by_looking(house: House) -> None:
    with house.services.database.write() as connection:
        link = issue_link(connection, OFFICER, house.clock.now(), wall=True)
    wall = house.client()
    wall.post(f"/enter/{link}")
    assert wall.post("/sessions/stay", follow_redirects=False).status_code == 403


def test_what_was_typed_by_one_is_never_sent_as_the_next_who_signs_in(
    house: House, reported: Report
) -> None:
    """A form that outlived its writer's session, and somebody else signed in beside it."""
    incident = reported(house.signed_in()).rsplit("/", 1)[1]
    other = house.signed_in(COMMANDER)
    before = house.services.desk.state(incident)
    assert note(other, incident, {"x-person": quote(OFFICER)}) == 409
    assert house.services.desk.state(incident) == before
    assert note(other, incident, {"x-person": quote(COMMANDER)}) == 303
