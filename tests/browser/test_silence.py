"""Lines that fall silent without breaking, as a radio link's do: pages say since when, by the
server's clock, take no approval, and go on by themselves.

How soon they say it is measured by ``make bench``; here it has only to happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.house import COMMANDER, OFFICER, House, opened
from tests.browser.night import Told, begin
from tests.browser.test_board import MARK_PATCHES, on_the_board, running
from tests.browser.test_calls import LEADER
from tests.browser.visitors import DESK, PHONE, WALL, Size, Visitors, visiting
from tests.browser.wire import Wire, wired

pytestmark = pytest.mark.browser

WRONG_CLOCK = """{
  const Right = Date;
  window.wrongBy = 7 * 3600 * 1000;
  window.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [Right.now() + window.wrongBy])); }
    static now() { return Right.now() + window.wrongBy; }
  };
}"""
"""The browser's clock, hours ahead."""
SLEEPS = "window.wrongBy += 60000"
"""A minute in which no timer ran."""
SOON_MS = 30_000
PLANS_ZONE = ZoneInfo("Asia/Shanghai")


def with_a_wrong_clock(page: Page) -> Page:
    page.add_init_script(WRONG_CLOCK)
    return page


@contextmanager
def on_a_wire(
    visitors: Visitors, house: House, person: str, size: Size = DESK
) -> Iterator[tuple[Wire, Page]]:
    """Somebody's page with a wrong clock, and the line that it will hang on."""
    with wired(house.port) as wire:
        page = visitors.enter(person, size=size, address=wire.address, broken_wire=True)
        yield wire, with_a_wrong_clock(page)


def says_since_when(link: Locator, words: str = "自") -> None:
    """The time of the server, of about now, in the plan's zone."""
    expect(link).to_have_text(re.compile(rf"{words} ?\d\d:\d\d:\d\d"), timeout=SOON_MS)
    found = re.search(r"(\d\d):(\d\d):(\d\d)", link.inner_text())
    assert found is not None
    hours, minutes, seconds = map(int, found.groups())
    said = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    now = datetime.now(UTC).astimezone(PLANS_ZONE)
    since_midnight = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    ago = (since_midnight - said) % timedelta(days=1)
    assert ago < timedelta(minutes=5), "by the server's clock, and not by the browser's"


def goes_on(wire: Wire, page: Page, told: Told, incident: str) -> None:
    """While the line was silent something happened; all of it comes, each once."""
    for n in range(3):
        told.put(incident, "AddNote", note=f"静默期间第{n}条")
    wire.restore()
    expect(page.locator(".link").first).to_have_text(re.compile("连接正常"), timeout=SOON_MS)


def test_a_board_on_a_silent_line_says_since_when_and_decides_nothing(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "静默看板")
    with on_a_wire(visitors, house, COMMANDER) as (wire, page):
        on_the_board(page, incident)
        page.evaluate(MARK_PATCHES)
        decides = page.locator(".act a[data-approves]").first
        expect(decides).not_to_have_attribute("aria-disabled", "true")
        wire.hold()
        says_since_when(page.locator(".link"))
        expect(decides).to_have_attribute("aria-disabled", "true")
        expect(page.locator("#held")).to_be_visible()
        goes_on(wire, page, told, incident)
        for n in range(3):
            expect(page.get_by_text(f"静默期间第{n}条")).to_have_count(1)
        put = page.evaluate("window.put")
        assert len(put) == len(set(put)) == 3, "each entry exactly once"
        expect(decides).not_to_have_attribute("aria-disabled", "true")
        expect(page.locator("#held")).to_be_hidden()


def test_a_wall_on_a_silent_line_says_since_when_and_goes_on(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "静默大屏")
    with on_a_wire(visitors, house, OFFICER, WALL) as (wire, page):
        on_the_board(page, incident, "?wall")
        wire.hold()
        says_since_when(page.locator(".link"))
        expect(page.locator("body.lost")).to_be_attached()
        said = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": told.now()}
        told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=said)
        wire.restore()
        expect(page.locator(".order")).to_be_visible(timeout=SOON_MS)
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"), timeout=SOON_MS)
        expect(page.locator("body.lost")).to_have_count(0)


def test_the_telephone_list_on_a_silent_line_says_since_when_and_goes_on(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "静默电话")
    with on_a_wire(visitors, house, OFFICER) as (wire, page):
        page.goto(f"/incidents/{incident}/calls")
        state = page.locator("#calls-state")
        expect(page.locator(".callee").first).to_be_attached()
        says_since_when(state, "自动更新于")
        wire.hold()
        says_since_when(state)
        expect(page.locator("body.lost")).to_be_attached()
        other = visitors.enter(LEADER)
        other.goto(f"/incidents/{incident}/calls")
        # A claim is on the person, whatever the incident: others may have left some here.
        free = other.locator(".callee:not(.mine):not(:has(.claim))").first
        line = f'.callee[data-key="{free.get_attribute("data-key")}"]'
        free.locator("button.take").click()
        expect(other.locator(f"{line}.mine")).to_be_attached()
        expect(page.locator(f"{line} .claim")).to_have_count(0)
        wire.restore()
        says_since_when(state, "自动更新于")
        expect(page.locator("body.lost")).to_have_count(0)
        expect(page.locator(f"{line} .claim")).to_have_count(1, timeout=SOON_MS)
        other.locator(f"{line} button.take").click()
        expect(other.locator(f"{line}.mine")).to_have_count(0)


def test_a_telephone_list_after_a_sleep_says_so_before_anybody_reads_it(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "合盖的电话")
    page = with_a_wrong_clock(visitors.enter(OFFICER))
    page.goto(f"/incidents/{incident}/calls")
    says_since_when(page.locator("#calls-state"), "自动更新于")
    page.evaluate(f"{SLEEPS}; document.dispatchEvent(new Event('visibilitychange'))")
    assert (
        page.locator("#calls-state").evaluate("state => state.className") == "no-print quiet lost"
    )
    says_since_when(page.locator("#calls-state"), "自动更新于")


def test_a_wall_that_waits_on_a_silent_line_says_since_when_and_goes_on(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        opened(tmp_path / "data") as empty,
        visiting(browser, empty) as people,
        on_a_wire(people, empty, OFFICER, WALL) as (wire, page),
    ):
        page.goto("/wall")
        state = page.locator("main.nothing [role=status]")
        says_since_when(state, "")
        wire.hold()
        says_since_when(state)
        expect(page.locator("body.lost")).to_be_attached()
        incident = begin(Told.by(empty, OFFICER))
        wire.restore()
        page.wait_for_url(re.compile(rf"/incidents/{incident}\?wall"), timeout=SOON_MS)


def test_a_line_that_never_speaks_again_is_left_for_another(
    visitors: Visitors, house: House
) -> None:
    """The connection stays open and dead; a new one gets through."""
    told, incident = running(house, "死线")
    with wired(house.port) as wire:
        page = visitors.enter(OFFICER, address=wire.address, broken_wire=True)
        on_the_board(page, incident)
        page.evaluate("window.sameAsBefore = true")
        wire.forget()
        told.put(incident, "AddNote", note="换线之后")
        expect(page.get_by_text("换线之后")).to_have_count(1, timeout=SOON_MS)
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"), timeout=SOON_MS)
        assert page.evaluate("window.sameAsBefore")


OPENS: dict[str, Callable[[Page, str], object]] = {
    "board": on_the_board,
    "me": lambda page, incident: page.goto(f"/incidents/{incident}/me"),
}


@pytest.mark.parametrize("which", OPENS)
def test_after_a_sleep_a_press_comes_too_late_before_anything_was_heard(
    visitors: Visitors, house: House, which: str
) -> None:
    _, incident = running(house, "合盖之后")
    page = with_a_wrong_clock(visitors.enter(COMMANDER, size=PHONE))
    OPENS[which](page, incident)
    decides = page.locator(".act a[data-approves], .decide a[data-approves]").first
    expect(page.locator(".link").first).to_have_text(re.compile("连接正常"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert decides.evaluate(f"link => {{ {SLEEPS}; link.click(); return link.ariaDisabled; }}")
    expect(decides).not_to_have_attribute("aria-disabled", "true", timeout=SOON_MS)
    assert not [url for url in asked if "/do/" in url]


def test_one_s_own_page_on_a_silent_line_says_since_when_and_decides_nothing(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "静默手机")
    with on_a_wire(visitors, house, COMMANDER, PHONE) as (wire, page):
        page.goto(f"/incidents/{incident}/me")
        decides = page.locator(".decide a[data-approves]").first
        link = page.locator("#link")
        expect(link).to_have_text(re.compile("连接正常"))
        expect(decides).not_to_have_attribute("aria-disabled", "true")
        wire.hold()
        says_since_when(link)
        expect(decides).to_have_attribute("aria-disabled", "true")
        expect(page.locator("#held")).to_be_visible()
        told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken={
            "on_behalf_of": "vice_magistrate", "means": "radio", "said_at": told.now(),
        })  # fmt: skip
        wire.restore()
        expect(link).to_have_text(re.compile("连接正常"), timeout=SOON_MS)
        expect(page.locator("#held")).to_be_hidden()
        expect(page.locator("[data-part=escape]")).to_contain_text("撤离")
        expect(decides).not_to_have_attribute("aria-disabled", "true")
