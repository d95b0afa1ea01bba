"""A report alone is enough: who may start the response finds that first, before any figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import MEMBER

Report = Callable[[TestClient], str]
SECOND, FIRST = "/do/StartResponse?level=2", "/do/StartResponse?level=1"


def part(house: House, path: str, person: str) -> str:
    told: str = house.signed_in(person).get(f"{path}/me/parts").json()["decisions"]
    return told


def test_the_commander_finds_the_start_first_before_any_figure(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in(OFFICER))
    page = house.signed_in(COMMANDER).get(f"{path}/me").text
    assert SECOND in page
    assert page.index(SECOND) < page.index('data-part="alerts"')
    assert "可以先启动响应" in part(house, path, COMMANDER)
    asks = house.signed_in(COMMANDER).get(f"{path}/do/StartResponse?level=2")
    assert asks.status_code == 200


def test_signing_in_leads_there(house: House, reported: Report) -> None:
    path = reported(house.signed_in(OFFICER))
    answer = house.signed_in(COMMANDER).get("/begin", follow_redirects=False)
    assert answer.headers["location"] == f"{path}/me"


def test_a_level_is_offered_to_its_own_authority(house: House, reported: Report) -> None:
    path = reported(house.signed_in(OFFICER))
    commander = part(house, path, COMMANDER)
    assert SECOND in commander
    assert FIRST not in commander
    assert "/do/Propose?action=start&amp;level=1" in commander


@pytest.mark.parametrize("person", [MEMBER, "wutai-township-duty-demo"])
def test_who_may_start_nothing_is_offered_nothing(
    house: House, reported: Report, person: str
) -> None:
    path = reported(house.signed_in(OFFICER))
    assert "StartResponse" not in part(house, path, person)


def test_a_start_that_waits_for_a_decision_is_not_offered_twice(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in(OFFICER))
    claim = c.RecordClaim(measure="dead", value=1, source="public")
    house.services.desk.put(path.rsplit("/", 1)[1], claim, OFFICER)
    told = part(house, path, COMMANDER)
    assert told.count("/do/StartResponse?") == 1
    assert "decided_on.decision=" in told


def test_once_it_runs_nothing_is_left_to_start(house: House, reported: Report) -> None:
    path = reported(house.signed_in(OFFICER))
    house.services.desk.put(path.rsplit("/", 1)[1], c.StartResponse(level=2), COMMANDER)
    assert "StartResponse" not in part(house, path, COMMANDER)
