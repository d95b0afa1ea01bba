"""The board on a desk and on a telephone: what is needed first is seen, and nothing is cut off."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, House
from tests.browser.night import Told, ago, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.visitors import DESK, PHONE, WALL, Size, Visitors

pytestmark = pytest.mark.browser

CUT_OFF = """() => [...document.querySelectorAll("#board, #board *, .bar, .bar *")]
  .filter((e) => e.checkVisibility() && e.clientHeight > 1)
  .filter((e) => !e.closest("dialog, .sheet-up, .foot"))
  .filter((e) => {
    const style = getComputedStyle(e);
    const hides = (way) => ["hidden", "clip"].includes(way);
    const tall = e.scrollHeight > e.clientHeight + 1, wide = e.scrollWidth > e.clientWidth + 1;
    return (tall && hides(style.overflowY)) || (wide && hides(style.overflowX));
  })
  .map((e) => e.outerHTML.slice(0, 90))"""
"""Elements that hide a part of what they hold with no scroll of their own."""

OVER_THE_EDGE = """() => [...document.querySelectorAll("#board .panel")].flatMap((panel) => {
  const edge = panel.getBoundingClientRect();
  if (getComputedStyle(panel).overflowY !== "visible") return [];
  return [...panel.querySelectorAll("*")]
    .filter((e) => e.checkVisibility() && getComputedStyle(e).position !== "absolute")
    .filter((e) => !e.closest(".missing, details table"))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, r]) => r.bottom > edge.bottom + 1 || r.right > edge.right + 1)
    .map(([e]) => panel.id + ": " + e.outerHTML.slice(0, 90));
})"""
"""Elements that reach over the edge of their panel, onto another one."""

SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => e.checkVisibility())
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""

LEAST_PX = {WALL: 16, DESK: 13}
"""The smallest letters at 1920 and at 1366 pixels."""


def opened_board(
    visitors: Visitors, house: House, size: Size, lang: Lang = "zh"
) -> tuple[Page, str, Any]:
    """A desk's board of a running response, its incident and that incident's state."""
    told = Told.by(house, OFFICER)
    incident = begin(told, f"版面 {lang} {size[0]}")
    respond(told, incident)
    page = visitors.enter(OFFICER, size=size, lang=lang)
    on_the_board(page, incident)
    return page, incident, told.state(incident)


@pytest.mark.parametrize("size", [WALL, DESK], ids=["1920", "1366"])
@pytest.mark.parametrize("lang", LANGS)
def test_no_panel_of_the_desk_hides_what_it_says(
    visitors: Visitors, house: House, lang: Lang, size: Size
) -> None:
    page, _, state = opened_board(visitors, house, size, lang)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVER_THE_EDGE) == []
    assert page.evaluate(SMALLEST) >= LEAST_PX[size]
    lines = page.locator('.matrix th[scope="row"]')
    expect(lines).to_have_count(5)
    strips = page.locator(".groups > article")
    assert strips.count() >= len(state["groups"])
    for strip in strips.all():
        expect(strip.locator(".gn small")).to_be_visible()
        expect(strip.locator(".gn small")).to_have_text(re.compile("组长|leader"))
        expect(strip.locator(".worst")).to_be_visible()
    expect(page.locator(".r-people .gap").first).to_be_visible()
    assert page.locator(".told-list > li").count() > 10
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 50, "one line"
    assert bar["y"] + bar["height"] <= size[1] + 1, "always in sight"


@pytest.mark.parametrize("size", [WALL, DESK], ids=["1920", "1366"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_first_screen_tells_what_is_needed_first(
    visitors: Visitors, house: House, lang: Lang, size: Size
) -> None:
    page, _, _ = opened_board(visitors, house, size, lang)
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    for shown in (".r-head", ".r-decide", ".r-people", ".r-reports", ".r-crew", ".standing"):
        box = page.locator(shown).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"], f"{shown} is below the first screen"
    groups = page.locator("#r-groups").bounding_box()
    assert groups is not None
    room = 150 if (lang, size) == ("en", DESK) else 200
    assert groups["y"] + room <= bar["y"], "groups begin on the first screen"


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_row_of_groups_is_seen_whole_on_a_small_screen(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    """Also while a withdrawal stands."""
    page, incident, _ = opened_board(visitors, house, DESK, lang)
    for alarm in (0, 1):
        expect(page.locator(".r-crew .alarm")).to_have_count(alarm)
        bar = page.locator(".bar").bounding_box()
        group = page.locator(".groups > article").first.bounding_box()
        assert bar is not None
        assert group is not None
        assert group["y"] + group["height"] <= bar["y"]
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(OVER_THE_EDGE) == []
        if not alarm:
            spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
            told = Told.by(house, OFFICER)
            told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    boxes = page.locator(".standing dt")
    assert boxes.evaluate_all("all => all.filter(b => b.scrollWidth > b.clientWidth).length") == 0


@pytest.mark.parametrize("lang", LANGS)
def test_a_criterion_and_the_figure_that_reaches_it_are_told_apart(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    page, _, _ = opened_board(visitors, house, DESK, lang)
    reason = page.locator(".decide .why li").first
    expect(reason).to_contain_text(
        {"zh": "3人以下死亡：死亡 2人", "en": "Fewer than 3 dead: Dead 2 persons"}[lang]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_name_of_a_figure_is_short_and_told_whole(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    page, _, _ = opened_board(visitors, house, DESK, lang)
    name = page.locator(".figures thead abbr")
    expect(name).to_have_text({"zh": "重伤", "en": "Seriously injured"}[lang])
    expect(name).to_have_attribute("title", re.compile("中毒|poisoning"))
    row = page.locator(".figures thead tr").bounding_box()
    assert row is not None
    assert row["height"] < 50, "two lines at most"


def test_what_a_cell_offers_comes_when_it_is_pointed_at_or_reached_by_keyboard(
    visitors: Visitors, house: House
) -> None:
    page, _, _ = opened_board(visitors, house, WALL)
    offered = page.locator(".matrix td .button").first
    expect(offered).to_have_css("opacity", "0")
    offered.focus()
    expect(offered).to_have_css("opacity", "1")
    page.locator("#find").focus()
    expect(offered).to_have_css("opacity", "0")
    page.locator(".matrix td:has(.button)").first.hover()
    expect(offered).to_have_css("opacity", "1")
    offered.click()
    expect(page.locator(".matrix .in-place .small-form")).to_be_visible()


def test_a_telephone_folds_what_is_not_needed_first_but_no_alarm(
    visitors: Visitors, house: House
) -> None:
    page, incident, _ = opened_board(visitors, house, PHONE)
    expect(page.locator("#r-groups")).to_be_visible()
    log = page.locator("#r-log")
    expect(log).to_be_hidden()
    unfold = page.locator('.unfold[aria-controls="r-log"]')
    unfold.click()
    expect(log).to_be_visible()
    expect(unfold).to_have_attribute("aria-expanded", "true")
    Told.by(house, OFFICER).put(incident, "AddNote", note="折叠之外也在变")
    expect(log).to_contain_text("折叠之外也在变")
    unfold.click()
    expect(log).to_be_hidden()
    page.evaluate("location.hash = document.querySelector('.log li').id")
    expect(log).to_be_visible()
    expect(page.locator("#r-orders")).to_be_hidden()
    page.evaluate("document.querySelector('#r-orders .row').dataset.alarm = 'override:1'")
    expect(page.locator("#r-orders")).to_be_visible()
