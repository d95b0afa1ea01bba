"""Two people with a page each: what one does, the other sees, without loading the page again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import COMMANDER, OFFICER, House, opened
from tests.browser.night import Told, begin
from tests.browser.visitors import PHONE, Visitors
from tests.browser.wire import wired

pytestmark = pytest.mark.browser


def watch(page: Page, incident: str) -> None:
    """Opens an incident, and marks the page so that loading it again would be noticed."""
    page.goto(f"/incidents/{incident}")
    page.evaluate("window.sameAsBefore = true")


def note(page: Page, incident: str, words: str) -> None:
    """A note through the form, on a page of its own."""
    page.goto(f"/incidents/{incident}/do/AddNote")
    page.locator("[name=note]").fill(words)
    page.locator("form.asks button.main").click()
    page.wait_for_url(f"**/incidents/{incident}")


def appears(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_attached()
    assert page.evaluate("window.sameAsBefore === true"), "the page was loaded again"


def test_each_sees_what_the_other_does(visitors: Visitors, house: House) -> None:
    incident = begin(Told.by(house, OFFICER), "两人同看")
    desk, road = visitors.enter(OFFICER), visitors.enter(COMMANDER, size=PHONE, lang="en")
    watch(road, incident)
    note(desk, incident, "乡政府来电，道路中断")
    appears(road, "乡政府来电，道路中断")
    watch(desk, incident)
    note(road, incident, "on my way to the dam")
    appears(desk, "on my way to the dam")


def test_after_the_wire_broke_what_was_missed_arrives(visitors: Visitors, house: House) -> None:
    incident = begin(Told.by(house, OFFICER), "断线续接")
    desk = visitors.enter(OFFICER)
    with wired(house.port) as wire:
        road = visitors.enter(COMMANDER, address=wire.address, broken_wire=True)
        watch(road, incident)
        note(desk, incident, "断线之前")
        appears(road, "断线之前")
        wire.cut()
        note(desk, incident, "断线期间")
        expect(road.locator("body.lost")).to_be_attached()
        assert road.get_by_text("断线期间").count() == 0
        wire.restore()
        appears(road, "断线期间")
        expect(road.locator("body.lost")).not_to_be_attached()


def test_a_program_that_was_killed_comes_back_to_the_same_page(
    visitors: Visitors, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    with opened(folder) as first:
        visitors.house = first
        incident = begin(Told.by(first, OFFICER), "断电重启")
        desk = visitors.enter(OFFICER, broken_wire=True)
        watch(desk, incident)
        first.process.kill()
        first.process.wait(10)
    with opened(folder, first.port) as again:
        Told.by(again, COMMANDER).put(incident, "AddNote", note="重启之后")
        appears(desk, "重启之后")
