"""A responder with a phone, and an incident to respond to."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.house import COMMANDER, MEMBER, OFFICER
from tests.browser.visitors import PHONE, Visitors

__all__ = ["MEMBER", "entries", "give", "on_phone", "started"]


def give(page: Page, path: str, command: str, **fields: str) -> None:
    """A command by the form that the board opens."""
    origin = {"origin": page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2]}
    sent = page.request.post(
        f"{path}/do/{command}", form={**fields}, headers=origin, max_redirects=0
    )
    assert sent.status == 303, sent.text()


def started(visitors: Visitors) -> str:
    """The path of an incident whose response has just started."""
    desk = visitors.enter(OFFICER)
    origin = {"origin": visitors.house.address}
    report = {"place": "青石沟", "what": "尾矿库溃坝", "title": "青石沟溃坝", "dam": ""}
    sent = desk.request.post("/report", form={**report}, headers=origin, max_redirects=0)
    path = sent.headers["location"]
    give(visitors.enter(COMMANDER), path, "StartResponse", level="2")
    return path


def entries(visitors: Visitors, path: str) -> list[str]:
    log = visitors.enter(OFFICER)
    log.goto(f"{path}?log=all")
    return log.locator("ol.log li").all_inner_texts()


def on_phone(visitors: Visitors, path: str) -> Page:
    page = visitors.enter(MEMBER, size=PHONE, broken_wire=True)
    page.goto(f"{path}/me")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    return page
