"""Working groups on a board that was open before there were any."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.house import OFFICER, House
from tests.browser.night import Told, ago, begin, respond
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser


def test_groups_formed_while_a_board_is_open_can_be_opened_on_it(
    visitors: Visitors, house: House
) -> None:
    """From the report to the response, and a task more, without a reload."""
    told = Told.by(house, OFFICER)
    incident = begin(told, "开着的指挥板")
    page = visitors.enter(OFFICER)
    page.goto(f"/incidents/{incident}")
    expect(page.locator(".r-groups article")).to_have_count(2)  # the office and the mine
    respond(told, incident)
    reloaded = page.request.get(f"/incidents/{incident}").text()
    strips = page.locator(".r-groups article")
    expect(strips).to_have_count(reloaded.count('data-open="tasks-'))
    assert strips.count() > 2
    for n in range(strips.count()):
        name = strips.nth(n).locator(".gn b").inner_text()
        strips.nth(n).locator(".gn").click()
        sheet = page.get_by_role("dialog", name=name, exact=True)
        expect(sheet.locator(".task-list > div").first).to_be_visible()
        sheet.locator("[data-close]").click()
        expect(sheet).to_be_hidden()
    strips.first.locator(".gn").click()
    sheet = page.locator("dialog.tasks[open]")
    before = sheet.locator("[data-key]").count()
    key = sheet.locator("[data-list]").get_attribute("data-list") or ""
    group = key.removeprefix("tasks-")
    spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": ago(1)}
    task = {"group": group, "text": "另增一项", "verifier": "duty_officer"}
    told.put(incident, "OrderTask", **task, spoken=spoken)
    expect(sheet.locator("[data-key]")).to_have_count(before + 1)
    expect(sheet).to_be_visible()
