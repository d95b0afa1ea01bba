"""A wall that nobody touches comes to the real incident by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, PLAYER, House, opened
from tests.browser.night import Told, begin, respond
from tests.browser.test_wall import CUT, OUTSIDE, SHORTENED, SMALL
from tests.browser.visitors import WALL, Visitors, visiting

pytestmark = pytest.mark.browser

DISMISSED = {"reason": "核实为误报", "evidence": "现场核实记录"}
OTHERS = ".r-others p"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """A program in which nothing is open but what a test opens."""
    with opened(tmp_path / "data") as running:
        yield running


@pytest.fixture
def people(browser: Browser, empty: House) -> Iterator[Visitors]:
    with visiting(browser, empty) as visitors:
        yield visitors


def shows(page: Page, incident: str) -> None:
    """In ten seconds at the latest, and connected."""
    page.wait_for_url(re.compile(rf"/incidents/{incident}\?wall"))
    expect(page.locator(".link")).to_have_text(re.compile("● "))


def test_from_nothing_and_from_an_exercise_it_comes_to_the_real_incident(
    empty: House, people: Visitors
) -> None:
    wall = people.enter(OFFICER, size=WALL)
    wall.goto("/wall")
    expect(wall.locator("main.nothing [role=status]")).to_have_text(re.compile(r"\d\d:\d\d"))
    player, officer = Told.by(empty, PLAYER), Told.by(empty, OFFICER)
    drill = begin(player, "演练", "exercise")
    shows(wall, drill)
    real = begin(officer)
    shows(wall, real)
    begin(player, "又一次演练", "exercise")
    second = begin(officer, "又一起")
    expect(wall.locator(OTHERS)).to_contain_text(f"编号{second[-4:]}")
    expect(wall.locator(OTHERS)).to_contain_text("另有真实突发事件")
    assert real in wall.url, "it stays on the one that it shows, whatever opens"
    head = Told.by(empty, "wutai-emergency-head")
    head.put(real, "DismissReport", **DISMISSED)
    shows(wall, second)
    expect(wall.locator(OTHERS)).to_have_count(0)
    head.put(second, "DismissReport", **DISMISSED)
    wall.wait_for_url(re.compile(rf"/incidents/(?!{real}|{second}).*\?wall"))
    assert wall.locator("body.exercise").count() == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_wall_of_one_incident_stays_there_and_says_large_that_a_real_one_is_open(
    empty: House, people: Visitors, lang: Lang
) -> None:
    player, officer = Told.by(empty, PLAYER), Told.by(empty, OFFICER)
    drill = begin(player, "演练", "exercise")
    wall = people.enter(OFFICER, size=WALL, lang=lang)
    wall.goto(f"/incidents/{drill}?wall")
    shows(wall, drill)
    wall.evaluate("window.stays = true")
    real = begin(officer)
    respond(officer, real)
    said = wall.locator(OTHERS)
    expect(said).to_contain_text({"zh": "真实突发事件", "en": "REAL incident"}[lang])
    expect(said).to_contain_text(real[-4:])
    begin(officer, "又一起")
    expect(said.locator(".more")).to_be_visible()
    assert wall.evaluate("window.stays") is True
    assert said.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)") >= 28
    for look in (CUT, OUTSIDE, SHORTENED, SMALL):
        assert wall.evaluate(look) == []
