"""A page loads nothing from outside: the county's network may be cut off when it is needed.

Links that a person may follow are no loading, and neither is the name of an XML namespace.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".html", ".css", ".js", ".svg"}

OUTSIDE = re.compile(r"(?i)(?:(?:https?|wss?):)?//(?=[\w\[{])[^\s\"'`)>]*")
NAMESPACE = re.compile(r"xmlns(?::\w+)?=([\"'])http://www\.w3\.org/[^\"']*\1")
LOADS = re.compile(
    r"""(?ix)
    \b(?:src|srcset|poster|data|action|formaction|manifest|background)\s*=\s*["'][^"']*
    | <(?:link|use|image|base)\b[^>]*\b(?:xlink:)?href\s*=\s*["'][^"']*
    | url\(\s*["']?[^"')]*
    | @import\s+["'][^"']*
    | \b(?:fetch|import|importScripts|WebSocket|EventSource|Worker|open)\(\s*["'`][^"'`]*
    | \b(?:from|import)\s*["'][^"']*
    """
)


def page_files() -> list[Path]:
    """Every file of the product that a browser reads."""
    return sorted(f for f in (ROOT / "web").rglob("*") if f.suffix in KINDS)


def loads_from_outside(text: str) -> list[str]:
    """Each place that makes the browser load something from an address of another host."""
    text = NAMESPACE.sub("", text)
    return [m.group() for m in LOADS.finditer(text) if OUTSIDE.search(m.group())]


def test_pages_load_nothing_from_outside() -> None:
    files = page_files()
    assert {f.suffix for f in files} >= {".html", ".css", ".js"}
    found = {
        str(f.relative_to(ROOT)): outside
        for f in files
        if (outside := loads_from_outside(f.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<link\n  rel="icon" href="http://cdn.example/x.svg">',
        "<img alt='' src='https://tiles.example/{{ z }}/1.png'>",
        "body { background: url(https://cdn.example/x.png) }",
        '@import "https://cdn.example/x.css";',
        'const live = new WebSocket("wss://live.example/x")',
        'import x from "https://cdn.example/x.js"',
        "fetch(`https://api.example/${x}`)",
        '<form method="post" action="https://elsewhere.example/">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://a.example/x.png"/></svg>',
    ],
)
def test_a_planted_address_is_caught(planted: str) -> None:
    assert loads_from_outside(planted)


@pytest.mark.parametrize(
    "harmless",
    [
        '<script src="/static/live.js"></script>',
        '<a href="https://www.example.gov/plan">the published plan</a>',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "fetch(`/api/v1/incidents/${id}`) // a comment",
        '<link rel="stylesheet" href="{{ asset(\'board.css\') }}">',
    ],
)
def test_what_stays_here_passes(harmless: str) -> None:
    assert loads_from_outside(harmless) == []
