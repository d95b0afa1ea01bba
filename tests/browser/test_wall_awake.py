"""The wall keeps its screen awake: nobody touches it, and a dark wall tells of nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import OFFICER, House
from tests.browser.night import ago
from tests.browser.test_board import running
from tests.browser.visitors import WALL, Visitors

pytestmark = pytest.mark.browser

SCREEN = """(refuses) => {
  window.asked = [];
  const request = (what) => {
    window.asked.push(what);
    const lock = { type: what, released: false, addEventListener() {}, async release() {} };
    return refuses ? Promise.reject(new DOMException("no", "NotAllowedError"))
      : Promise.resolve(lock);
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}"""
"""A screen that says how often it was asked to stay awake."""
SHOWN = """(shown) => {
  Object.defineProperty(document, "hidden", { configurable: true, value: !shown });
  const state = shown ? "visible" : "hidden";
  Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def wall_of(visitors: Visitors, incident: str, *, refuses: bool) -> tuple[Page, list[str]]:
    """The wall on such a screen, and what goes wrong on its page."""
    page = visitors.enter(OFFICER, size=WALL)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.add_init_script(f"({SCREEN})({str(refuses).lower()})")
    page.goto(f"/incidents/{incident}?wall")
    expect(page.locator(".link")).to_contain_text("连接正常")
    return page, faults


@pytest.mark.parametrize("refuses", [False, True], ids=["granted", "refused"])
def test_it_asks_at_once_and_again_when_it_is_seen_again_and_goes_on_if_refused(
    visitors: Visitors, house: House, refuses: bool
) -> None:
    told, incident = running(house, f"常亮 {refuses}")
    page, faults = wall_of(visitors, incident, refuses=refuses)
    assert page.evaluate("asked") == ["screen"]
    page.evaluate(SHOWN, False)
    assert page.evaluate("asked") == ["screen"], "a hidden page may not ask"
    page.evaluate(SHOWN, True)
    assert page.evaluate("asked") == ["screen", "screen"]
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    expect(page.locator(".order")).to_be_visible()
    assert faults == []
