"""A report from the start page to the incident with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import OFFICER
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

MOST_TABS = 40

FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  return {
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.width > 0 && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight,
  };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus; the focus can be seen at every step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # after the last element the focus is outside the page for one step
        focus = page.evaluate(FOCUS)
        assert focus["outline"] >= 2, page.evaluate("document.activeElement.outerHTML")
        assert focus["seen"], page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{selector} was not reached with {MOST_TABS} times Tab")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_accident_is_reported_without_a_mouse(visitors: Visitors, lang: str) -> None:
    page = visitors.enter(OFFICER, lang="zh" if lang == "zh" else "en")
    tab_to(page, "a[href='/report']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    happened = f"键盘上报 {lang}"
    for name, words in (("place", "青石沟"), ("what", happened), ("source", "企业来电")):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(words)
    tab_to(page, "form.asks button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/inc-*")
    expect(page.get_by_text(happened).first).to_be_attached()


def test_what_is_missing_is_named_and_gets_the_focus(visitors: Visitors) -> None:
    page = visitors.enter(OFFICER)
    page.goto("/report")
    tab_to(page, "[name=place]")
    page.keyboard.type("青石沟")
    page.keyboard.press("Enter")
    assert page.url.endswith("/report"), "it was sent without what must be answered"
    assert page.evaluate("document.activeElement.name") == "what"
