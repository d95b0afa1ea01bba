"""Real browsers on the real program. Everything here is made once per package and worker.

Playwright drives the browser from an event loop in this thread. It must be over before another
package's tests run, since some of them run a loop of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import chromium
from tests.browser.house import House, opened
from tests.browser.visitors import PATIENCE_MS, Visitors, visiting


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A program that all tests share; one that is to be killed is opened by the test itself."""
    with opened(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="package")
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A program of a county in which nothing has happened yet; nobody tells it anything."""
    with opened(tmp_path_factory.mktemp("quiet-house")) as running:
        yield running


@pytest.fixture
def visitors(browser: Browser, house: House) -> Iterator[Visitors]:
    with visiting(browser, house) as people:
        yield people
