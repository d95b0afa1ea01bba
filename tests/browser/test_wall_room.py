"""The wall uses its room: large where there is little to say, and whole where there is much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, House
from tests.browser.night import Told, ago, begin, respond
from tests.browser.test_board import running
from tests.browser.test_wall import CUT, OUTSIDE, SHORTENED, SMALL, UNDER_THE_NOTE, looked_at
from tests.browser.valley import VILLAGES, valley
from tests.browser.visitors import WALL, Visitors

pytestmark = pytest.mark.browser

LEFT_BELOW = """(what) => {
  const all = [...document.querySelectorAll(what)];
  const end = Math.max(...all.map((e) => e.getBoundingClientRect().bottom));
  return all[0].closest(".panel").getBoundingClientRect().bottom - end;
}"""
PIXELS = "(e) => parseFloat(getComputedStyle(e).fontSize)"
OVER_THE_COLUMN = """() => [...document.querySelectorAll(".figures b")].filter((e) => {
  const column = e.closest("div").getBoundingClientRect();
  return e.getBoundingClientRect().right > column.right;
}).map((e) => e.innerText)"""
TWELVE = """() => {
  const list = document.querySelector(".groups");
  for (let n = list.children.length; n < 12; n++) {
    const one = list.children[n % 3].cloneNode(true);
    one.dataset.key = `more-${n}`;
    list.append(one);
  }
}"""


def nothing_is_cut(page: Page) -> None:
    for look in (CUT, OUTSIDE, SHORTENED, SMALL, UNDER_THE_NOTE, OVER_THE_COLUMN):
        assert page.evaluate(look) == []


@pytest.mark.parametrize("lang", LANGS)
def test_few_villages_and_small_figures_are_large_and_fill_their_panels(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    _, incident = running(house, f"大屏留白 {lang}")
    page = looked_at(visitors, OFFICER, lang, incident)
    assert page.locator(".figures b").first.evaluate(PIXELS) >= {"zh": 110, "en": 80}[lang]
    if lang == "zh":
        assert page.locator(".evac tbody th").first.evaluate(PIXELS) >= 33
        assert page.locator(".gn b").first.evaluate(PIXELS) >= 32
    assert page.evaluate(LEFT_BELOW, ".total") < 40
    assert page.evaluate(LEFT_BELOW, ".groups article") < 90, "but for the note about the sound"
    nothing_is_cut(page)


@pytest.mark.parametrize("lang", LANGS)
def test_figures_of_five_digits_stay_in_their_columns(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    told, incident = running(house, f"大屏五位 {lang}")
    measures = ("dead", "missing", "trapped", "at_risk", "seriously_injured")
    for measure in measures:
        told.put(incident, "RecordClaim", measure=measure, value=12345, source="township")
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": ago(1)}
    figures = dict.fromkeys(measures, 12345)
    told.put(incident, "ApproveFigures", figures=figures, spoken=spoken)
    page = looked_at(visitors, OFFICER, lang, incident)
    expect(page.locator(".figures b")).to_have_text(["12345"] * len(measures))
    nothing_is_cut(page)


@dataclass(frozen=True)
class Walls:
    """Walls of a valley with ten villages, signed in before anything was told."""

    by: dict[Lang, Page]
    told: Told


@pytest.fixture(scope="module")
def walls(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walls]:
    place = tmp_path_factory.mktemp("ten-villages-wall")
    with valley(browser, place) as (house, visitors):
        by = {lang: visitors.enter(OFFICER, size=WALL, lang=lang) for lang in LANGS}
        yield Walls(by, Told.by(house, OFFICER))


@pytest.mark.parametrize("lang", LANGS)
def test_ten_villages_of_the_longest_names_and_twelve_groups_are_whole_under_a_withdrawal(
    walls: Walls, lang: Lang
) -> None:
    told, page = walls.told, walls.by[lang]
    incident = begin(told, f"十村 {lang}")
    respond(told, incident)
    for n in range(VILLAGES):
        said = {"stage": "moving", "people_moved": 2140 + n, "need_help": 30, "with_helper": 11}
        told.put(incident, "ReportVillage", village=f"wutai-village-demo-{n + 1}", **said)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    page.goto(f"/incidents/{incident}?wall")
    expect(page.locator("[data-since]").first).to_contain_text(":")
    rest = VILLAGES - page.locator(".evac tbody tr").count()
    expect(page.locator(".total")).to_contain_text(str(rest))
    page.evaluate(TWELVE)
    nothing_is_cut(page)
