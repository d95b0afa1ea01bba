"""People with a browser each: their own cookies, screen, language and light.

Every page is watched: an error in the browser's console, or a request to another machine, is found
at the end, whatever the test was about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebSocket

from runtime.language import Lang
from tests.browser.house import House
from web.reader import LANG_COOKIE

Size = tuple[int, int]
Light = Literal["light", "dark"]

WALL: Size = (1920, 1080)
DESK: Size = (1366, 768)
PHONE: Size = (390, 844)

LIGHTS: tuple[Light, ...] = ("light", "dark")

PATIENCE_MS = 10_000


@dataclass
class Visitors:
    """Lets people in, and knows what went wrong on any of their pages."""

    browser: Browser
    house: House
    troubles: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def enter(
        self,
        person: str | None,
        *,
        size: Size = DESK,
        lang: Lang = "zh",
        light: Light = "light",
        address: str | None = None,
        broken_wire: bool = False,
    ) -> Page:
        """A page on the first screen after signing in; nobody's stays outside.

        ``address`` is another way to the program, such as a wire's. Where the wire is to be
        broken, the browser's complaints about it are no trouble.
        """
        width, height = size
        home = address or self.house.address
        context = self.browser.new_context(
            base_url=home,
            viewport={"width": width, "height": height},
            locale="zh-CN" if lang == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            color_scheme=light,
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": LANG_COOKIE, "value": lang, "url": home}])
        page = context.new_page()
        self._watch(page, broken_wire)
        if person is not None:
            self.sign_in(page, person, home)
        return page

    def sign_in(self, page: Page, person: str, home: str | None = None) -> None:
        """By a link of their own, until their first page is there."""
        page.goto(self.house.link(person))
        page.locator("form[action^='/enter/'] button").click()
        at = re.escape(home or self.house.address)
        page.wait_for_url(re.compile(rf"^{at}/(?!enter/|begin)"))

    def leave(self) -> None:
        """Every page is closed."""
        while self._contexts:
            self._contexts.pop().close()

    def _watch(self, page: Page, broken_wire: bool) -> None:
        def console(message: ConsoleMessage) -> None:
            # A refusal that fills the page is an answer to the person, not a fault of the page.
            # So is one in a dialogue over the page.
            asked = message.location["url"]
            answered = "status of 4" in message.text and (asked == page.url or "/do/" in asked)
            if message.type == "error" and not broken_wire and not answered:
                self.troubles.append(f"{page.url}: console: {message.text}")

        def request(asked: Request) -> None:
            self._stays_here(page, asked.url)

        def socket(opened: WebSocket) -> None:
            self._stays_here(page, opened.url)

        page.on("console", console)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("request", request)
        page.on("websocket", socket)

    def _stays_here(self, page: Page, asked: str) -> None:
        parts = urlsplit(asked)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.troubles.append(f"{page.url}: leaves this machine: {asked}")


@contextmanager
def visiting(browser: Browser, house: House) -> Iterator[Visitors]:
    """People's pages. Afterwards none may have had an error or left this machine."""
    people = Visitors(browser, house)
    yield people
    people.leave()
    assert people.troubles == []
