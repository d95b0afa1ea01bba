"""The incident board in real browsers: broken wires, a killed server, wall, past, keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import COMMANDER, OFFICER, House, opened
from tests.browser.night import Told, ago, begin, respond
from tests.browser.visitors import DESK, LIGHTS, PHONE, WALL, Light, Size, Visitors
from tests.browser.wire import wired

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
MARK_PATCHES = """() => {
  window.put = [];
  new MutationObserver((seen) => {
    for (const change of seen) for (const added of change.addedNodes) {
      const key = added.dataset?.key;
      if (key?.startsWith("log/")) window.put.push(key);
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


def on_the_board(page: Page, incident: str, query: str = "") -> None:
    page.goto(f"/incidents/{incident}{query}")
    expect(page.locator(".link")).to_have_text(re.compile("连接正常|connected"))


def running(house: House, title: str) -> tuple[Told, str]:
    told = Told.by(house, OFFICER)
    incident = begin(told, title)
    respond(told, incident)
    return told, incident


def test_what_was_missed_comes_once_and_typing_is_left_alone(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "断线五次变化")
    with wired(house.port) as wire:
        page = visitors.enter(OFFICER, address=wire.address, broken_wire=True)
        on_the_board(page, incident)
        page.evaluate(MARK_PATCHES)
        find = page.locator("#find")
        find.type("水位", delay=5)
        wire.cut()
        expect(page.locator(".link")).to_have_text(re.compile("连接中断"), timeout=7_000)
        for n in range(5):
            told.put(incident, "AddNote", note=f"断线期间第{n}条，水位")
        wire.restore()
        for n in range(5):
            expect(page.get_by_text(f"断线期间第{n}条")).to_have_count(1)
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"))
        put = page.evaluate("window.put")
        assert len(put) == len(set(put)) == 5, "each entry exactly once"
        expect(find).to_have_value("水位")
        expect(find).to_be_focused()


def test_an_old_board_says_so_and_takes_no_approval(visitors: Visitors, house: House) -> None:
    _, incident = running(house, "链路沉默")
    with wired(house.port) as wire:
        page = visitors.enter(COMMANDER, address=wire.address, broken_wire=True)
        on_the_board(page, incident)
        desk = visitors.enter(OFFICER, address=wire.address, broken_wire=True)
        on_the_board(desk, incident)
        wire.hold()
        expect(page.locator(".link")).to_have_text(
            re.compile(r"连接中断（自\d\d:\d\d:\d\d）"), timeout=7_000
        )
        approvals = page.locator(".act a:not(.verbal)")
        assert approvals.count() >= 1
        for n in range(approvals.count()):
            expect(approvals.nth(n)).to_have_attribute("aria-disabled", "true")
        expect(desk.locator(".link")).to_have_text(re.compile("连接中断"), timeout=7_000)
        said = desk.locator(".act a.verbal").first
        expect(said).not_to_have_attribute("aria-disabled", "true")  # what was said is a record
        wire.restore()
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"))
        expect(approvals.first).not_to_have_attribute("aria-disabled", "true")


def test_after_the_program_was_killed_boards_are_back_with_nothing_missed(
    visitors: Visitors, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """That they are; the wait counts from the new start's being ready and is patience alone. How
    long it takes from the kill is measured by ``make bench ARGS=browser``."""
    folder = tmp_path_factory.mktemp("killed") / "data"
    with opened(folder) as first:
        told, incident = running(first, "进程被杀")
        mine = Visitors(visitors.browser, first)
        page = mine.enter(OFFICER, broken_wire=True)
        on_the_board(page, incident)
        told.put(incident, "AddNote", note="被杀之前")
        expect(page.get_by_text("被杀之前")).to_be_attached()
        first.process.kill()
        first.process.wait(10)
        port = first.port
    with opened(folder, port) as second:
        Told(second, told.token).put(incident, "AddNote", note="重启之后")
        expect(page.get_by_text("重启之后")).to_be_attached(timeout=PATIENCE_MS)
        expect(page.get_by_text("被杀之前")).to_have_count(1)
        expect(page.locator(".link")).to_have_text(re.compile("连接正常"))
        mine.leave()


def test_after_a_kill_many_boards_are_back_and_none_has_anything_twice(
    visitors: Visitors, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Desk, commander, telephone, English and wall, all at once; how soon is measured by ``make
    bench ARGS=browser``, and the waits here are patience alone."""
    folder = tmp_path_factory.mktemp("killed-many") / "data"
    with opened(folder) as first:
        told, incident = running(first, "多块看板")
        mine = Visitors(visitors.browser, first)
        pages = [
            mine.enter(OFFICER, broken_wire=True),
            mine.enter(OFFICER, broken_wire=True, lang="en"),
            mine.enter(OFFICER, broken_wire=True, size=PHONE),
            mine.enter(COMMANDER, broken_wire=True),
            mine.enter(COMMANDER, broken_wire=True, size=WALL),
        ]
        wall = mine.enter(OFFICER, broken_wire=True, size=WALL)
        for page in pages:
            on_the_board(page, incident)
        on_the_board(wall, incident, "?wall")
        told.put(incident, "AddNote", note="被杀之前，多块")
        for page in pages:
            expect(page.get_by_text("被杀之前，多块")).to_be_attached()
            page.evaluate(MARK_PATCHES)
        first.process.kill()
        first.process.wait(10)
        port = first.port
    with opened(folder, port) as second:
        again = Told(second, told.token)
        notes = [f"重启之后，多块{n}" for n in range(4)]
        for note in notes:
            again.put(incident, "AddNote", note=note)
        spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
        again.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
        for page in [*pages, wall]:
            expect(page.locator(".link")).to_have_text(
                re.compile("连接正常|connected"), timeout=PATIENCE_MS
            )
            expect(page.locator(".r-crew [data-alarm]").first).to_be_attached(timeout=PATIENCE_MS)
        for page in pages:
            for note in [*notes, "被杀之前，多块"]:
                expect(page.get_by_text(note)).to_have_count(1)
            put = page.evaluate("window.put")
            assert len(put) == len(set(put)) >= len(notes), "each entry exactly once"
        mine.leave()


def test_the_wall_shows_approved_figures_alone_in_letters_for_four_metres(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "大屏")
    page = visitors.enter(OFFICER, size=WALL)
    on_the_board(page, incident, "?wall")
    assert page.locator("a, button, input, form").count() == 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
            .filter((e) => e.getClientRects().length)
            .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 26)
            .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator(".r-people")).to_contain_text("数据不一致，待核")
    expect(page.locator(".r-people .approved b").nth(1)).to_have_text("3")
    expect(page.locator("main")).not_to_contain_text("事发地乡（镇）人民政府 7")


def test_a_past_minute_is_reached_from_the_log_and_left_again(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "回看")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    told.put(incident, "AddNote", note="后来才知道")
    expect(page.get_by_text("后来才知道")).to_be_attached()
    page.locator('[data-list="log"] .seq').last.click()
    expect(page.locator(".then-bar")).to_be_visible()
    expect(page.get_by_text("后来才知道")).to_have_count(0)
    assert page.locator("[data-dialog], [data-at-once]").count() == 0
    page.locator(".then-bar a").click()
    expect(page.get_by_text("后来才知道")).to_be_attached()


def test_everything_is_reached_by_keyboard_and_nothing_is_approved_by_one_key(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "键盘")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    page.keyboard.press("1")
    expect(page.locator("#r-people")).to_be_focused()
    page.keyboard.press("8")
    expect(page.locator("#r-log")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("d")
    expect(page.locator(".act a").first).to_be_focused()
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 3, "where one is can be seen"
    page.keyboard.press("Enter")
    dialogue = page.locator("#form")
    expect(dialogue).to_be_visible()
    expect(dialogue.locator(".effects")).to_contain_text("真实")
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    page.keyboard.press("n")
    expect(dialogue.locator("[name=note]")).to_be_focused()
    page.keyboard.type("只用键盘登记的一条")
    while not page.evaluate("document.activeElement.matches('button.main')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialogue).to_be_hidden()
    expect(page.locator('[data-list="log"]')).to_contain_text("只用键盘登记的一条")


def test_a_refusal_is_shown_in_the_dialogue_and_what_was_typed_stays(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "拒绝")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    page.keyboard.press("n")
    dialogue = page.locator("#form")
    note = dialogue.locator("[name=note]")
    note.fill("　\u200b　")  # blank, though the browser takes it for words
    dialogue.locator("button.main").click()
    expect(dialogue.locator(".refusal")).to_be_visible()
    expect(note).to_have_value("　\u200b　")


def test_a_new_alarm_is_marked_and_counted_until_somebody_has_seen_it(
    visitors: Visitors, house: House
) -> None:
    told, incident = running(house, "提示")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    page.keyboard.press("a")
    expect(page.locator(".unseen")).to_have_count(0)
    before = page.title()
    spoken = {"on_behalf_of": "vice_magistrate", "means": "radio", "said_at": ago(1)}
    told.put(incident, "OrderWithdrawal", reason="残坝位移", spoken=spoken)
    expect(page.locator(".r-crew .unseen")).to_have_count(1)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator('link[rel="icon"]')).to_have_attribute("href", re.compile("count=1"))
    assert int(page.evaluate("document.getElementById('board').dataset.sounded ?? '0'")) == 1
    page.locator("#seen").click()
    expect(page.locator(".unseen")).to_have_count(0)
    expect(page).to_have_title(before)


@pytest.mark.parametrize("size", [WALL, DESK, PHONE], ids=["wall", "desk", "phone"])
@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("lang", LANGS)
def test_nobody_is_shut_out(
    visitors: Visitors, house: House, lang: Lang, light: Light, size: Size
) -> None:
    _, incident = running(house, f"无障碍 {lang} {light} {size[0]}")
    page = visitors.enter(OFFICER, lang=lang, light=light, size=size)
    on_the_board(page, incident, "?wall" if size == WALL else "")
    found = violations(page)
    assert found == [], "\n".join(found)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels to the side"


@pytest.mark.parametrize("light", LIGHTS)
def test_it_prints_as_one_sheet(visitors: Visitors, house: House, light: Light) -> None:
    _, incident = running(house, f"打印 {light}")
    page = visitors.enter(OFFICER, light=light)
    on_the_board(page, incident)
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    names = (
        ".evac th .button, .groups .gn"  # what is written on these is no press, but who is meant
    )
    pressed = f":is(a.button, button, input):not({names}):visible"
    assert page.locator(pressed).count() == 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)", "white ground, also from a dark room"


def test_the_last_village_stands_on_the_wall_below_a_heading_of_two_lines(
    visitors: Visitors, house: House
) -> None:
    _, incident = running(house, "两行标题")
    page = visitors.enter(OFFICER, size=WALL)
    on_the_board(page, incident, "?wall")
    page.evaluate(
        "document.querySelector('h1').firstChild.textContent = "
        "'“11·30”某某县某某某铁矿有限公司一号尾矿库险情（22:28接报） '.repeat(2)"
    )
    cut = page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('.r-evac'))")
    assert cut <= 1, f"{cut} pixels are cut off"
