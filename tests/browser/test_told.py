"""The page of one person who was told: reached from their row, usable by anybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import OFFICER
from tests.browser.test_calls import reported
from tests.browser.visitors import DESK, PHONE, Size, Visitors

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", LANGS)
def test_from_a_name_on_the_board_to_all_that_was_sent(
    visitors: Visitors, lang: Lang, size: Size
) -> None:
    page = visitors.enter(OFFICER, lang=lang, size=size)
    page.goto(reported(page).removesuffix("/calls"))
    row = page.locator("#r-unreached table.list a.person").first
    page.goto(str(row.evaluate("link => link.href")))
    expect(page).to_have_url(re.compile("/told/[^/]+$"))
    expect(page.locator(".told .messages > li").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert violations(page) == []
    assert wide <= 0, f"{wide} pixels to the side"


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", LANGS)
def test_six_boxes_stand_in_two_full_rows(visitors: Visitors, lang: Lang, size: Size) -> None:
    page = visitors.enter(OFFICER, lang=lang, size=size)
    page.goto(reported(page).removesuffix("/calls"))
    boxes = page.locator("#r-unreached .standing > div")
    expect(boxes).to_have_count(5)
    page.evaluate(
        "document.querySelector('#r-unreached .standing').append("
        "document.querySelector('#r-unreached .standing > div').cloneNode(true))"
    )
    tops = boxes.evaluate_all("all => all.map(box => Math.round(box.getBoundingClientRect().top))")
    assert [tops.count(top) for top in sorted(set(tops))] == [3, 3]
    over = boxes.evaluate_all("all => all.filter(b => b.scrollWidth > b.clientWidth).length")
    assert over == 0
