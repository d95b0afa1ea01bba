"""Every button of the board's decisions and tasks opens a form that is filled in for that decision
or task: nobody has to look it up again, and nobody enters something under another."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.house import COMMANDER, OFFICER, House
from tests.browser.test_board import on_the_board, running
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

FILLED = """form => Object.fromEntries(
  [...form.elements]
    .filter((e) => e.name && (!/radio|checkbox/.test(e.type) || e.checked))
    .map((e) => [e.name, e.value]))"""
DECIDES = "#r-decide a[data-dialog]"
TASKS = "a[data-dialog][href*='task=']"


def hrefs(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    return found


def opened_by(page: Page, href: str) -> Locator:
    """The form of a button, which may be in a list that is folded."""
    with page.expect_response(lambda answer: answer.url.endswith(href)):
        page.locator(f'a[href="{href}"]').first.evaluate("link => link.click()")
    form = page.locator(f'#form form[action="{urlsplit(href).path}"]')
    expect(form).to_be_visible()
    return form


def closed(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#form")).to_be_hidden()


def lacks(form: Locator, href: str) -> dict[str, tuple[str, str | None]]:
    """What the button says and the form does not."""
    filled = form.evaluate(FILLED)
    asked = {{"spoken": "_spoken"}.get(k, k): v for k, v in parse_qsl(urlsplit(href).query)}
    return {k: (v, filled.get(k)) for k, v in asked.items() if filled.get(k) != v}


@pytest.mark.parametrize("person", [OFFICER, COMMANDER])
def test_every_button_of_every_decision_is_filled_in_for_it(
    visitors: Visitors, house: House, person: str
) -> None:
    _, incident = running(house, "每项待决")
    page = visitors.enter(person)
    on_the_board(page, incident)
    found = hrefs(page, DECIDES)
    marked = page.locator("#r-decide [data-alarm]").evaluate_all(
        "marked => marked.map((each) => each.dataset.alarm)"
    )
    assert len(marked) >= 2
    about = [dict(parse_qsl(urlsplit(href).query)) for href in found]
    meant = {f"decision:{a['decided_on.decision']}:{a['decided_on.version']}" for a in about}
    assert meant == {*marked}, "buttons of what is shown, in the version that is shown"
    for href in found:
        form = opened_by(page, href)
        assert lacks(form, href) == {}, href
        closed(page)


def test_every_button_of_every_task_is_filled_in_for_it(visitors: Visitors, house: House) -> None:
    _, incident = running(house, "每项任务")
    page = visitors.enter(OFFICER)
    on_the_board(page, incident)
    found = hrefs(page, TASKS)
    assert len({href for href in found if "BlockTask" in href}) >= 20
    for href in found:
        row = page.locator(f'a[href="{href}"]').first.evaluate(
            "link => link.closest('[data-key]').textContent"
        )
        form = opened_by(page, href)
        assert lacks(form, href) == {}, href
        chosen = form.locator("[name=task]").evaluate(
            "e => e.selectedOptions?.[0].textContent ?? e.closest('.ask').textContent"
        )
        assert chosen.rsplit(" · ", 1)[-1].strip() in row, href
        closed(page)
