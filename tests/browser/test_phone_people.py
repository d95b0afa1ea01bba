"""One phone, two people: nothing of one is sent as, or shown to, the other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.house import OFFICER
from tests.browser.responder import MEMBER, on_phone, started
from tests.browser.visitors import Visitors
from web.reader import COOKIE


@pytest.fixture
def response(visitors: Visitors) -> tuple[Visitors, str]:
    """A response that has just started."""
    return visitors, started(visitors)


def signs_in(visitors: Visitors, page: Page, person: str) -> Page:
    """In another tab of the same browser, by the link and its button."""
    tab = page.context.new_page()
    tab.goto(visitors.house.link(person))
    tab.locator("form[action^='/enter/'] button").click()
    tab.wait_for_url(re.compile(rf"^{re.escape(visitors.house.address)}/(?!enter/|begin)"))
    return tab


def cut_presses(page: Page) -> None:
    """The page itself has no way out; another tab still reaches the sign-in page."""
    page.route("**/me/act", lambda route: route.abort())
    page.route("**/me/parts", lambda route: route.abort())


def is_there(visitors: Visitors, path: str, person: str) -> bool:
    """Whether the desk has a check-in of this person."""
    parts = visitors.enter(person).request.get(f"{path}/me/parts").json()
    return "aria-pressed" in parts["presence"]


def test_what_one_pressed_is_never_sent_as_the_next_who_signs_in(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    cut_presses(page)
    page.locator("button[value=arrived]").click()
    expect(page.locator("#queue li")).to_have_count(1)
    tab = signs_in(visitors, page, OFFICER)
    page.unroute_all()
    # The first word from the desk tells the page that it is somebody else's now.
    expect(page.locator("#phone")).to_have_attribute("data-person", OFFICER)
    expect(page.locator("#queue li")).to_have_count(0)
    expect(page.locator("#queue .others")).to_be_visible()
    page.wait_for_timeout(1500)
    assert not is_there(visitors, path, OFFICER)
    assert not is_there(visitors, path, MEMBER)
    tab.close()
    signs_in(visitors, page, MEMBER).close()
    page.goto(f"{path}/me")
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.locator("button[value=arrived]")).to_have_attribute("aria-pressed", "true")
    log = visitors.enter(OFFICER)
    log.goto(f"{path}?log=all")
    expect(log.locator("ol.log li").filter(has_text="签到")).to_have_count(1)


def test_a_press_that_meets_another_session_stays_for_who_pressed(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    page.route("**/me/parts", lambda route: route.abort())
    signs_in(visitors, page, OFFICER).close()
    with page.expect_response("**/me/act") as answer:
        page.locator("button[value=arrived]").click()
    assert answer.value.status == 409
    expect(page.locator("#phone")).to_have_attribute("data-person", OFFICER)
    expect(page.locator("#queue .others")).to_be_visible()
    assert not is_there(visitors, path, OFFICER)


def test_a_kept_page_is_not_shown_to_the_next_who_signs_in(
    response: tuple[Visitors, str],
) -> None:
    visitors, path = response
    page = on_phone(visitors, path)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".kept-note")).to_be_visible()
    page.context.set_offline(False)
    tab = signs_in(visitors, page, OFFICER)
    page.close()
    tab.context.set_offline(True)
    for kept in (f"{path}/me", "/me"):
        with pytest.raises(Error, match="ERR_"):
            tab.goto(kept)
    tab.context.set_offline(False)
    tab.goto(f"{path}/me")
    tab.reload()
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.locator("#phone")).to_have_attribute("data-person", OFFICER)


def test_a_kept_page_goes_when_another_persons_page_is_kept(
    response: tuple[Visitors, str],
) -> None:
    """However they came in: here with a cookie, past the sign-in page."""
    visitors, path = response
    page = on_phone(visitors, path)
    # Away from the page, which would itself notice that somebody else is signed in.
    page.goto("/")
    page.evaluate("caches.open('pages').then((c) => c.put('/incidents/older/me', new Response()))")
    kept = "caches.match('/incidents/older/me').then(Boolean)"
    assert page.evaluate(kept) is True
    other = visitors.enter(OFFICER)
    page.context.add_cookies([c for c in other.context.cookies() if c["name"] == COOKIE])  # type: ignore[misc]
    page.goto(f"{path}/me")
    expect(page.locator("#phone")).to_have_attribute("data-person", OFFICER)
    whose = "caches.match('/whose').then((kept) => kept?.text())"
    for _ in range(100):
        if page.evaluate(whose) == OFFICER:
            break
        page.wait_for_timeout(50)
    assert (page.evaluate(whose), page.evaluate(kept)) == (OFFICER, False)
