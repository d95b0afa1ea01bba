"""Guessing at links and tokens: told to wait after more failures than a person makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from runtime.refusal import Refused
from runtime.turned_away import TRIES, TRIES_FILE, TurnedAway, told
from tests.web.conftest import HOST, NIGHT, House
from web.contract import PREFIX
from web.stream import EVENTS
from web.tries import IN_ALL, PER_SOURCE, SOURCES, TooMany, Tries

LIST = f"{PREFIX}/incidents"


def of(house: House, address: str) -> TestClient:
    """A browser or program at an address."""
    return TestClient(house.app, base_url=HOST, headers={"origin": HOST}, client=(address, 50000))


def guess(client: TestClient, way: str, number: int) -> tuple[int, str, dict[str, str]]:
    if way == "enter":
        got = client.post(f"/enter/guess-{number}")
    elif way == "link":
        got = client.get(f"/r/guess-{number}?lang=en")
    else:
        got = client.get(LIST, headers={"authorization": f"Bearer guess-{number}"})
    return got.status_code, got.text, dict(got.headers)


@pytest.mark.parametrize(("way", "first"), [("enter", 403), ("link", 403), ("token", 401)])
def test_who_guesses_is_told_to_wait_and_whoever_sits_beside_them_comes_in(
    house: House, way: str, first: int
) -> None:
    guesser, neighbour = of(house, "192.0.2.7"), of(house, "192.0.2.7")
    statuses = [guess(guesser, way, number)[0] for number in range(PER_SOURCE + 2)]
    assert statuses == [first] * PER_SOURCE + [429] * 2
    house.clock.forward(timedelta(minutes=4))
    status, said, headers = guess(guesser, way, 100)
    assert (status, headers["retry-after"]) == (429, "360")
    assert "guess-" not in said
    assert guess(of(house, "192.0.2.8"), way, 1)[0] == first, "another address is not meant"
    entered = neighbour.post(f"/enter/{house.link('wutai-duty-officer')}", follow_redirects=False)
    assert entered.status_code == 303, "a good link behind the same address"
    program = house.program().headers["authorization"]
    assert neighbour.get(LIST, headers={"authorization": program}).status_code == 200
    house.clock.forward(timedelta(minutes=6))
    assert guess(guesser, way, 101)[0] == first, "after the wait it is looked at again"


def test_it_is_said_in_both_languages_and_what_would_be_right(house: House) -> None:
    client = of(house, "192.0.2.7")
    for number in range(PER_SOURCE):
        guess(client, "token", number)
    told = client.get(LIST, headers={"authorization": "Bearer x"}).json()
    assert told["code"] == "too_many"
    assert told["allowed"]["zh"].startswith("10分钟后再试")
    assert "tailings token create" in told["allowed"]["en"]
    page = client.post("/enter/x", headers={"origin": HOST}).text
    assert "失败次数过多" in page
    assert "10分钟后再试；" in page


def test_what_is_no_guess_counts_for_nothing(house: House) -> None:
    client = of(house, "192.0.2.7")
    for _ in range(PER_SOURCE + 1):
        assert client.get(LIST).status_code == 401, "no token was sent"
        assert client.get("/", follow_redirects=False).status_code == 303
        assert client.get("/nowhere", follow_redirects=False).status_code == 303
        assert client.post(f"/enter/{house.link('wutai-duty-officer')}").status_code == 200
        client.cookies.clear()
    assert guess(client, "enter", 1)[0] == 403


def test_a_stream_and_a_file_are_tries_too(house: House) -> None:
    house.services = replace(house.services, tries=Tries(TurnedAway(NIGHT)))
    client = of(house, "192.0.2.7")
    wrong = {"authorization": "Bearer x"}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"{LIST}/x/stream", [EVENTS], headers=wrong),
    ):
        pass
    sent = {**wrong, "content-type": "image/png"}
    assert client.post(f"{LIST}/x/materials", content=b"x", headers=sent).status_code == 401
    away = house.services.tries.told
    assert away is not None
    assert away.counted.counts == {"token": 2}


def test_the_duty_desk_and_other_commands_read_what_was_tried(house: House, tmp_path: Path) -> None:
    away = TurnedAway(NIGHT, tmp_path / TRIES_FILE)
    house.services = replace(house.services, tries=Tries(away))
    desk = house.signed_in()
    assert '<article id="failed-tries">' in desk.get("/duty/channels").text
    before = desk.get("/duty/channels.json").json()["revision"]
    for number in range(PER_SOURCE + 1):
        guess(of(house, "192.0.2.7"), "enter", number)
    page = desk.get("/duty/channels").text
    assert "<dt>已用、过期或不存在的登录链接</dt><dd>31</dd>" in page
    assert "<dt>其中因次数过多而要求等待</dt><dd>1</dd>" in page
    assert desk.get("/duty/channels.json").json()["revision"] != before
    assert told(tmp_path, TRIES_FILE, TRIES) == away.counted
    assert away.counted.counts == {"sign_in_link": 31, "too_many": 1}


def asked(address: str) -> Request:
    return Request({"type": "http", "client": (address, 1), "headers": []})


def test_a_flood_from_everywhere_is_told_to_wait_and_fills_no_memory() -> None:
    tries, wrong = Tries(), Refused("link", field="link", value=None, allowed="")
    came = [tries.weighed(asked(f"2001:db8:0:{n:x}::1"), wrong, NIGHT) for n in range(IN_ALL + 1)]
    assert [type(one) for one in came] == [Refused] * IN_ALL + [TooMany]
    for n in range(SOURCES * 2):
        tries.weighed(asked(f"2001:db8:0:{n:x}::1"), wrong, NIGHT)
    assert len(tries._sources) == SOURCES


def test_one_house_has_one_address_however_many_ends_it_has() -> None:
    tries, wrong = Tries(), Refused("link", field="link", value=None, allowed="")
    came = [tries.weighed(asked(f"2001:db8::{n:x}"), wrong, NIGHT) for n in range(PER_SOURCE + 1)]
    assert isinstance(came[-1], TooMany)
    mapped = [
        tries.weighed(asked(at), wrong, NIGHT)
        for at in ["192.0.2.1"] * PER_SOURCE + ["::ffff:192.0.2.1"]
    ]
    assert isinstance(mapped[-1], TooMany)
