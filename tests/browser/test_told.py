"""The page of one person who was told: reached from their row, usable by anybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from runtime.language import LANGS, Lang
from tests.browser.axe import violations
from tests.browser.house import OFFICER, House
from tests.browser.night import Told, begin
from tests.browser.test_calls import reported
from tests.browser.visitors import DESK, PHONE, Size, Visitors
from tests.browser.wire import wired

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", LANGS)
def test_from_a_name_on_the_board_to_all_that_was_sent(
    visitors: Visitors, lang: Lang, size: Size
) -> None:
    page = visitors.enter(OFFICER, lang=lang, size=size)
    page.goto(reported(page).removesuffix("/calls"))
    row = page.locator("#r-unreached table.list a.person").first
    page.goto(str(row.evaluate("link => link.href")))
    expect(page).to_have_url(re.compile("/told/[^/]+$"))
    expect(page.locator(".told .messages > li").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert violations(page) == []
    assert wide <= 0, f"{wide} pixels to the side"


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", LANGS)
def test_six_boxes_stand_in_two_full_rows(visitors: Visitors, lang: Lang, size: Size) -> None:
    page = visitors.enter(OFFICER, lang=lang, size=size)
    page.goto(reported(page).removesuffix("/calls"))
    boxes = page.locator("#r-unreached .standing > div")
    expect(boxes).to_have_count(5)
    page.evaluate(
        "document.querySelector('#r-unreached .standing').append("
        "document.querySelector('#r-unreached .standing > div').cloneNode(true))"
    )
    tops = boxes.evaluate_all("all => all.map(box => Math.round(box.getBoundingClientRect().top))")
    assert [tops.count(top) for top in sorted(set(tops))] == [3, 3]
    over = boxes.evaluate_all("all => all.filter(b => b.scrollWidth > b.clientWidth).length")
    assert over == 0


def told_first(page: Page, incident: str) -> tuple[str, str]:
    """The page of somebody who was sent a message, and who they are."""
    page.goto(f"/incidents/{incident}")
    row = page.locator("#r-unreached table.list a.person").first
    path = str(row.get_attribute("href"))
    page.goto(path)
    return path, path.rsplit("/", 1)[1]


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_that_another_enters_appears_and_the_reader_keeps_their_place(
    house: House, visitors: Visitors, lang: Lang
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told)
    mine = visitors.enter(OFFICER, lang=lang)
    _, person = told_first(mine, incident)
    alert = mine.locator("section.told", has_text="青石沟").first
    text = alert.locator(".messages details").first
    text.locator("summary").click()
    text.locator("summary").focus()
    mine.evaluate("window.stays = true")
    expect(mine.locator(".link")).to_have_text("● 连接正常" if lang == "zh" else "● connected")
    expect(alert.locator(".answers")).to_have_count(0)
    told.put(
        incident, "AnswerAlert", alert="entry-1", person=person, answer="declined",
        means="telephone", words="人手不够，来不了",
    )  # fmt: skip
    expect(mine.locator(".answers .words").first).to_have_text("人手不够，来不了")
    expect(text).to_have_attribute("open", "")
    expect(text.locator("summary")).to_be_focused()
    assert mine.evaluate("window.stays") is True, "nothing was loaded anew"
    assert violations(mine) == []


def test_a_new_alert_comes_on_top(house: House, visitors: Visitors) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told)
    page = visitors.enter(OFFICER)
    told_first(page, incident)
    sections = page.locator("section.told:not([data-key=unsettled])")
    before = sections.count()
    first = str(sections.first.get_attribute("data-key"))
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": told.now()}
    told.put(incident, "StartResponse", level=2, spoken=spoken)
    expect(sections.nth(before)).to_be_visible()
    assert str(sections.first.get_attribute("data-key")) > first
    assert [str(s.get_attribute("class")) for s in sections.all()] == [
        "part told"
    ] * sections.count()


def test_a_page_whose_connection_is_gone_says_since_when(house: House, visitors: Visitors) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told)
    with wired(house.port) as wire:
        page = visitors.enter(OFFICER, address=wire.address, broken_wire=True)
        _, person = told_first(page, incident)
        expect(page.locator(".link")).to_have_text("● 连接正常")
        wire.cut()
        expect(page.locator(".link.lost")).to_contain_text("连接中断")
        told.put(
            incident, "AnswerAlert", alert="entry-1", person=person, answer="acknowledged",
            means="telephone",
        )  # fmt: skip
        wire.restore()
        expect(page.locator(".link")).to_have_text("● 连接正常")
        expect(page.locator(".answers").first).to_be_visible()
