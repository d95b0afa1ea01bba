"""The board of who keeps no record, at a desk: their own orders and tasks first, the width filled
and the foot bar at the foot, however little there is to say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import OFFICER, OPERATOR, House
from tests.browser.night import Told, ago, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.test_layout import CUT_OFF, LEAST_PX, OVER_THE_EDGE, SMALLEST
from tests.browser.test_ten_villages import A4, NOT_WHOLE
from tests.browser.visitors import DESK, PHONE, WALL, Size, Visitors

pytestmark = pytest.mark.browser

CONTACT = "wutai-village-contact-demo"

BARE = """() => {
  const board = document.getElementById("board").getBoundingClientRect();
  const panels = [...document.querySelectorAll("#board .panel")]
    .map((e) => e.getBoundingClientRect());
  const top = Math.min(...panels.map((r) => r.top)), end = Math.max(...panels.map((r) => r.bottom));
  const found = [];
  for (let y = top + 15; y < end - 5; y += 10)
    for (let x = board.left + 15; x < board.right - 15; x += 20)
      if (!panels.some((r) => Math.abs(x - (r.left + r.right) / 2) < r.width / 2 + 12
        && Math.abs(y - (r.top + r.bottom) / 2) < r.height / 2 + 12))
        found.push([x, Math.round(y)]);
  return found;
}"""
"""Places between the first and the last panel at which no panel stands."""


def well_laid_out(page: Page, size: Size) -> None:
    assert page.evaluate(BARE) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVER_THE_EDGE) == []
    assert page.evaluate(SMALLEST) >= LEAST_PX[size]
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    assert abs(bar["y"] + bar["height"] - size[1]) <= 1, "at the foot"


@pytest.mark.parametrize("size", [WALL, DESK], ids=["1920", "1366"])
@pytest.mark.parametrize("lang", LANGS)
def test_it_fills_a_desk_screen_with_little_to_say(
    visitors: Visitors, house: House, lang: Lang, size: Size
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, f"少量内容 {lang} {size[0]}")
    respond(told, incident)
    pages = [visitors.enter(person, size=size, lang=lang) for person in (CONTACT, OPERATOR)]
    for page in pages:
        on_the_board(page, incident)
        expect(page.locator(".r-own")).to_be_in_viewport(ratio=1)
        well_laid_out(page, size)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    for page in pages:
        expect(page.locator(".r-own .alarm")).to_contain_text("残坝位移")
        well_laid_out(page, size)
    assert violations(pages[1]) == []


def test_a_task_is_accepted_on_the_board_and_the_order_comes_while_they_look(
    visitors: Visitors, house: House
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "企业席位")
    respond(told, incident)
    page = visitors.enter(OPERATOR)
    on_the_board(page, incident)
    rows = page.locator(".r-own [data-task]")
    assert rows.count() >= 3
    first = rows.first
    expect(first).to_contain_text("待签收")
    first.get_by_role("button", name="签收任务").click()
    expect(first).to_contain_text("已签收")
    task = first.get_attribute("data-task")
    assert told.state(incident)["tasks"][task]["status"] == "received"
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    expect(page.locator(".r-own .alarm")).to_contain_text("残坝位移")
    expect(page.locator(".alarms")).to_be_visible()
    page.locator(".r-own header").get_by_role("link").click()
    expect(page).to_have_url(re.compile(rf"/incidents/{incident}/me$"))


def test_on_a_telephone_their_part_stands_before_the_figures(
    visitors: Visitors, house: House
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "企业手机")
    respond(told, incident)
    page = visitors.enter(OPERATOR, size=PHONE)
    on_the_board(page, incident)
    own, people = (page.locator(f".r-{r}").bounding_box() for r in ("own", "people"))
    assert own is not None
    assert people is not None
    assert own["y"] < people["y"]
    expect(page.get_by_role("link", name="我现在要做的事")).to_have_count(1)


@pytest.mark.parametrize("lang", LANGS)
def test_on_paper_their_orders_and_tasks_stand_beside_figures_and_villages(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, f"企业打印 {lang}")
    respond(told, incident)
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    page = visitors.enter(OPERATOR, lang=lang)
    on_the_board(page, incident)
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    expect(page.locator(".r-own .alarm")).to_contain_text("残坝位移")
    told_to_do = page.locator(".r-own :is([data-task], .alarm)")
    assert told_to_do.count() >= 4
    for part in (*told_to_do.all(), *page.locator(".evac th[scope=row], .figures td").all()):
        expect(part).to_be_in_viewport(ratio=1)
    own, *others = (page.locator(f".r-{r}").bounding_box() for r in ("own", "people", "evac"))
    assert own is not None
    assert all(other is not None and own["x"] + own["width"] <= other["x"] for other in others)
    assert page.evaluate(NOT_WHOLE) == []
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
