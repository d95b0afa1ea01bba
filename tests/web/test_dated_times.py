"""An incident outlives its day: a time of another day carries its date, on every page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from runtime.wallclock import midnight, minute
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_calls import LEADER, alarm, ringing
from web.board.audience import Audience, wall
from web.board.fragments import fragments
from web.board.read import board
from web.board.view import Board
from web.rights import ROLES
from web.told.live import hub_of_told
from web.told.view import Looks

__all__ = ["ringing"]

Report = Callable[[TestClient], str]

MIDNIGHT = datetime(2026, 5, 17, 16, tzinfo=UTC)
"""In the plan's zone the end of the day that began with the accident, at 02:19."""
BARE = re.compile(r"(?<!05-17 )(?<!\d)02:19(?!:)")


@pytest.fixture
def response(house: House, reported: Report) -> str:
    """A response that has lasted until ten to midnight. The incident's path."""
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.StartResponse(level=2), COMMANDER)
    put(incident, c.ApproveFigures(figures={"missing": 3}), COMMANDER)
    put(incident, c.RecordClaim(measure="missing", value=7, source="township"), OFFICER)
    house.clock.move_to(MIDNIGHT - timedelta(minutes=10))
    return path


def seen(house: House, path: str, audience: Audience) -> Board:
    return board(house.services, audience, path.rsplit("/", 1)[1])


@pytest.mark.parametrize("audience", [Audience(ROLES["desk"], "zh"), wall("zh")])
def test_at_midnight_every_time_of_the_day_before_gets_its_date_by_itself(
    house: House, response: str, audience: Audience
) -> None:
    before = seen(house, response, audience)
    assert before.changes_at is not None
    while before.changes_at < MIDNIGHT:  # clocks that run out on this day
        house.clock.move_to(before.changes_at + timedelta(seconds=1))
        before = seen(house, response, audience)
        assert before.changes_at is not None
    assert before.changes_at == MIDNIGHT
    shown = fragments(before)
    for part, times in (("head", ("02:19", "02:28")), ("people", ("02:28",))):
        for time in times:
            assert time in shown[part]
            assert f"05-17 {time}" not in shown[part]

    house.clock.move_to(MIDNIGHT + timedelta(seconds=1))
    after = fragments(seen(house, response, audience))
    for part, times in (("head", ("02:19", "02:28")), ("people", ("02:28",))):
        for time in times:
            assert f"05-17 {time}" in after[part]
    assert not BARE.search(after["head"])


def test_a_past_minute_tells_times_as_of_its_own_day(house: House, response: str) -> None:
    desk = house.signed_in()
    house.clock.move_to(MIDNIGHT + timedelta(hours=3))
    now = desk.get(response).text
    assert "05-17 02:19" in now
    assert not BARE.search(now)
    at = (MIDNIGHT - timedelta(hours=1)).isoformat()
    then = desk.get(response, params={"at": at}).text
    assert BARE.search(then)
    assert "05-17 02:19" not in then


def test_one_s_own_page_and_the_start_page_say_the_date_too(house: House, response: str) -> None:
    commander = house.signed_in(COMMANDER)
    today = commander.get(f"{response}/me/parts").json()
    assert "05-17" not in today["head"] + today["overall"]
    assert BARE.search(today["head"])
    house.clock.move_to(MIDNIGHT + timedelta(minutes=1))
    parts = commander.get(f"{response}/me/parts").json()
    assert "05-17 02:19" in parts["head"]
    assert "05-17 02:28" in parts["overall"]
    start = house.signed_in().get("/").text
    assert "05-17 02:28" in start


def test_the_page_of_who_was_told_changes_at_midnight(ringing: House) -> None:
    looks = Looks(alarm(ringing), LEADER, Audience(ROLES["desk"], "zh"))
    before = MIDNIGHT - timedelta(milliseconds=20)
    ringing.clock.move_to(before)

    async def watch() -> tuple[str, str]:
        hub = hub_of_told(ringing.services)
        today = "".join((await hub.look(looks)).parts().values())
        ringing.clock.move_to(MIDNIGHT + timedelta(seconds=1))
        await asyncio.sleep(0.03)  # the page waits by the clock on the wall
        return today, "".join((await hub.look(looks)).parts().values())

    today, tomorrow = asyncio.run(watch())
    assert ">02:28:00<" in today
    assert ">05-17 02:28:00<" in tomorrow
    assert ">02:28:00<" not in tomorrow


def test_a_time_beyond_the_calendar_s_ends_stays_readable() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert minute(datetime.max.replace(tzinfo=UTC), zone, MIDNIGHT) == "12-31 23:59"
    assert minute(MIDNIGHT, zone, None) == "05-18 00:00"
    assert minute(MIDNIGHT, zone, MIDNIGHT) == "00:00"
    assert midnight(MIDNIGHT, zone) == MIDNIGHT + timedelta(days=1)
    assert midnight(MIDNIGHT - timedelta(seconds=1), zone) == MIDNIGHT
