"""Ten villages with the longest names below one dam: the sheet of A4 shows each of them whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from runtime.language import LANGS, Lang
from tests.browser.house import OFFICER, OPERATOR
from tests.browser.night import Told, ago, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.test_sheet import SEEN_ON_PAPER
from tests.browser.valley import VILLAGES, names, valley
from web.board.fragments import TOLD_ON_PAPER
from web.board.unreached_paper import Missed, as_many_as_fit, in_one_line

pytestmark = pytest.mark.browser

A4: ViewportSize = {"width": 1062, "height": 733}
"""A sheet less its margins, in pixels of the screen."""
NOT_WHOLE = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.getElementById("board"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, by = node.parentElement;
    if (!node.data.trim() || !by.checkVisibility() || by.closest(".hear, .log > li")) continue;
    const words = document.createRange();
    words.selectNodeContents(node);
    let shortened = null;
    for (let up = by; up && !shortened; up = up.parentElement)
      if (getComputedStyle(up).textOverflow === "ellipsis") shortened = up;
    const end = shortened ? shortened.getBoundingClientRect().right : Infinity;
    const cell = (by.closest("td, th, dt, dd, .panel, .head > div") ?? by).getBoundingClientRect();
    const panel = (by.closest(".panel") ?? by).getBoundingClientRect();
    for (const one of words.getClientRects()) {
      const half = (one.bottom - one.top) / 4, right = Math.min(one.right, end);
      if (right - one.left < 1) continue;
      const said = node.data.trim().slice(0, 30);
      seen.push({ node, said, left: one.left, right, top: one.top + half, bottom: one.bottom - half,
        out: right > cell.right + 1.5 || one.bottom - half > panel.bottom });
    }
  }
  const found = seen.filter((one) => one.out).map((one) => "outside: " + one.said);
  seen.forEach((one, at) => seen.slice(at + 1).forEach((other) => {
    if (one.node !== other.node
      && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5
      && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)
      found.push("over each other: " + one.said + " | " + other.said);
  }));
  return found;
}"""
"""Words beside their own cell, below their panel or over other words. What ends in three points is
shortened on purpose; the log is cut by whole entries, which another test sees."""


@dataclass(frozen=True)
class Pages:
    """The board, open before anything was told, and the incident on it."""

    by: dict[Lang, Page]
    few: dict[Lang, Page]
    """Those of the mine, which keeps no record."""
    told: Told
    incident: str


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    place = tmp_path_factory.mktemp("ten-villages")
    with valley(browser, place) as (house, visitors):
        told = Told.by(house, OFFICER)
        by = {lang: visitors.enter(OFFICER, lang=lang) for lang in LANGS}
        few = {lang: visitors.enter(OPERATOR, lang=lang) for lang in LANGS}
        incident = begin(told)
        respond(told, incident)
        yield Pages(by, few, told, incident)


def paper(pages: Pages, lang: Lang, *, few: bool = False) -> Page:
    page = (pages.few if few else pages.by)[lang]
    page.emulate_media(media="screen")
    on_the_board(page, pages.incident)
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    return page


def everything_stands_on_it(page: Page, lang: Lang) -> None:
    assert page.evaluate(NOT_WHOLE) == []
    seen = page.evaluate(SEEN_ON_PAPER)
    assert len(seen["villages"]) == VILLAGES
    for n, village in enumerate(seen["villages"]):
        assert village.startswith(names(n)[lang])
    assert len(seen["groups"]) == page.locator(".groups > article").count() >= 10
    assert len(seen["log"]) >= 2
    assert seen["cut"] == 0
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_before_anything_is_heard_of_them(pages: Pages, lang: Lang) -> None:
    everything_stands_on_it(paper(pages, lang), lang)


@pytest.mark.parametrize("lang", LANGS)
def test_when_each_of_them_has_said_everything_and_rescuers_withdraw(
    pages: Pages, lang: Lang
) -> None:
    told, incident = pages.told, pages.incident
    for n in range(VILLAGES):
        told.put(
            incident,
            "ReportVillage",
            village=f"wutai-village-demo-{n + 1}",
            stage="moving",
            households_moved=1000 + n,
            people_moved=2140 + n,
            people_left=1100,
            need_help=30,
            with_helper=11,
            refused=4,
        )
    if not told.state(incident)["withdrawal"]:
        spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
        told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    page = paper(pages, lang)
    everything_stands_on_it(page, lang)
    assert page.locator(".evac tbody th .on-paper:visible").count() == VILLAGES
    assert page.locator(".un:visible").count() == 0
    of_the_mine = paper(pages, lang, few=True)
    assert of_the_mine.evaluate(NOT_WHOLE) == []
    assert len(of_the_mine.evaluate(SEEN_ON_PAPER)["villages"]) == VILLAGES
    expect(of_the_mine.locator(".r-own .alarm")).to_be_in_viewport(ratio=1)


NOT_REACHED = """(line) => {
  let paper = document.querySelector(".missing .on-paper");
  if (!paper) {
    paper = document.createElement("p");
    paper.className = "on-paper";
    document.querySelector(".missing").append(paper);
  }
  paper.textContent = line;
}"""


MORE_TO_TELL = """(most) => {
  const list = document.querySelector(".told-list"), known = [...list.children];
  for (let n = known.length; n < most; n++) {
    const one = known[n % 3].cloneNode(true);
    one.dataset.key = `told/${n}-more`;
    list.append(one);
  }
  list.lastElementChild.insertAdjacentHTML("beforeend", '<span class="on-paper"><b>+9</b></span>');
  const beyond = '<li data-key="told/99-x"><span class="off-paper">x</span></li>';
  list.insertAdjacentHTML("beforeend", beyond);
}"""


def not_reached(lang: Lang, posts: Sequence[str]) -> str:
    """The longest line for which paper has room: on the day after, so that dates stand in it."""
    wanted = [Missed(posts[n % len(posts)], names(n)[lang], "05-17 02:28") for n in range(40)]
    shown = wanted[: as_many_as_fit(wanted, lang)]
    assert len(shown) > 2
    more = {"zh": "另有30项，见指挥板", "en": "and 30 more: see the board"}[lang]
    return f"■ {in_one_line(shown, lang)} {more}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("posts", [["指挥长"], [f"职务{n:03}" for n in range(40)]])
def test_as_many_not_reached_and_others_to_be_told_as_paper_names_fit_with_the_counts(
    pages: Pages, lang: Lang, posts: Sequence[str]
) -> None:
    page = paper(pages, lang)
    page.evaluate(MORE_TO_TELL, TOLD_ON_PAPER)
    page.evaluate(NOT_REACHED, not_reached(lang, posts))
    assert page.locator(".told-list > li:visible").count() == TOLD_ON_PAPER
    assert page.locator(".told-list .on-paper").is_visible()
    assert page.evaluate(NOT_WHOLE) == []
