"""An alarm arrives where people sit: at the start page and on one's own page, until it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.house import COMMANDER, OFFICER, PLAYER, House, opened
from tests.browser.night import Told, ago, begin, respond
from tests.browser.responder import MEMBER
from tests.browser.test_board import on_the_board
from tests.browser.visitors import DESK, LIGHTS, PHONE, Light, Visitors, visiting

pytestmark = pytest.mark.browser
SPOKEN = {"on_behalf_of": "vice_magistrate", "means": "radio"}


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A program of its own: what rings in the county is what this test made ring."""
    with opened(Path(tmp_path_factory.mktemp("ringing"))) as running:
        yield running


@pytest.fixture
def people(browser: Browser, empty: House) -> Iterator[Visitors]:
    with visiting(browser, empty) as visitors:
        yield visitors


def sounded(page: Page) -> int:
    return int(page.evaluate("document.querySelector('[data-sounded]')?.dataset.sounded ?? '0'"))


def quiet(page: Page) -> None:
    """Everything so far is seen for everybody."""
    page.locator("[data-see]").click()
    expect(page.locator(".ringing")).to_have_count(0)
    expect(page).not_to_have_title(re.compile(r"^\("))


def test_an_alarm_arrives_at_the_start_page_and_is_seen_there_for_everybody(
    empty: House, people: Visitors
) -> None:
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    respond(told, incident)
    desk = people.enter(OFFICER)
    expect(desk.locator(".link")).to_have_text("● 连接正常")
    desk.locator("h1").click()
    quiet(desk)
    screen = desk.context.new_page()
    on_the_board(screen, incident)
    screen.locator("h1").click()
    mine = people.enter(COMMANDER, size=PHONE)
    mine.goto(f"/incidents/{incident}/me")
    before = sounded(desk), sounded(screen)
    order = {**SPOKEN, "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=order)
    line = desk.locator(".ringing li.unseen")
    expect(line).to_contain_text("撤离命令（第1号）执行中")
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    expect(desk.locator('link[rel="icon"]')).to_have_attribute("href", re.compile("count=1"))
    expect(screen.locator(".r-crew .unseen")).to_have_count(1)
    expect(mine.locator(".ringing li.unseen")).to_contain_text("撤离命令（第1号）执行中")
    expect(mine).to_have_title(re.compile(r"^\(1\) "))
    rang = sounded(desk) + sounded(screen) - sum(before)
    assert rang == 1, "once in a browser, on whichever of its pages"
    desk.locator(".ringing [data-see]").click()
    expect(desk.locator(".ringing")).to_have_count(0)
    expect(screen.locator(".unseen")).to_have_count(0)
    expect(mine.locator(".ringing")).to_have_count(0)
    for page in (desk, screen, mine):
        expect(page).not_to_have_title(re.compile(r"^\("))


def test_one_s_own_page_sounds_once_and_is_quiet_again(empty: House, people: Visitors) -> None:
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    respond(told, incident)
    leader = people.enter(MEMBER, size=PHONE)
    leader.goto(f"/incidents/{incident}/me")
    sound = leader.locator("#sound")
    expect(sound).to_have_text("■ 点一下以启用声音")
    sound.click()
    expect(sound).to_have_text("试音")
    assert sounded(leader) == 1
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken={**SPOKEN, "said_at": ago(1)})
    expect(leader.locator(".ringing li.unseen", has_text="撤离命令（第1号）执行中")).to_have_count(
        1
    )
    expect(leader).to_have_title(re.compile(r"^\(\d+\) "))
    assert sounded(leader) == 2
    assert leader.locator("[data-see]").count() == 0, "it is the desk that says so for everybody"
    for button in leader.locator("[data-mute]").all():
        button.click()
    expect(leader.locator(".unseen")).to_have_count(0)
    expect(leader).not_to_have_title(re.compile(r"^\("))
    leader.reload()
    expect(leader.locator(".unseen")).to_have_count(0)


def test_a_real_desk_hears_no_exercise(empty: House, people: Visitors) -> None:
    player = Told.by(empty, PLAYER)
    drill = begin(player, mode="exercise")
    desk, theirs = people.enter(OFFICER), people.enter(PLAYER)
    for page in (desk, theirs):
        expect(page.locator(".link")).to_have_text("● 连接正常")
        page.locator("h1").click()
    respond(player, drill)
    player.put(drill, "OrderWithdrawal", reason="残坝位移", spoken={**SPOKEN, "said_at": ago(1)})
    expect(theirs.locator(".ringing li.unseen", has_text="撤离命令")).to_have_count(1)
    expect(theirs).to_have_title(re.compile(r"^\(\d+\) "))
    assert sounded(theirs) >= 1
    told = desk.locator(".ringing.drill")
    expect(told).to_contain_text("撤离命令")
    expect(told.locator(".tag.drill")).to_have_text("演练")
    expect(desk).not_to_have_title(re.compile(r"^\("))
    assert sounded(desk) == 0


@pytest.mark.parametrize("light", LIGHTS)
def test_nobody_is_shut_out(empty: House, people: Visitors, light: Light) -> None:
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    respond(told, incident)
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken={**SPOKEN, "said_at": ago(1)})
    drill = Told.by(empty, PLAYER)
    respond(drill, begin(drill, mode="exercise"))
    for size in (DESK, PHONE):
        page = people.enter(OFFICER, size=size, light=light)
        for address in ("/", "/incidents", f"/incidents/{incident}/me"):
            page.goto(address)
            expect(page.locator(".ringing").first).to_be_visible()
            found = violations(page)
            assert found == [], "\n".join(found)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{address}: {wide} pixels to the side"


UNTOUCHED = """(() => {
  let touched = false;
  const touch = () => { touched = true; };
  for (const by of ["pointerdown", "keydown"]) addEventListener(by, touch, true);
  const activation = { get hasBeenActive() { return touched; } };
  Object.defineProperty(navigator, "userActivation", { value: activation });
})()"""
"""Looking at a page from a test counts as a touch in the browser; here only a hand does."""


def test_what_came_before_a_page_was_touched_sounds_once_at_the_first_touch(
    empty: House, people: Visitors
) -> None:
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    board, other = people.enter(OFFICER), people.enter(OFFICER)
    for page in (board, other):
        page.add_init_script(UNTOUCHED)
        on_the_board(page, incident)
    told.put(incident, "RecordClaim", measure="missing", value=12, source="police")
    for page in (board, other):
        expect(page.locator(".unseen").first).to_be_attached()
        assert sounded(page) == 0, "a browser forbids it"
    board.locator("h1").click()
    assert sounded(board) == 1
    board.locator("h1").click()
    board.keyboard.press("Shift")
    assert sounded(board) == 1, "once"
    board.locator("#seen").click()
    expect(other.locator(".unseen")).to_have_count(0)
    other.keyboard.press("Shift")
    assert sounded(other) == 0, "somebody has seen it"


CUT = """(() => {
  const real = window.setTimeout;
  window.setTimeout = (then, ms, ...more) =>
    location.pathname === "/" && ms === 800 ? 0 : real(then, ms, ...more);
})()"""
"""The duty desk's page is left before a tone on it has ended, however slow this machine is."""
RANG = "JSON.parse(localStorage.rang ?? '[]').length"


def ringing_start_page(empty: House, people: Visitors) -> Page:
    """The duty desk's beginning, untouched, with an order to withdraw that nobody has seen."""
    told = Told.by(empty, OFFICER)
    incident = begin(told)
    respond(told, incident)
    page = people.enter(OFFICER)
    for script in (UNTOUCHED, CUT):
        page.add_init_script(script)
    page.goto("/")
    spoken = {**SPOKEN, "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    expect(page.locator(".ringing li.unseen", has_text="撤离命令")).to_have_count(1)
    assert sounded(page) == 0
    return page


def test_a_touch_that_leads_away_leaves_the_tone_to_the_next_page(
    empty: House, people: Visitors
) -> None:
    """Nobody hears the beginning of a tone that ends with its page."""
    page = ringing_start_page(empty, people)
    page.locator(".ringing h2 a").first.click()
    page.wait_for_url("**/incidents/inc-*")
    expect(page.locator(".unseen").first).to_be_attached()
    heard = page.evaluate(RANG)
    page.locator("h1").first.click()
    assert sounded(page) == 1
    for _ in range(300):
        if page.evaluate(RANG) > heard:
            break
        page.wait_for_timeout(100)
    page.reload()
    expect(page.locator(".unseen").first).to_be_attached()
    page.locator("h1").first.click()
    assert sounded(page) == 0, "this one was heard"


def test_a_first_touch_that_tries_the_sound_sounds_once(empty: House, people: Visitors) -> None:
    page = ringing_start_page(empty, people)
    page.locator(".ringing h2 a").first.evaluate("link => location.assign(link.href + '/me')")
    page.wait_for_url("**/me")
    expect(page.locator(".unseen").first).to_be_attached()
    page.locator("#sound").click()
    assert sounded(page) == 1
