"""Recording from the board with the keyboard alone: the menu, small forms in rows, villages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.house import OFFICER, House
from tests.browser.night import Told, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.test_keyboard import tab_to
from tests.browser.visitors import DESK, LIGHTS, PHONE, Light, Size, Visitors

pytestmark = pytest.mark.browser

UNIT = "hotline-12345"
ROW = f"[data-key$='-{UNIT}']"
VILLAGE = "wutai-village-demo-1"


@pytest.fixture
def told(house: House) -> Told:
    return Told.by(house, OFFICER)


@pytest.fixture
def incident(told: Told) -> str:
    found = begin(told, "登记")
    respond(told, found)
    return found


@pytest.fixture
def board(visitors: Visitors, incident: str) -> Page:
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    return page


def choose(page: Page, name: str, value: str) -> None:
    """In a list that has the focus, with the arrow keys."""
    chosen = page.locator(f"#form [name={name}]")
    for _ in range(chosen.locator("option").count()):
        if chosen.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} cannot be chosen as {name}")


def test_one_key_opens_the_menu_typing_finds_and_escape_closes(board: Page) -> None:
    board.keyboard.press("r")
    find = board.locator("#record input")
    expect(find).to_be_focused()
    everything = board.locator("#record .offered a:visible").count()
    board.keyboard.type("督办")
    expect(board.locator("#record .offered a:visible")).to_have_count(1)
    assert everything > 20
    board.keyboard.type("没有这一项")
    expect(board.locator("#record .nothing")).to_be_visible()
    board.keyboard.press("Escape")
    expect(find).to_be_hidden()
    expect(board.locator("#record summary")).to_be_focused()
    board.keyboard.press("Enter")
    expect(find).to_be_focused()
    expect(find).to_have_value("")


def test_a_figure_is_recorded_with_the_keyboard_alone(
    board: Page, told: Told, incident: str
) -> None:
    board.keyboard.press("r")
    board.keyboard.press("ArrowDown")
    expect(board.locator("#record .offered a").first).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("#form [name=measure]")).to_be_focused()
    choose(board, "measure", "dead")
    tab_to(board, "[name=value]")
    board.keyboard.type("9")
    tab_to(board, "[name=source]")
    choose(board, "source", "police")
    tab_to(board, "#form button.main")
    board.keyboard.press("Enter")
    expect(board.locator("#form")).to_be_hidden()
    expect(board.locator("#r-people .assessed")).to_contain_text("9")
    values = [(c["measure"], c["value"]) for c in told.state(incident)["claims"].values()]
    assert ("dead", 9) in values


def test_a_told_row_is_recorded_in_place_and_not_disturbed_while_somebody_types(
    board: Page, told: Told, incident: str
) -> None:
    board.locator("#r-told").focus()
    tab_to(board, f"{ROW} [data-in-place]")
    board.keyboard.press("Enter")
    form = board.locator(".in-place form")
    expect(form.locator("[name=who]")).to_be_focused()
    expect(form.locator("[name=means]")).to_have_value("telephone")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", form.locator("[name=told_at]").input_value())
    board.keyboard.type("话务")
    told.put(incident, "TellOutsider", entry=UNIT, means="telephone", who="别人记的")
    expect(board.locator(f"{ROW}:not(.in-place)")).to_contain_text("别人记的")
    tab_to(board, ".in-place button.main")
    expect(form.locator("[name=who]")).to_have_value("话务")
    form.locator("[name=who]").focus()
    board.keyboard.type("员赵")
    tab_to(board, ".in-place button.main")
    board.keyboard.press("Enter")
    expect(form).to_have_count(0)
    expect(board.locator(ROW)).to_contain_text("话务员赵")
    assert board.url.endswith(f"/incidents/{incident}"), "the board was left"
    assert board.evaluate("!!document.activeElement.closest('[data-list=told]')")
    correct = board.locator(f"{ROW} a[href*='CorrectEntry?entry=']")
    correct.press("Enter")
    expect(board.locator("#form [name=correction]")).to_be_visible()


def test_a_telephone_report_is_recorded_in_its_line_and_its_number_is_known_next_time(
    board: Page, told: Told, incident: str
) -> None:
    line = board.locator("[data-list=lines] [data-key$='-government']")
    line.locator("[data-in-place]").press("Enter")
    form = board.locator(".in-place form")
    expect(form.locator("[name=number]")).to_have_value("sim:0001")
    assert form.locator("[name=kind]").get_attribute("value") == "continued"
    form.locator("[name=receiver]").fill("市局值班员乙")
    form.locator("[name=receiver]").press("Enter")
    expect(form).to_have_count(0)
    expect(line).to_contain_text("市局值班员乙")


def test_a_refused_small_form_stays_with_what_was_typed(board: Page) -> None:
    row = board.locator(ROW)
    row.locator("[data-in-place]").press("Enter")
    form = board.locator(".in-place form")
    form.locator("[name=who]").fill("话务员")
    form.locator("[name=told_at]").fill("2099-01-01T00:00")
    form.locator("button.main").press("Enter")
    expect(board.locator(".in-place .refusal")).to_be_visible()
    expect(form.locator("[name=who]")).to_have_value("话务员")
    board.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(row.locator("[data-in-place]")).to_be_focused()


def test_a_village_is_reported_with_two_presses(board: Page, told: Told, incident: str) -> None:
    board.locator(f"#r-evac a[href$='village={VILLAGE}']").press("Enter")
    form = board.locator("#form form")
    expect(form).to_be_visible()
    form.locator("[name=people_moved]").press("Enter")
    expect(form).to_be_visible()
    form.locator("button[value=moving]").press("Enter")
    expect(board.locator("#form")).to_be_hidden()
    (said,) = told.state(incident)["villages"][VILLAGE]
    assert said["stage"] == "moving"


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("light", LIGHTS)
def test_menu_and_small_forms_have_no_barrier_and_do_not_widen_the_page(
    visitors: Visitors, told: Told, incident: str, light: Light, size: Size
) -> None:
    figures = {"people_moved": 412, "households_moved": 120, "people_left": 37, "refused": 3}
    told.put(incident, "ReportVillage", village=VILLAGE, stage="moving", **figures)
    told.put(incident, "TellOutsider", entry="police-110", means="telephone", who="接警员")
    page = visitors.enter(OFFICER, size=size, light=light)
    on_the_board(page, incident)
    if size == PHONE:
        page.locator("button.unfold[aria-controls=r-told]").click()
    page.locator(f"{ROW} [data-in-place]").click()
    page.locator("[data-list=lines] [data-in-place]").first.click()
    expect(page.locator(".in-place form")).to_have_count(2)
    # The checker scrolls, and takes for covered what then lies under the bar at the foot.
    page.evaluate("document.querySelector('.bar').style.position = 'static'")
    assert violations(page) == []
    page.locator("#record summary").click()
    expect(page.locator("#record .offered")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_clauses_of_a_decision_can_be_read_in_its_window(board: Page) -> None:
    """A clause stands in the colour of the sentence it belongs to, not in grey upon black."""
    board.locator(".decide a.verbal").click()
    weighed = board.locator("dialog[open] .effects")
    expect(weighed.locator(".cite").first).to_be_visible()
    colours = weighed.locator("p, .cite, small").evaluate_all(
        "found => [...new Set(found.map(e => getComputedStyle(e).color))]"
    )
    assert len(colours) == 1, colours
