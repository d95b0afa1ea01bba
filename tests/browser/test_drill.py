"""A drill that is played beside the running program: on the page while it goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.house import OFFICER, House
from tests.browser.visitors import PATIENCE_MS, Visitors

pytestmark = pytest.mark.browser
PROGRAM = "from app.cli import main; main()"


@contextmanager
def played(house: House, scenario: str, speed: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process of the program that plays a scenario into the same folder."""
    words = ("--data", str(house.folder), "drill", "run", scenario, "--speed", speed)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as player:  # fmt: skip
        try:
            yield player
        finally:
            player.terminate()


def test_a_drill_at_sixty_is_seen_while_it_is_played(visitors: Visitors, house: House) -> None:
    """The first report is at once, the confirmation twelve seconds later; neither the overview nor
    the board is loaded again."""
    desk = visitors.enter(OFFICER)
    desk.goto("/incidents")
    row = desk.locator(".drill-frame a[href*=baoshan-2007]").first
    with played(house, "baoshan-2007", "60"):
        expect(row).to_be_attached(timeout=3 * PATIENCE_MS)
        row.click()
        desk.evaluate("window.sameAsBefore = true")
        expect(desk.locator("body.exercise")).to_be_attached()
        lines = desk.locator("[data-list=log] > li")
        shown = lines.count()
        expect(lines.nth(shown + 1)).to_be_attached(timeout=3 * PATIENCE_MS)
        assert desk.evaluate("window.sameAsBefore === true")
