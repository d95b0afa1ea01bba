"""The duty desk and the overview stay true while they are open, and disturb nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import MEMBER, OFFICER, OPERATOR, PLAYER, House, opened
from tests.browser.night import Told, begin, respond
from tests.browser.visitors import DESK, PHONE, Visitors, visiting

pytestmark = pytest.mark.browser

ALONE = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A program of their own: what is open in the county is what these tests opened."""
    with opened(Path(tmp_path_factory.mktemp("county"))) as running:
        yield running


@pytest.fixture
def people(browser: Browser, empty: House) -> Iterator[Visitors]:
    with visiting(browser, empty) as visitors:
        yield visitors


def test_an_incident_appears_and_moves_on_without_a_new_page(
    empty: House, people: Visitors
) -> None:
    desk, all_of_them = people.enter(OFFICER), people.enter(OFFICER, size=PHONE)
    all_of_them.goto("/incidents")
    for page in (desk, all_of_them):
        page.evaluate("window.stays = true")
        expect(page.locator(".link")).to_have_text("● 连接正常")
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    for page in (desk, all_of_them):
        card = page.locator("article", has=page.locator(f"a[href='/incidents/{incident}']"))
        expect(card).to_contain_text("尚未审定")
    link = all_of_them.locator(f"article a.open[href='/incidents/{incident}']")
    link.focus()
    respond(told, incident)
    for page in (desk, all_of_them):
        card = page.locator("article", has=page.locator(f"a[href='/incidents/{incident}']"))
        expect(card).to_contain_text("县级二级响应")
        expect(card.locator(".people")).to_contain_text("第1版")
        expect(card.locator(".people")).to_contain_text("死亡 2")
        assert page.evaluate("window.stays") is True
        assert page.locator("meta[http-equiv=refresh]").count() == 0
    expect(link).to_be_focused()
    assert all_of_them.evaluate(ALONE), "nothing is wider than a telephone"
    assert violations(all_of_them) == []
    assert violations(desk) == []
    told.put(incident, "AddNote", note="继续搜救")
    again = begin(told, "又一起")
    expect(all_of_them.locator(f"article a.open[href='/incidents/{again}']")).to_be_visible()
    expect(link).to_be_focused()


def test_what_is_over_lies_folded_below_and_stays_open_once_opened(
    empty: House, people: Visitors
) -> None:
    told = Told.by(empty, OFFICER)
    head = Told.by(empty, "wutai-emergency-head")
    first, second = begin(told, "误报一"), begin(told, "误报二")
    page = people.enter(OFFICER)
    page.goto("/incidents")
    head.put(first, "DismissReport", reason="核实为误报", evidence="现场核实记录")
    over = page.locator(".closed details")
    expect(page.locator(f".over a[href='/incidents/{first}']")).to_be_hidden()
    over.locator("summary").click()
    expect(page.locator(f".over a[href='/incidents/{first}']")).to_be_visible()
    head.put(second, "DismissReport", reason="核实为误报", evidence="现场核实记录")
    expect(page.locator(f".over a[href='/incidents/{second}']")).to_be_visible()
    assert page.locator(f"article a[href='/incidents/{first}']").count() == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("person", [OFFICER, OPERATOR, MEMBER, PLAYER])
def test_navigation_and_the_name_of_the_page_take_one_line_each_on_a_small_desk(
    people: Visitors, person: str, lang: Lang
) -> None:
    page = people.enter(person, lang=lang, size=DESK)
    page.goto("/")
    tops = page.locator("nav.top > :not(.grow)").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect()).map((e) => (e.top + e.bottom) / 2)"
    )
    assert len(tops) >= 9
    assert max(tops) - min(tops) < 12
    head = page.locator(".duty-head h1")
    lines = "(e) => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
    assert head.evaluate(lines) < 1.5
    assert page.evaluate(ALONE), "and nothing reaches over the edge"
