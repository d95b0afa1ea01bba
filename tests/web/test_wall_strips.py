"""A group's strip on the wall says which task runs out first, in words that fit at four metres."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from runtime.language import LANGS, Lang
from tests.web.conftest import OFFICER, House
from web.choices import group_name

Report = Callable[[TestClient], str]


@pytest.fixture
def running(house: House, reported: Report) -> tuple[House, str]:
    path = reported(house.signed_in())
    said_at = house.clock.now()
    spoken = Spoken(on_behalf_of="vice_magistrate", means="telephone", said_at=said_at)
    start = c.StartResponse(level=2, spoken=spoken)
    house.services.desk.put(path.rsplit("/", 1)[1], start, OFFICER)
    return house, path


def strip(house: House, path: str, group: str, lang: Lang = "zh") -> str:
    """The words of a group's strip."""
    page = house.signed_in().get(path, params={"wall": "", "lang": lang}).text
    page = unescape(page)
    heading = group_name(house.services.shelf.current("wutai"), group, lang)
    found = next(
        part.split("</article>")[0]
        for part in page.split('<article data-key="group/')[1:]
        if heading.lower() in part.split("</article>")[0].lower()
    )
    return " ".join(re.sub("<[^>]+>", " ", found.split(">", 1)[1]).split())


def put(house: House, path: str, *said: c.Command) -> None:
    for command in said:
        house.services.desk.put(path.rsplit("/", 1)[1], command, OFFICER)


def test_it_names_the_task_whose_clock_runs_out_first_and_then_the_next(
    running: tuple[House, str],
) -> None:
    house, path = running
    assert "待签收 叫应下游村 02:33" in strip(house, path, "office")
    assert "to accept Call villages by 02:33" in strip(house, path, "office", "en")
    put(house, path, c.ReceiveTask(task="villages-warned"))
    assert "进行中 叫应下游村" in strip(house, path, "office")
    put(house, path, c.FinishTask(task="villages-warned", proof="call_record", evidence="录音一"))
    named = strip(house, path, "office")
    assert "待签收 通知副指挥长 02:38" in named
    assert "叫应下游村" not in named


def test_who_has_difficulty_is_said_before_the_clock(running: tuple[House, str]) -> None:
    house, path = running
    put(house, path, c.ReceiveTask(task="villages-warned"))
    put(house, path, c.BlockTask(task="villages-warned", reason="电话占线"))
    named = strip(house, path, "office")
    assert "✕ 困难 叫应下游村" in named
    assert "电话占线" not in named, "people's own words stay with the desk"
    put(house, path, c.BlockTask(task="call-deputies", reason="无人接听"))
    named = strip(house, path, "office")
    assert "✕ 困难 2 叫应下游村" in named, "another one waits in difficulty"
    put(house, path, c.FinishTask(task="villages-warned", proof="call_record", evidence="录音一"))
    assert "✕ 困难 通知副指挥长" in strip(house, path, "office")


def test_an_ordered_task_is_named_by_its_number_alone(running: tuple[House, str]) -> None:
    house, path = running
    due = house.clock.now() + timedelta(minutes=2)
    order = c.OrderTask(
        group="aftermath", text="接待张三家属", verifier="aftermath_acting", due_at=due
    )
    house.services.desk.put(path.rsplit("/", 1)[1], order, "wutai-vice-magistrate")
    named = strip(house, path, "aftermath")
    assert "待签收 临时任务1" in named
    assert "张三" not in named


def test_a_group_without_a_clock_is_counted(running: tuple[House, str]) -> None:
    house, path = running
    assert re.search(r"待签收 \d+$", strip(house, path, "aftermath"))


def test_every_task_of_the_plan_whose_time_can_run_out_has_its_short_name(house: House) -> None:
    tasks = house.services.shelf.current("wutai").tasks.values()
    assert [t.id for t in tasks if t.target_min and not t.short] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_strip_begins_with_a_capital(running: tuple[House, str], lang: Lang) -> None:
    house, path = running
    for address in (f"{path}?wall", path):
        page = house.signed_in().get(address, params={"lang": lang}).text
        names = re.findall(r'class="gn"[^>]*><b>([^<]+)</b>', page)
        assert len(names) == 10
        assert [name for name in names if name[0].islower()] == []
