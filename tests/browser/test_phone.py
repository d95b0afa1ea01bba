"""The responders' page on a phone whose signal goes and comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from runtime.language import LANGS
from tests.browser.house import COMMANDER, OFFICER
from tests.browser.responder import MEMBER, entries, give, on_phone, started
from tests.browser.visitors import PHONE, Visitors


@pytest.fixture
def response(visitors: Visitors) -> tuple[Visitors, str]:
    """A response that has just started."""
    return visitors, started(visitors)


def test_a_press_without_signal_waits_and_is_sent_once_with_its_own_time(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    page.context.set_offline(True)
    expect(page.locator("body")).to_have_class("responder lost")
    page.locator("button[value=arrived]").click()
    waiting = page.locator("#queue li")
    expect(waiting).to_have_count(1)
    pressed = waiting.locator(".what").inner_text()[:8]
    page.wait_for_timeout(2500)
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.locator("button[value=arrived]")).to_have_attribute("aria-pressed", "true")
    parts = page.request.get(f"{path}/me/parts").json()
    assert parts["presence"].count(f" {pressed[:5]}</button>") == 1
    # Another entry may stand in the same second.
    told = [line for line in entries(visitors, path) if pressed in line and "签到" in line]
    assert len(told) == 1, "the log has it once, at the time of the press"


def test_it_waits_over_a_reload_and_the_kept_page_says_that_it_is_kept(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    expect(page.locator(".kept-note")).to_be_hidden()
    page.context.set_offline(True)
    page.locator("button[value=left]").click()
    page.reload()
    kept = page.locator(".kept-note")
    expect(kept).to_be_visible()
    said = datetime.fromisoformat(kept.locator("time").inner_text())
    assert abs(datetime.now() - said) < timedelta(hours=13)  # noqa: DTZ005 - the phone's own time
    expect(page.locator("#queue li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden()
    expect(kept).to_be_hidden()


def test_the_kept_page_has_the_last_order_that_was_seen(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    give(visitors.enter(OFFICER), path, "OrderWithdrawal", reason="坝下人员全部撤出")
    expect(page.locator("#escape .order.mine")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".kept-note")).to_be_visible()
    expect(page.locator("#escape .order.mine")).to_be_visible()


def test_what_was_overtaken_is_refused_in_words_and_kept_until_it_is_seen(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    first = page.locator("form[data-press=ReceiveTask]").first
    task = first.locator("input[name=task]").input_value()
    page.context.set_offline(True)
    first.locator("button").click()
    page.locator("button[value=arrived]").click()
    expect(page.locator("#queue li")).to_have_count(2)
    desk = visitors.enter(OFFICER)
    give(desk, path, "ReceiveTask", task=task)
    page.context.set_offline(False)
    refused = page.locator("#queue li.refused")
    expect(refused).to_have_count(1)
    assert len(refused.locator(".why").inner_text()) > 10
    expect(page.locator("button[value=arrived]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(refused).to_have_count(1)
    refused.locator("button").click()
    expect(page.locator("#queue")).to_be_hidden()


def test_an_order_to_withdraw_comes_while_somebody_types(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    page.locator("input[name=value]").fill("3")
    blocked = page.locator("details.ask-more[data-key^=BlockTask]").first
    blocked.locator("summary").click()
    note = blocked.locator("textarea")
    note.fill("路断，要")
    give(visitors.enter(OFFICER), path, "OrderWithdrawal", reason="坝下人员全部撤出")
    expect(page.locator("#escape .order.mine")).to_be_visible()
    assert note.input_value() == "路断，要"
    assert page.locator("input[name=value]").input_value() == "3"
    out = page.locator("button.out").bounding_box()
    assert out is not None
    assert out["height"] >= 64
    page.locator("button.help").click()
    expect(page.locator("#queue")).to_be_hidden()
    desk = visitors.enter(OFFICER, size=PHONE)
    desk.goto(f"{path}/me")
    expect(desk.locator(".rescue")).to_have_count(1)


def test_nothing_is_wider_than_the_phone(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    approved = {"figures.missing": "2", "figures.dead": "0"}
    give(visitors.enter(COMMANDER), path, "ApproveFigures", **approved)
    for lang in LANGS:
        page = visitors.enter(MEMBER, size=PHONE, lang=lang)
        page.goto(f"{path}/me")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_signed_out_nothing_is_kept(response: tuple[Visitors, str]) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    page.locator("#leave button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("caches.open('pages').then((c) => c.keys()).then((k) => k.length)") == 0


def test_what_the_desk_cannot_take_is_said_and_holds_nothing_else_back(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)

    def fails(route: Route) -> None:
        if "ReceiveTask" in (route.request.post_data or ""):
            route.fulfill(status=500, body="")
        else:
            route.fallback()

    page.route("**/me/act", fails)
    page.locator("form[data-press=ReceiveTask] button").first.click()
    waiting = page.locator("#queue li .state")
    expect(waiting).to_contain_text("3", timeout=20_000)
    page.locator("button[value=arrived]").click()
    expect(page.locator("button[value=arrived]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#queue li")).to_have_count(1)
    page.unroute_all()
    expect(page.locator("#queue")).to_be_hidden()
