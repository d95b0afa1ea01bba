"""A board that cannot sound yet says so, until somebody touches it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.house import OFFICER, House
from tests.browser.night import ago
from tests.browser.test_board import on_the_board, running
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
