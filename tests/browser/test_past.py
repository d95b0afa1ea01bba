"""Pages that stand still: a past minute and the whole log; and the way to them."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.house import OFFICER, House
from tests.browser.test_board import on_the_board, running
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("whole", [False, True], ids=["past", "whole-log"])
def test_a_page_that_stands_still_has_clocks_search_and_keys(
    visitors: Visitors, house: House, whole: bool
) -> None:
    told, incident = running(house, f"静页 {whole}")
    told.put(incident, "AddNote", note="只有这一条说到浑水")
    page = visitors.enter(OFFICER)
    page.goto(f"/incidents/{incident}?" + ("log=all" if whole else f"at={quote(told.now())}"))
    since = page.locator("[data-since]").first
    expect(since).to_have_text(re.compile(r"^00:1\d:\d\d$"))
    due = page.locator(".matrix [data-due]").first
    expect(due).to_have_text(re.compile(r"^(剩余|已超时) \d\d:\d\d:\d\d$"))
    stood = due.text_content()
    page.wait_for_timeout(1500)
    expect(due).to_have_text(stood or "-")
    page.keyboard.press("/")
    page.keyboard.type("浑水 只有")
    expect(page.locator(".log > li:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    page.locator("#show-keys").click()
    expect(page.locator("#keys")).to_be_visible()


def test_the_slider_reaches_up_to_now(visitors: Visitors, house: House) -> None:
    _, incident = running(house, "时间轴")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    slider = page.locator(".moments input")
    first = int(slider.get_attribute("max") or "0")
    page.wait_for_function(
        "first => Number(document.querySelector('.moments input').max) > first", arg=first + 1
    )
    assert slider.input_value() == slider.get_attribute("max"), "it stays at its end"


def test_the_log_is_narrowed_to_a_person_a_group_and_a_kind(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "筛选")
    told.put(incident, "AddNote", note="只有这一条是记事")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    lines, by = page.locator(".log > li:visible"), page.locator
    every = lines.count()
    by("select[data-by=kind]").select_option("records")
    records = by(".log > li [data-kind=records]").count()
    assert 0 < records < every
    expect(lines).to_have_count(records)
    page.locator("#find").fill("只有这一条")
    expect(lines).to_have_count(1)
    page.locator("#find").fill("")
    by("select[data-by=kind]").select_option("")
    expect(lines).to_have_count(every)
    person = by("select[data-by=who] option").nth(1).get_attribute("value") or "-"
    by("select[data-by=who]").select_option(person)
    expect(by(".log > li:visible .who").first).to_have_text(person)
    expect(page.get_by_text("此处为最近60条")).to_be_visible()
