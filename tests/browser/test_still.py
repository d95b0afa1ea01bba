"""What a patch leaves as it was, and that nothing moves for who asked for no motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.house import COMMANDER, OFFICER, House
from tests.browser.test_board import on_the_board, running
from tests.browser.test_keyboard import tab_to
from tests.browser.visitors import DESK, WALL, Visitors

pytestmark = pytest.mark.browser

MOVING = """() => document.getAnimations().map((a) => a.transitionProperty ?? a.animationName)"""
TIMED = """() => [...document.querySelectorAll("*")].filter((e) => {
  const style = getComputedStyle(e);
  const long = (times) => times.split(",").some((one) => parseFloat(one) > 0);
  const moves = style.animationName !== "none" && long(style.animationDuration);
  return moves || long(style.transitionDuration);
}).map((e) => e.outerHTML.slice(0, 80))"""
PATHS = ("/", "/incidents", "/calls", "/duty/log", "/plan", "/phones", "/report")


def test_a_patch_leaves_scroll_and_open_parts_where_they_are(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "滚动保持")
    for n in range(30):
        told.put(incident, "AddNote", note=f"很长的日志第{n}条，" * 3)
    for n in range(6):
        movement = "left" if n % 2 else "arrived"
        told.put(incident, "RecordMovement", post="vice_magistrate", movement=movement)
    page = visitors.enter(OFFICER, size=DESK)
    on_the_board(page, incident)
    expect(page.locator(".r-ledger summary, .ledger summary").last).to_be_attached()
    fold = page.locator(".ledger details")
    fold.locator("summary").click()
    sources = page.locator("#r-people details")
    sources.locator("summary").click()
    line = page.locator('[data-list="log"] > li').nth(20)
    line.scroll_into_view_if_needed()
    key = line.get_attribute("data-key")
    place = 'key => document.querySelector(`[data-key="${key}"]`).getBoundingClientRect().top'
    before = page.evaluate(place, key)
    told.put(incident, "AddNote", note="滚动时来的一条")
    expect(page.get_by_text("滚动时来的一条")).to_be_attached()
    assert abs(page.evaluate(place, key) - before) <= 2, "what is being read stays under the eye"
    told.put(incident, "RecordMovement", post="general_commander", movement="left")
    expect(page.locator(".ledger")).to_contain_text("总指挥")
    told.put(incident, "RecordClaim", measure="dead", value=3, source="fire")
    expect(page.locator("#r-people")).to_contain_text("3")
    expect(fold).to_have_attribute("open", "")
    expect(sources).to_have_attribute("open", "")


def test_who_asked_for_no_motion_sees_none(visitors: Visitors, house: House) -> None:
    """Nor could anything move: whatever a rule or a script asks for is left out on every page."""
    _, incident = running(house, "少动画")
    page = visitors.enter(OFFICER, size=WALL)
    board = f"/incidents/{incident}"
    for path in (*PATHS, board, f"{board}/me", f"{board}?wall", f"{board}/do/AddNote"):
        page.emulate_media(reduced_motion="reduce")
        page.goto(path)
        assert page.evaluate(TIMED) == [], path
        page.evaluate("document.body.style.transition = 'color 9s'")
        page.evaluate("document.body.offsetTop; document.body.style.color = 'rgb(9, 9, 9)'")
        assert page.evaluate(MOVING) == [], path
        page.emulate_media(reduced_motion="no-preference")
        page.evaluate("document.body.offsetTop; document.body.style.color = 'rgb(99, 9, 9)'")
        assert page.evaluate(MOVING) == ["color"], "for others it would have moved"


def test_a_decision_is_taken_and_another_declined_by_keys_alone(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "键盘决定")
    page = visitors.enter(COMMANDER)
    on_the_board(page, incident)
    declines = '.queue a[href*="/do/Decline"], .act a[href*="/do/Decline"]'
    tab_to(page, declines)
    href = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    form = page.locator("#form")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('href')") == href, "focus is back"
    page.keyboard.press("Enter")
    expect(form.locator("[name=reason]")).to_be_visible()
    if not page.evaluate("document.activeElement.name === 'reason'"):
        tab_to(page, "#form [name=reason]")
    page.keyboard.type("先等现场核实")
    tab_to(page, "#form form.asks button.main")
    decide = page.locator(".act a").first
    before = decide.get_attribute("href")
    assert before is not None
    page.keyboard.press("Enter")
    expect(form).to_be_hidden()
    # Declined it is another version, and what is pressed next is decided on that one.
    expect(decide).not_to_have_attribute("href", before)
    page.keyboard.press("d")
    expect(decide).to_be_focused()
    page.keyboard.press("Enter")
    expect(form).to_be_visible()
    if not page.evaluate("document.activeElement.matches('button.main')"):
        tab_to(page, "#form form.asks button.main")
    with page.expect_response("**/do/Propose") as answered:
        page.keyboard.press("Enter")
    assert answered.value.status == 204
    expect(form).to_be_hidden()


def test_a_call_is_recorded_by_keys_alone_and_the_focus_comes_back(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "键盘电话")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    row = "[data-key$='-hotline-12345']"
    page.locator("#r-told").focus()
    tab_to(page, f"{row} [data-in-place]")
    page.keyboard.press("Enter")
    expect(page.locator(".in-place form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".in-place")).to_have_count(0)
    expect(page.locator(f"{row} [data-in-place]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".in-place [name=who]")).to_be_visible()
    if not page.evaluate("document.activeElement.name === 'who'"):
        tab_to(page, ".in-place [name=who]")
    page.keyboard.type("话务员乙")
    tab_to(page, ".in-place button.main")
    page.keyboard.press("Enter")
    expect(page.locator(".in-place")).to_have_count(0)
    expect(page.locator(row).first).to_contain_text("话务员乙")
    assert page.evaluate("document.activeElement !== document.body"), "one goes on from there"


def test_the_log_is_filtered_and_a_past_minute_opened_by_keys_alone(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "键盘日志")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    page.keyboard.press("/")
    find = page.locator("#find")
    expect(find).to_be_focused()
    page.keyboard.type("水位上涨")
    expect(page.locator('[data-list="log"] > li:visible')).to_have_count(1)
    tab_to(page, "select.by[data-by=kind]")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") != ""
    tab_to(page, ".moments input")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_url("**at=*")
    expect(page.locator(".then-bar")).to_be_visible()
    tab_to(page, ".then-bar a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{incident}")
    expect(page.locator(".link")).to_contain_text("连接正常")
