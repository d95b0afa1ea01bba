"""A board that cannot sound yet says so, until somebody touches it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.house import OFFICER, House
from tests.browser.test_board import on_the_board, running
from tests.browser.visitors import Visitors

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
