"""What a page does after each code with which the hub closes: it comes back where it stood."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.house import OFFICER, House
from tests.browser.test_board import MARK_PATCHES, on_the_board, running
from tests.browser.visitors import Visitors
from web.hub.protocol import CROWDED, RESTART, SILENT, SLOW

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", [SILENT, SLOW, CROWDED, RESTART])
def test_a_page_that_was_closed_comes_back_and_resumes_where_it_stood(
    visitors: Visitors, house: House, code: int
) -> None:
    told, incident = running(house, f"被关闭 {code}")
    page = visitors.enter(OFFICER)
    sockets: list[WebSocketRoute] = []
    said: list[dict[str, object]] = []

    def through(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def out(message: str | bytes) -> None:
            said.append(json.loads(message))
            server.send(message)

        route.on_message(out)
        sockets.append(route)

    page.route_web_socket(re.compile("/live/"), through)
    on_the_board(page, incident)
    page.evaluate(MARK_PATCHES)
    told.put(incident, "AddNote", note=f"关闭之前 {code}")
    expect(page.get_by_text(f"关闭之前 {code}")).to_have_count(1)
    sockets[0].close(code=code)
    told.put(incident, "AddNote", note=f"关闭之后 {code}")
    expect(page.get_by_text(f"关闭之后 {code}")).to_have_count(1)
    expect(page.locator(".link")).to_have_text(re.compile("连接正常"))
    hellos = [one for one in said if one["kind"] == "hello"]
    assert len(hellos) == 2
    assert hellos[0]["epoch"] == hellos[1]["epoch"], "no whole board was fetched"
    first, second = (int(str(one["revision"])) for one in hellos)
    assert second > first, "it says what it has by now"
    put = page.evaluate("window.put")
    assert len(put) == len(set(put)) == 2
    assert page.url.endswith(incident)
