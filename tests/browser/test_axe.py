"""The search for barriers finds them: a page that has one, and the same page without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>A form</title></head><body><main>
<h1>A form</h1>{}</main></body></html>"""


def found(browser: Browser, html: str) -> list[str]:
    page = browser.new_page()
    page.set_content(PAGE.format(html))
    lines = violations(page)
    page.close()
    return lines


def test_a_sound_page_has_none(browser: Browser) -> None:
    assert found(browser, "<label>Place <input name='place'></label><p>Words.</p>") == []


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        ("label", "<input name='place'>"),
        ("color-contrast", "<p style='color: #bbb; background: #fff'>Hardly to be read</p>"),
        ("button-name", "<button></button>"),
        ("heading-order", "<h4>Too deep</h4>"),
        ("target-size", 2 * "<button style='font-size:5px;padding:0;border:0'>a</button>"),
    ],
)
def test_a_barrier_is_found_and_named(browser: Browser, rule: str, html: str) -> None:
    lines = found(browser, html)
    assert [line for line in lines if line.startswith(f"{rule}: ")], lines
