"""The telephone list in a browser: no barriers, no sideways scroll, and typing is left alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from notify.channels.calls.said import RESULTS
from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import OFFICER
from tests.browser.visitors import DESK, LIGHTS, PHONE, Light, Size, Visitors
from web.calls.pages import FIRST

pytestmark = pytest.mark.browser

LEADER = "wutai-duty-leader"


def reported(page: Page) -> str:
    """The path of the telephone list of a new incident that has told people."""
    page.goto("/report")
    page.fill('[name="place"]', "青石沟")
    page.fill('[name="what"]', "尾矿库溃坝")
    page.locator("main form").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url(re.compile("/incidents/[^/]+$"))
    path = f"{page.url}/calls"
    page.goto(path)
    expect(page.locator(".callee").first).to_be_attached()
    return path


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("lang", LANGS)
def test_anybody_can_use_it(visitors: Visitors, lang: Lang, light: Light, size: Size) -> None:
    page = visitors.enter(OFFICER, lang=lang, light=light, size=size)
    reported(page)
    page.locator(".callee button.take").first.click()
    expect(page.locator(".callee.mine")).to_have_count(1)
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    # A claim is on the person, whatever the incident: the next visitor finds them free.
    page.locator(".callee.mine button.take").click()
    expect(page.locator(".callee.mine")).to_have_count(0)
    assert found == []
    assert wide <= 0, f"{wide} pixels to the side"


def test_a_claim_of_the_other_appears_and_what_is_typed_stays(visitors: Visitors) -> None:
    mine, other = visitors.enter(OFFICER), visitors.enter(LEADER)
    path = reported(mine)
    other.goto(path.replace(mine.url.split("/incidents")[0], ""))
    first, second = mine.locator(".callee").nth(0), mine.locator(".callee").nth(1)
    first.locator("details.said summary").click()
    note = first.locator('[name="note"]')
    note.type("正在路上", delay=10)
    other.locator(".callee").nth(1).locator("button.take").click()
    expect(second.locator(".claim")).to_be_visible()
    expect(second.locator(".results")).to_have_count(0)
    expect(note).to_have_value("正在路上")
    expect(note).to_be_focused()
    first.locator('button[value="out_of_county"]').click()
    expect(mine.locator(".callee").nth(0).locator(".tried")).to_contain_text("正在路上")


def test_it_prints_with_every_number_and_places_to_write(visitors: Visitors) -> None:
    """When power goes the call desk goes on by hand: nobody is folded away, nothing is pressed."""
    page = visitors.enter(OFFICER)
    reported(page)
    screen = page.locator(".callee").count()
    assert screen > FIRST, "more than stand open on the screen"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1016})  # A4 less its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = page.locator(".callee:visible")
    assert seen.count() == screen
    for line in seen.all():
        expect(line.locator(".numbers")).to_be_visible()
        assert re.search(r"\d{3}", line.locator(".numbers").inner_text())
        paper = line.locator(".on-paper").inner_text()
        assert paper.count("□") == len(RESULTS)
        for blank in ("时间", "录音", "拨打人"):
            assert f"{blank} ______" in paper
    assert page.locator(".callees :is(button, input):visible").count() == 0
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels beyond the edge of the sheet"
    sheets = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", sheets), "A4"
