"""On a telephone no page is wider than the screen, and no table has to be pushed to the side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, House
from tests.browser.lookers import Lookers
from tests.browser.night import VILLAGE, Night, Told, ago, whole_night
from tests.browser.sights import SIGHTS
from tests.browser.visitors import PHONE, WALL

pytestmark = pytest.mark.browser

SIDEWAYS = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const called = (e) => e.tagName.toLowerCase() + (e.id && "#" + e.id) + " " + e.className;
  const pushed = [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .map((e) => called(e) + ": " + e.scrollWidth + " in " + e.clientWidth);
  const seen = document.documentElement.clientWidth;
  const cut = [...document.querySelectorAll("table, table *")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > seen + 1)
    .map((e) => called(e) + " ends at " + e.getBoundingClientRect().right);
  const wide = document.documentElement.scrollWidth;
  return [...(wide > seen ? ["the page: " + wide] : []), ...pushed, ...cut];
}"""
"""What has to be pushed to the side to be read, with everything unfolded."""

OFF_CENTRE = """() => [...document.querySelectorAll("a.button, button")]
  .filter((e) => e.checkVisibility() && !e.firstElementChild && e.textContent.trim())
  .filter((e) => {
    const words = document.createRange();
    words.selectNodeContents(e);
    const said = words.getBoundingClientRect(), whole = e.getBoundingClientRect();
    return Math.abs(said.top + said.bottom - whole.top - whole.bottom) > 8;
  })
  .map((e) => e.textContent.trim())"""
"""Buttons whose words do not stand in the middle of their height."""


@pytest.fixture(scope="module")
def night(house: House) -> Night:
    """A response, with people who are to leave and a village that moves."""
    told = Told.by(house, OFFICER)
    night = whole_night(house)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": ago(1)}
    told.put(night.incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    village = {"stage": "moving", "people_moved": 40, "need_help": 3, "with_helper": 1}
    told.put(night.incident, "ReportVillage", village=VILLAGE, **village)
    return night


@pytest.fixture(scope="module")
def lookers(browser: Browser, house: House, quiet_house: House) -> Iterator[Lookers]:
    people = Lookers.of(browser, house, quiet_house)
    yield people
    people.leave()
    assert people.troubles() == []


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def page(lookers: Lookers, lang: Lang) -> Page:
    """A telephone of the desk's."""
    return narrowed(lookers.page(OFFICER, lang))


def narrowed(page: Page) -> Page:
    wide, high = PHONE
    page.set_viewport_size({"width": wide, "height": high})
    return page


def sideways(page: Page, path: str) -> list[str]:
    """What has to be pushed to the side on a page, with all that is folded there open."""
    page.goto(path)
    found: list[str] = page.evaluate(SIDEWAYS)
    return [f"{path}: {line}" for line in found]


def test_no_page_of_the_table_has_to_be_pushed_to_the_side(
    lookers: Lookers, lang: Lang, night: Night
) -> None:
    for_phones = [sight for sight in SIGHTS if sight.sizes != (WALL,)]
    found = [sideways(narrowed(lookers.at(s, lang)), s.during(night)) for s in for_phones]
    assert [line for lines in found for line in lines] == []


def test_the_words_of_a_button_stand_in_its_middle(
    lookers: Lookers, lang: Lang, night: Night
) -> None:
    found = {}
    for sight in (one for one in SIGHTS if one.sizes != (WALL,)):
        page = narrowed(lookers.at(sight, lang))
        page.goto(sight.during(night))
        if off := page.evaluate(OFF_CENTRE):
            found[sight.name] = off
    assert found == {}


def test_no_form_of_the_board_has_to_be_pushed_to_the_side(page: Page, night: Night) -> None:
    page.goto(f"/incidents/{night.incident}")
    links = page.locator("a[data-dialog], a[data-in-place]")
    offered = links.evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    forms = {path.partition("?")[0]: path for path in offered}
    assert len(forms) > 25
    assert [line for path in forms.values() for line in sideways(page, path)] == []


def test_a_form_in_a_row_is_no_wider_either(page: Page, night: Night) -> None:
    page.goto(f"/incidents/{night.incident}")
    page.locator(".matrix [data-in-place]").first.click()
    expect(page.locator(".matrix .in-place .small-form")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []


def test_what_is_chosen_from_a_list_is_read_whole(page: Page, night: Night) -> None:
    page.goto(f"/incidents/{night.incident}/do/FinishTask")
    chosen = page.locator("select[name=task]")
    line = chosen.evaluate("list => list.clientHeight")
    names = chosen.locator("option").all_text_contents()
    longest = max(range(len(names)), key=lambda n: len(names[n]))
    chosen.select_option(index=longest)
    assert chosen.evaluate("list => list.clientHeight") > line, "it wraps"
    assert chosen.evaluate("list => list.scrollWidth <= list.clientWidth")
    page.goto(f"/incidents/{night.incident}/do/SendNotice")
    posts = page.locator("select[name=posts]")
    inside = """(list) => [...list.options].every((one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getBoundingClientRect().right <= list.getBoundingClientRect().right;
    })"""
    assert posts.evaluate(inside)


def test_a_stacked_table_is_one_to_who_hears_it(page: Page, night: Night) -> None:
    """Its rows, cells and headings, whatever the style sheet makes of them."""
    page.goto(f"/incidents/{night.incident}")
    for table, heads, rows in ((".figures", 5, 2), (".matrix", 4, 5)):
        shown = page.locator(table)
        assert shown.get_by_role("columnheader").count() >= heads
        assert shown.get_by_role("rowheader").count() >= rows
        assert shown.get_by_role("cell").count() >= heads * rows
    page.goto("/plan")
    tables = page.locator("table.list")
    expect(tables).to_have_count(2)
    for found, heads in zip(tables.all(), (5, 4), strict=True):
        expect(found.get_by_role("columnheader")).to_have_count(heads)
        cells = found.get_by_role("row").nth(1).get_by_role("cell")
        expect(cells).to_have_count(heads)
        names = found.get_by_role("columnheader").all_text_contents()
        assert [cell.get_attribute("data-label") for cell in cells.all()] == names
        said = cells.last.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert names[-1] in said, "each cell says on the screen what it is"
