"""What axe-core finds on a page: barriers for people who use a keyboard, a reader or low contrast.

axe-core (MPL-2.0) comes inside a pinned package; nothing is loaded from the network. The script is
put into the page by the browser's own protocol, which a page's content security policy allows.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Rules of WCAG 2.2 up to level AA, and what axe-core calls good practice."""

_RUN = (
    "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
)


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line per element that breaks a rule: the rule, the element, and what is wrong with it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    found: dict[str, Any] = page.evaluate(_RUN, list(STANDARD))
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {_why(node)}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return "; ".join(reasons)
