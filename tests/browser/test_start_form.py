"""The form of a start on a phone: its button is near, and whom it alerts is one press away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.house import COMMANDER, OFFICER, House
from tests.browser.night import Told, begin
from tests.browser.visitors import PHONE, Visitors

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_whom_a_start_alerts_takes_less_than_half_a_screen(
    visitors: Visitors, house: House, lang: str
) -> None:
    told = Told.by(house, OFFICER)
    incident = begin(told, "手机启动响应")
    told.put(incident, "RecordClaim", measure="trapped", value=3, source="fire")
    page = visitors.enter(COMMANDER, size=PHONE, lang="en" if lang == "en" else "zh")
    page.goto(f"/incidents/{incident}/do/StartResponse?level=1")
    box = page.locator(".effects")
    height = PHONE[1]
    folded = box.bounding_box()
    assert folded
    assert folded["height"] < height / 2
    names = box.locator(".whom p").last
    expect(names).to_be_hidden()
    box.locator(".whom summary").click()
    expect(names).to_be_visible()
