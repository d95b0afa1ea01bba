"""A board that cannot sound yet says so, until somebody touches it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, House
from tests.browser.night import ago
from tests.browser.test_board import on_the_board, running
from tests.browser.test_wall import CUT
from tests.browser.visitors import WALL, Visitors

pytestmark = pytest.mark.browser


def test_a_page_that_nobody_has_touched_says_that_its_sound_is_off(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "声音")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    sound = page.locator("#sound")
    expect(sound).to_have_text("■ 点一下以启用声音")
    sound.click()
    expect(sound).to_have_text("试音")


def test_one_press_at_the_desk_quiets_the_wall_and_a_browser_can_be_quiet_alone(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "全体已看到")
    page, screen = visitors.enter(OFFICER), visitors.enter(OFFICER, size=WALL)
    on_the_board(page, incident)
    on_the_board(screen, incident, "?wall")
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    framed = screen.locator(".r-crew .unseen")
    expect(framed).to_have_count(1)
    expect(page.locator(".r-crew .unseen")).to_have_count(1)
    page.locator("#mute").click()
    expect(page.locator(".unseen")).to_have_count(0)
    expect(framed).to_have_count(1)
    expect(screen).to_have_title(re.compile(r"^\(\d+\) "))
    page.keyboard.press("a")
    expect(screen.locator(".unseen")).to_have_count(0)
    expect(screen).not_to_have_title(re.compile(r"^\("))
    expect(page.locator(".r-crew .seen-by")).to_have_count(1)


@pytest.mark.parametrize("lang", LANGS)
def test_a_wall_that_cannot_sound_says_so_and_every_key_tests_its_sound(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    _, incident = running(house, f"大屏声音 {lang}")
    screen = visitors.enter(OFFICER, size=WALL, lang=lang)
    on_the_board(screen, incident, "?wall")
    silent = screen.locator("#silent")
    expect(silent).to_be_visible()
    expect(silent).to_have_text(re.compile("按一下|press a key"))
    assert screen.evaluate(CUT) == []
    box, strips = silent.bounding_box(), screen.locator(".groups").bounding_box()
    assert box is not None
    assert strips is not None
    assert box["y"] >= strips["y"] + strips["height"], "it covers no group"
    assert box["y"] + box["height"] <= WALL[1]
    assert float(silent.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 26
    sounded = "Number(document.getElementById('board').dataset.sounded ?? 0)"
    assert screen.evaluate(sounded) == 0
    screen.keyboard.press("t")
    expect(silent).to_be_hidden()
    assert screen.evaluate(sounded) == 1
    screen.keyboard.press("t")
    assert screen.evaluate(sounded) == 2
