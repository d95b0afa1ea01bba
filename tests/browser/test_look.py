"""What small things look like: no frame on its words, no title cut off, nothing over the edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import MEMBER, OFFICER, House
from tests.browser.night import Told, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.visitors import DESK, PHONE, Size, Visitors

pytestmark = pytest.mark.browser

FROM_FRAME = """(e) => {
  const words = document.createRange();
  words.selectNodeContents(e);
  return words.getBoundingClientRect().left - e.getBoundingClientRect().left;
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_the_frame_of_a_decision_that_nobody_has_seen_leaves_its_words_room(
    visitors: Visitors, house: House, size: Size
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "框")
    respond(told, incident)
    page = visitors.enter(OFFICER, size=size)
    on_the_board(page, incident)
    framed = page.locator(".decide .unseen").first
    expect(framed).to_be_visible()
    frame_px = 5
    assert framed.evaluate(FROM_FRAME) >= 2 * frame_px


def test_a_long_title_is_read_whole_on_a_telephone(visitors: Visitors, house: House) -> None:
    told = Told.by(house, OFFICER)
    began = [begin(told, "青石沟尾矿库（演示）坝体溃决事故") for _ in range(2)]
    incident = began[1]  # with its number, where the two are of one minute
    page = visitors.enter(OFFICER, size=PHONE)
    page.goto(f"/incidents/{incident}/me")
    expect(page.locator(".top .link")).to_contain_text("连接正常")
    title = page.locator(".top .title")
    # Letters reach a little below their line: less than half a line is none that is cut off.
    whole = "e => e.scrollWidth <= e.clientWidth && e.scrollHeight < e.clientHeight + 12"
    assert title.evaluate(whole)


def test_figures_that_differ_are_said_on_one_line_to_a_member_too(
    visitors: Visitors, house: House
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "不一致")
    respond(told, incident)
    page = visitors.enter(MEMBER, size=DESK)
    on_the_board(page, incident)
    mark = page.locator(".figures .tag.differ").first
    expect(mark).to_have_text("◆ 不一致")
    box = mark.bounding_box()
    assert box is not None
    assert box["height"] < 24


def on_the_desk(visitors: Visitors, house: House, size: Size) -> Page:
    """A duty desk with an open incident."""
    told = Told.by(house, OFFICER)
    respond(told, begin(told, "值班台首屏"))
    page = visitors.enter(OFFICER, size=size)
    page.goto("/")
    return page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_a_call_or_paper_is_entered_from_the_first_screen_of_the_desk(
    visitors: Visitors, house: House, size: Size
) -> None:
    page = on_the_desk(visitors, house, size)
    for name in ("登记来电", "登记来文", "粘贴采集"):
        box = page.get_by_role("link", name=name).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= size[1], name


def test_the_test_of_the_ways_stands_away_from_the_edge_of_a_telephone(
    visitors: Visitors, house: House
) -> None:
    page = on_the_desk(visitors, house, PHONE)
    box = page.locator(".test-now summary").bounding_box()
    assert box is not None
    assert box["x"] >= 8
