"""Pages that hear nothing any more: nothing is approved on what is old, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.house import COMMANDER, OFFICER, House
from tests.browser.night import Told, begin, respond
from tests.browser.test_board import on_the_board
from tests.browser.visitors import DESK, PHONE, Visitors
from tests.browser.wire import Wire, wired

pytestmark = pytest.mark.browser

LOST = re.compile("连接中断")
WORDS = "断线时正在登记的一条"
FIGURES = "#r-people a[href*=ApproveFigures]"
SECOND = ".queue a[data-approves]"
MENU = "#record a[href*='/do/ApproveFigures']"
CONFIRM = "#form form.asks button.main"


@pytest.fixture
def told(house: House) -> Told:
    return Told.by(house, OFFICER)


@pytest.fixture
def incident(told: Told) -> str:
    """A response for which two decisions wait."""
    found = begin(told, "断线")
    respond(told, found)
    return found


@contextmanager
def at_a_board(
    visitors: Visitors, house: House, incident: str, person: str
) -> Iterator[tuple[Wire, Page]]:
    """Somebody's board, and the line that it hangs on."""
    with wired(house.port) as wire:
        page = visitors.enter(person, address=wire.address, broken_wire=True)
        on_the_board(page, incident)
        yield wire, page


def entries(page: Page) -> int:
    return page.locator('[data-list="log"] li', has_text=WORDS).count()


def test_on_an_old_board_nothing_that_decides_can_be_pressed(
    visitors: Visitors, house: House, incident: str
) -> None:
    with at_a_board(visitors, house, incident, COMMANDER) as (wire, page):
        page.keyboard.press("r")
        decides = [page.locator(FIGURES), page.locator(SECOND).first, page.locator(MENU).first]
        for link in decides:
            expect(link).not_to_have_attribute("aria-disabled", "true")
        page.keyboard.press("Escape")
        page.locator(FIGURES).click()
        confirm = page.locator(CONFIRM)
        expect(confirm).to_be_visible()
        page.locator("#form [name='checking']").fill(WORDS)
        wire.hold()
        expect(page.locator(".link")).to_have_text(LOST, timeout=7_000)
        for place in [*decides, confirm]:
            expect(place).to_have_attribute("aria-disabled", "true")
            expect(place).to_have_attribute("aria-describedby", "held")
        expect(page.locator("#form .held")).to_contain_text("连接恢复前，本页不能决定、审定")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        confirm.click(force=True)
        page.locator("#form [name='checking']").press("Enter")
        page.locator("#form [data-close]").click()
        for link in decides[:2]:
            link.click(force=True)
        assert not [url for url in asked if "/do/" in url]
        expect(page.locator("#held")).to_be_visible()
        writes = page.locator("#r-log a[href*=AddNote]")
        expect(writes).not_to_have_attribute("aria-disabled", "true")  # a record
        wire.restore()
        expect(page.locator("#held")).to_be_hidden()
        for link in decides:
            expect(link).not_to_have_attribute("aria-disabled", "true")


def test_one_s_own_page_takes_records_without_signal_and_no_decision(
    visitors: Visitors, incident: str
) -> None:
    page = visitors.enter(COMMANDER, size=PHONE, broken_wire=True)
    page.goto(f"/incidents/{incident}/me")
    decide = page.locator(".decide a.main").first
    expect(decide).not_to_have_attribute("aria-disabled", "true")
    page.context.set_offline(True)
    expect(decide).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#held")).to_be_visible()
    decide.evaluate("link => link.click()")  # wherever it stands on a small screen
    expect(page).to_have_url(re.compile("/me$"))
    page.locator("#note textarea").fill(WORDS)
    page.locator("#note button.main").click()
    expect(page.locator("#queue li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.locator("#held")).to_be_hidden()
    expect(decide).not_to_have_attribute("aria-disabled", "true")


def test_a_form_on_a_page_of_its_own_says_how_old_it_is_and_decides_nothing_meanwhile(
    visitors: Visitors, house: House, incident: str
) -> None:
    with wired(house.port) as wire:
        page = visitors.enter(COMMANDER, size=PHONE, address=wire.address, broken_wire=True)
        page.goto(f"/incidents/{incident}/me")
        page.locator(".decide a.main").first.click()
        link, confirm = page.locator(".link"), page.locator("form.asks button.main")
        expect(link).to_have_text(re.compile("连接正常"))
        expect(confirm).not_to_have_attribute("aria-disabled", "true")
        wire.hold()
        expect(link).to_have_text(LOST, timeout=7_000)
        expect(page.locator("#held")).to_be_visible()
        expect(confirm).to_have_attribute("aria-disabled", "true")
        expect(page.locator("form.asks .held")).to_contain_text("本页不能决定、审定")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.method))
        confirm.click(force=True)
        assert "POST" not in asked
        page.evaluate("document.querySelector('details.verbal').open = true")
        page.locator("[name='spoken.on_behalf_of']").select_option(index=1)
        expect(confirm).not_to_have_attribute("aria-disabled", "true")  # now it is a record
        page.locator("[name='spoken.on_behalf_of']").select_option(index=0)
        expect(confirm).to_have_attribute("aria-disabled", "true")
        wire.restore()
        expect(link).to_have_text(re.compile("连接正常"))
        expect(page.locator("#held")).to_be_hidden()
        expect(confirm).not_to_have_attribute("aria-disabled", "true")
        url = page.url
        wire.cut()
        wire.restore()
        expect(page.locator("#held")).to_be_hidden()
        assert page.url == url


def test_what_could_not_be_sent_stays_in_its_form_and_counts_once(
    visitors: Visitors, house: House, incident: str
) -> None:
    with at_a_board(visitors, house, incident, OFFICER) as (wire, page):
        page.keyboard.press("n")
        form = page.locator("#form form")
        form.locator("[name=note]").fill(WORDS)
        wire.cut()
        form.locator("button.main").click()
        expect(form.locator(".unsent")).to_contain_text("没有发出")
        expect(form.locator("[name=note]")).to_have_value(WORDS)
        expect(page).to_have_url(re.compile(f"/incidents/{incident}$"))
        wire.restore()
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"))
        page.route("**/do/AddNote", answer_lost)
        form.locator("button.main").click()
        expect(form.locator(".unsent")).to_be_visible()
        page.unroute("**/do/AddNote")
        form.locator("button.main").click()
        expect(form).to_have_count(0)
        expect(page.locator('[data-list="log"]')).to_contain_text(WORDS)
        page.reload()
        assert entries(page) == 1


def answer_lost(route: Route) -> None:
    """The program took it, and the page never hears of it."""
    route.fetch()
    route.abort()


def test_a_small_form_in_a_row_stays_too_and_a_form_that_does_not_come_is_told(
    visitors: Visitors, house: House, incident: str
) -> None:
    with at_a_board(visitors, house, incident, OFFICER) as (wire, page):
        page.locator("[data-key$='-hotline-12345'] [data-in-place]").press("Enter")
        form = page.locator(".in-place form")
        form.locator("[name=who]").fill("话务员")
        wire.cut()
        form.locator("button.main").press("Enter")
        expect(form.locator(".unsent")).to_contain_text("没有发出")
        expect(form.locator("[name=who]")).to_have_value("话务员")
        page.locator("#r-log [data-dialog]").first.click()
        expect(page.locator("#form .unsent")).to_contain_text("没有打开")
        page.locator("#form [data-close]").click()
        wire.restore()
        form.locator("button.main").press("Enter")
        expect(form).to_have_count(0)
        expect(page.locator("[data-key$='-hotline-12345']").first).to_contain_text("话务员")


def test_a_page_whose_session_ended_while_its_line_was_down_asks_to_sign_in(
    visitors: Visitors, house: House, incident: str
) -> None:
    """It does not wait for a line that is there."""
    with at_a_board(visitors, house, incident, OFFICER) as (wire, page):
        wire.cut()
        expect(page.locator(".link")).to_have_text(LOST, timeout=7_000)
        signed_out(page, house)
        wire.restore()
        page.wait_for_url("**/sign-in")


def signed_out(page: Page, house: House) -> None:
    """As at the end of the time, or by whoever signs out elsewhere."""
    left = page.context.request.post(
        f"{house.address}/leave", headers={"origin": house.address}, max_redirects=0
    )
    assert left.status == 303


def signed_in_beside(page: Page, visitors: Visitors, person: str) -> None:
    """In another tab of the same browser."""
    tab = page.context.new_page()
    visitors.sign_in(tab, person)
    tab.close()


def test_what_is_typed_outlives_a_sign_in_and_goes_as_nobody_elses(
    visitors: Visitors, house: House, incident: str
) -> None:
    words = "三小时的情况，一个字都不能丢"
    page = visitors.enter(OFFICER, size=DESK, broken_wire=True)
    on_the_board(page, incident)
    page.keyboard.press("n")
    field, send = page.locator("#form [name=note]"), page.locator("#form button.main")
    field.fill(words)
    signed_out(page, house)
    over = page.locator("#form .ending")
    expect(over).to_contain_text("已填写的内容还在", timeout=20_000)
    send.click()
    expect(field).to_have_value(words)
    signed_in_beside(page, visitors, COMMANDER)
    send.click()
    expect(page.locator("#form .refusal")).to_contain_text("重新登录")
    expect(field).to_have_value(words)
    signed_in_beside(page, visitors, OFFICER)
    expect(over).to_have_count(0, timeout=20_000)
    send.click()
    expect(page.locator("#form")).to_be_hidden()
    expect(page.locator("#r-log li").first).to_contain_text(words)


def test_a_sign_in_that_ends_soon_is_said_and_one_press_makes_it_longer(
    visitors: Visitors, incident: str
) -> None:
    page = visitors.enter(OFFICER, size=DESK)
    said = {"left_s": 1200, "soon": "登录将于08:40到期。", "stay": "保持登录"}
    said |= {"ended": "-", "close": "关闭"}
    page.route("**/sessions/ends.json*", lambda asked: asked.fulfill(json=said))
    on_the_board(page, incident)
    bar = page.locator(".ending")
    expect(bar).to_contain_text("登录将于08:40到期")
    bar.get_by_role("button", name="保持登录").click()
    expect(bar).to_have_count(0)


def test_that_only_a_new_link_helps_is_said_and_can_be_put_away(
    visitors: Visitors, incident: str
) -> None:
    page = visitors.enter(COMMANDER, size=PHONE)
    said = {"left_s": 1200, "soon": "登录将于08:40到期，不能再延长。", "stay": None}
    said |= {"ended": "-", "close": "关闭"}
    page.route("**/sessions/ends.json*", lambda asked: asked.fulfill(json=said))
    page.goto(f"/incidents/{incident}/me")
    bar = page.locator(".ending")
    expect(bar).to_contain_text("不能再延长")
    expect(page.locator("#link")).to_be_in_viewport()
    bar.get_by_role("button", name="关闭").click()
    expect(bar).to_have_count(0)
