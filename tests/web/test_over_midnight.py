"""An accident at ten to midnight: what was read at five to is read again at ten past, and nothing
else has happened. Every time of the evening has its date then, wherever it is shown, and a board
that stands open gets what changed by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_live import hello, page_of, patch
from web.hub.protocol import BOARD

REPORTED = datetime(2026, 5, 17, 15, 50, tzinfo=UTC)
"""23:50 in the plan's zone."""
BEFORE, AFTER = timedelta(minutes=5), timedelta(minutes=20)
CLOCK = re.compile(
    r'<(?:time[^>]*class="datatime"[^>]*|b class="datatime"|time id="clock"|output)>[^<]*|<[^>]*>'
)
BARE = re.compile(r"(?<!05-17 )(?<!获知时间)(?<![\d:])23:[45]\d")
"""Without its date. In the log's sentences a time is of the entry's own day, said before."""
DATED = re.compile(r"(?<!2026-)05-17 23:[45]\d")


@pytest.fixture
def evening(house: House, reported: Callable[..., str]) -> str:
    """A response that began at 23:50 with an order and approved figures. The incident's id."""
    house.clock.move_to(REPORTED)
    path = reported(house.signed_in(), occurred_at="2026-05-17T23:41:00")
    incident = path.rsplit("/", 1)[1]
    put = house.services.desk.put
    put(incident, c.StartResponse(level=2), COMMANDER)
    put(incident, c.ApproveFigures(figures={"missing": 3}), COMMANDER)
    put(incident, c.RecordClaim(measure="missing", value=7, source="township"), OFFICER)
    return incident


def said(html: str) -> str:
    """The words of a page, without marks and without its own clock."""
    return CLOCK.sub(" ", html)


PAGES: dict[str, Callable[[str], str]] = {
    "desk and its printed sheet": lambda i: f"/incidents/{i}",
    "wall": lambda i: f"/incidents/{i}?wall",
    "duty desk": lambda _: "/",
    "overview": lambda _: "/incidents",
    "my tasks": lambda i: f"/incidents/{i}/me",
    "whole log": lambda i: f"/incidents/{i}?log=all",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_read_again_after_midnight_dates_the_evening(
    house: House, evening: str, page: str
) -> None:
    path = PAGES[page](evening)
    with house.signed_in(COMMANDER if page == "my tasks" else OFFICER) as browser:
        house.clock.move_to(REPORTED + BEFORE)
        before = said(browser.get(path).text)
        assert BARE.search(before)
        assert not DATED.search(before)
        house.clock.move_to(REPORTED + AFTER)
        after = said(browser.get(path).text)
    assert DATED.search(after)
    assert not [after[m.start() - 60 : m.end() + 20] for m in BARE.finditer(after)]


@pytest.mark.usefixtures("woken")
def test_an_open_board_gets_the_dates_by_itself(house: House, evening: str) -> None:
    house.clock.move_to(REPORTED + BEFORE)
    with house.signed_in() as browser:
        epoch, revision = page_of(browser, f"/incidents/{evening}")
        with browser.websocket_connect(f"/live/{evening}", subprotocols=[BOARD]) as socket:
            hello(socket, epoch, revision)
            house.clock.move_to(REPORTED + AFTER)
            news = patch(socket)["fragments"]
    assert {"head", "people"} <= news.keys()
    lines = [key for key in news if key.startswith("log/")]
    assert len(lines) >= 4, "every line of the evening, and none of them waits for an entry"
    for key in ("head", "people", *lines):
        assert DATED.search(said(news[key])), key


def test_a_board_that_nothing_changes_on_is_not_made_anew(
    house: House, evening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before midnight nor after it: looking costs a glance at what may have changed."""
    made: list[datetime] = []

    def counted(board: object) -> dict[str, str]:
        made.append(house.clock.now())
        return {"head": "."}

    path = f"/incidents/{evening}/board.json"
    monkeypatch.setattr("web.board.watching.fragments", counted)
    house.clock.move_to(REPORTED + BEFORE)
    with house.signed_in() as browser:
        made.clear()  # the boards that a start makes ready
        for minutes in (5, 6, 9, 20, 21, 22):
            house.clock.move_to(REPORTED + timedelta(minutes=minutes))
            assert browser.get(path).status_code == 200
    assert made == [REPORTED + AFTER]


def test_what_a_clock_that_ran_ahead_made_is_made_anew_when_it_is_put_right(
    house: House, evening: str
) -> None:
    path = f"/incidents/{evening}"
    with house.signed_in() as browser:
        house.clock.move_to(REPORTED + AFTER)
        assert DATED.search(said(browser.get(path).text))
        house.clock.at = REPORTED + BEFORE
        after = said(browser.get(path).text)
    assert not [after[m.start() - 60 : m.end() + 20] for m in DATED.finditer(after)]
