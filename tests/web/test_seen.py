"""What rings is seen once for everybody: on every page and wall, by whoever may say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from tests.web.test_live import hello, page_of, patch
from web.hub.protocol import BOARD

Report = Callable[[TestClient], str]
GROUP = "wutai-rescue-liaison"
MISSED = "wutai-village-contact-demo-2"
UNREACHED = f"unreached:entry-1:{MISSED}"


@pytest.fixture
def desk(house: House) -> Iterator[TestClient]:
    """The officer's browser, whose requests and connections share one event loop."""
    with house.signed_in() as browser:
        yield browser


@pytest.fixture
def path(house: House, desk: TestClient, reported: Report) -> str:
    """An incident in which somebody could not be reached."""
    found = reported(desk)
    missing(house, found, "entry-1")
    return found


def missing(house: House, path: str, alert: str) -> None:
    missed = c.MarkUnreachable(alert=alert, tried=2, post="village_contact", person=MISSED)
    house.services.desk.put(path.rsplit("/", 1)[1], missed, ENGINE)


def rings(client: TestClient, address: str) -> list[str]:
    """The alarms of a page that nobody has seen."""
    found = re.findall(r' data-alarm="([^"]*)"', client.get(address).text)
    return sorted(name for names in found for name in names.split())


def see(client: TestClient, path: str, *alarms: str) -> list[str]:
    answer = client.post(f"{path}/seen", data={"alarm": alarms})
    assert answer.status_code == 200, answer.text
    seen: list[str] = answer.json()["seen"]
    return seen


def test_one_word_quiets_every_page_and_the_wall_and_a_new_alarm_rings_again(
    house: House, desk: TestClient, path: str
) -> None:
    commander = house.signed_in(COMMANDER)
    assert rings(desk, path) == [UNREACHED]
    assert rings(commander, path) == [UNREACHED]
    assert len(rings(desk, f"{path}?wall")) == 1
    before = house.services.desk.state(path.rsplit("/", 1)[1]).seq
    assert see(desk, path, UNREACHED) == [UNREACHED]
    assert see(desk, path, UNREACHED) == [], "the first word stands"
    for client, address in ((desk, path), (commander, path), (desk, f"{path}?wall")):
        assert rings(client, address) == [], address
        assert "data-seen" in client.get(address).text
    assert house.services.desk.state(path.rsplit("/", 1)[1]).seq == before, "no part of the record"
    missing(house, path, "entry-2")
    assert rings(desk, path) == [f"unreached:entry-2:{MISSED}"]
    assert len(rings(desk, f"{path}?wall")) == 1


def test_the_line_says_who_saw_it_and_the_wall_names_nobody(
    house: House, desk: TestClient, path: str
) -> None:
    with house.services.database.read() as connection:
        officer = house.services.directory.name(connection, OFFICER)
    wall = desk.get(f"{path}?wall").text
    assert MISSED not in wall, "codes in place of names"
    see(desk, path, UNREACHED)
    part = desk.get(path).text.split('id="r-unreached"')[1].split("</section>")[0]
    assert f'<small class="seen-by">02:28 已看到 {officer}</small>' in part
    assert "已看到" not in desk.get(f"{path}?wall").text


def test_nobody_quiets_what_does_not_ring_yet(desk: TestClient, path: str) -> None:
    coming = f"unreached:entry-2:{MISSED}"
    assert see(desk, path, coming, "decision:start:1") == []
    assert see(desk, path) == []
    assert rings(desk, path) == [UNREACHED]


@pytest.mark.parametrize(("person", "status"), [(GROUP, 403), (PLAYER, 404)])
def test_only_the_desk_and_who_commands_see_it_for_everybody(
    house: House, desk: TestClient, path: str, person: str, status: int
) -> None:
    answer = house.signed_in(person).post(f"{path}/seen", data={"alarm": UNREACHED})
    assert answer.status_code == status, answer.text
    assert rings(desk, path) == [UNREACHED]


@pytest.mark.parametrize("query", ["", "?wall"])
def test_an_open_page_is_told_at_once(desk: TestClient, path: str, query: str) -> None:
    incident = path.rsplit("/", 1)[1]
    epoch, revision = page_of(desk, f"{path}{query}")
    with desk.websocket_connect(f"/live/{incident}{query}", subprotocols=[BOARD]) as socket:
        hello(socket, epoch, revision)
        see(desk, path, UNREACHED)
        told = patch(socket)["fragments"]["unreached"]
    assert "data-seen" in told
    assert "data-alarm" not in told
