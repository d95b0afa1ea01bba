"""No page is forgotten when pages are looked through and pictured: each has its sight."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from tests.browser.night import Night
from tests.browser.sights import SIGHTS, Sight
from tests.web.conftest import House
from web.contract import PREFIX

NIGHT = Night("i", "o", 1, "e", "p", "l")

NO_PAGES = {
    "/{path:path}": "every other path is answered with a refusal, which has a sight of its own",
    "/static/{name}": "style sheets, scripts and icons",
    "/icon.svg": "the page's icon",
    "/manifest.webmanifest": "what a browser reads to install the page",
    "/sw.js": "the script that keeps pages for a phone without signal",
    "/healthz": "for machines",
    "/begin": "leads to the first page of whoever signed in",
    "/me": "leads to one's own page of an incident",
    "/report/dams": "a part of the report's form",
    "/county/{page}.json": "a page's parts, for its script",
    "/duty/channels.json": "a page's parts, for its script",
    "/sessions/ends.json": "when a page says that its sign-in ends, for its script",
    "/incidents/{incident}/board.json": "a page's parts, for its script",
    "/incidents/{incident}/me/parts": "a page's parts, for its script",
    "/incidents/{incident}/told/{person}.json": "a page's parts, for its script",
    "/incidents/{incident}/warnings/{number}.cap.xml": "a file for machines",
    "/incidents/{incident}/materials/{material}": "a file that somebody sent",
}
"""What can be got and is no page, and why."""


def got(house: House) -> list[str]:
    """Every path that a browser can get, in the order in which the program tries them."""
    found = (
        route.path
        for route in iter_route_contexts(house.app.routes)
        if route.path is not None and "GET" in (getattr(route, "methods", None) or ())
    )
    return [path for path in found if not path.startswith(PREFIX)]


def without(paths: list[str], sights: Iterable[Sight]) -> list[str]:
    """The paths of pages that no sight shows."""
    seen = set()
    for sight in sights:
        asked = sight.during(NIGHT).partition("?")[0]
        seen.add(next(path for path in paths if compile_path(path)[0].match(asked)))
    return sorted({*paths} - seen - {*NO_PAGES})


@pytest.mark.only_engine("sqlite")
def test_every_page_has_a_sight_and_one_that_has_none_is_found(house: House) -> None:
    paths = got(house)
    assert without(paths, SIGHTS) == []
    assert {*NO_PAGES} <= {*paths}, "take it out"
    order = "/incidents/{incident}/orders/{order}/print"
    assert without(paths, [s for s in SIGHTS if s.name != "order"]) == [order]


def test_a_sight_has_a_name_of_its_own() -> None:
    assert len({sight.name for sight in SIGHTS}) == len(SIGHTS)
