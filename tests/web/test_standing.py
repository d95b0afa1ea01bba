"""Nobody reads a 0 as "all reached": how those stand who were told, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from notify.shortfall import ENGINE
from tests.web.conftest import House
from web.board.told import Recipient, ToldList

AT = datetime(2026, 1, 1, tzinfo=UTC)


def one(person: str, step: int, *, declined: bool = False) -> Recipient:
    return Recipient(person, ("desk",), step, declined, AT)


def test_everybody_counts_once_and_no_answer_is_not_reached() -> None:
    people = (one("a", 0), one("b", 1), one("c", 2), one("d", 2), one("e", 3), one("f", 5))
    told = ToldList((*people, one("g", 2, declined=True)), frozenset({"d", "village-1"}))
    assert told.standing == {
        "answered": 3, "silent": 2, "delivered": 1, "missing": 2, "unknown": 0, "unsent": 1,
    }  # fmt: skip


def test_where_nobody_was_told_every_count_is_nothing() -> None:
    assert set(ToldList(()).standing.values()) == {0}


@pytest.mark.parametrize("form", ["", "?wall"])
def test_board_and_wall_show_the_counts_side_by_side(
    house: House, reported: Callable[[TestClient], str], form: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    part = panel(client, path + form)
    assert "尚未通知任何人。" in part, "no message is written yet, and the panel says so"
    assert counts(part) == {
        "已确认": 0, "未答复": 0, "未联系上": 0, "待发出": 0, "已送达未答复": 0,
    }  # fmt: skip
    missed = c.MarkUnreachable(alert="entry-1", tried=2, post="duty_leader")
    house.services.desk.put(path.rsplit("/", 1)[1], missed, ENGINE)
    part = panel(client, path + form)
    assert counts(part)["未联系上"] == 1


def panel(client: TestClient, path: str) -> str:
    found = re.split(r'r-unreached"[^>]*>', client.get(path).text)[1]
    return found.split("</section>", maxsplit=1)[0]


def counts(part: str) -> dict[str, int]:
    found = part.split('class="standing"')[1].split("</dl>", maxsplit=1)[0]
    return {k: int(v) for k, v in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", found)}


def test_two_incidents_at_one_dam_are_told_apart_on_the_wall(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    client = house.signed_in()
    first = reported(client)
    name = re.compile(r"<h1>\s*(.*?) <span", re.DOTALL)
    (alone,) = name.findall(client.get(first + "?wall").text)
    assert "接报" not in alone, "no other could be meant"
    house.clock.forward(timedelta(minutes=20))
    second = reported(client)
    said = [name.findall(client.get(path + "?wall").text)[0] for path in (first, second)]
    assert said[0] != said[1]
    assert all(re.search(r"（\d\d:\d\d接报）$", one) for one in said)


def test_a_typed_title_stands_on_no_page_that_many_read(
    house: House, reported: Callable[[TestClient], str]
) -> None:
    """It may hold a name or a wrong figure; the registry and the kind of case name the incident."""
    client = house.signed_in()
    path = reported(client)
    for page in (path, path + "/me", path + "/calls", path + "/do/AddNote", "/", "/incidents"):
        text = client.get(page).text
        assert "青石沟溃坝" not in text.split('id="r-log"', maxsplit=1)[0], page
        assert "“5·17”" in text, page
