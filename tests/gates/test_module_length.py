"""One module, one idea: what grows past a screenful or four is split before it is too late."""

from __future__ import annotations

import pytest

from tests.gates.test_clock import ROOT, product_files

LONGEST = 540
"""Lines that no module may pass."""
USUAL = 250
"""Lines that a module may have without being named below."""

ALLOWED: dict[str, int] = {}
"""Modules above the usual length and how long each may be. Numbers here only go down."""


def lengths() -> dict[str, int]:
    """Lines of every product module."""
    return {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in product_files()
        if "migrations" not in file.parts  # written once, by a tool
    }


def too_long(lines: dict[str, int], allowed: dict[str, int]) -> dict[str, int]:
    """Modules longer than they may be."""
    return {
        name: count
        for name, count in lines.items()
        if count > min(LONGEST, max(USUAL, allowed.get(name, USUAL)))
    }


def stale(lines: dict[str, int], allowed: dict[str, int]) -> list[str]:
    """Allowances that are no longer needed: the module is gone or of the usual length."""
    return [name for name in allowed if lines.get(name, 0) <= USUAL]


def test_no_module_is_too_long() -> None:
    assert too_long(lengths(), ALLOWED) == {}, "split it into modules of one idea each"


def test_the_allowance_only_shrinks() -> None:
    assert stale(lengths(), ALLOWED) == [], "take these out of ALLOWED"
    assert max(ALLOWED.values(), default=0) <= LONGEST


@pytest.mark.parametrize(
    ("lines", "allowed", "caught"),
    [
        ({"a.py": 251}, {}, {"a.py": 251}),
        ({"a.py": 281}, {"a.py": 280}, {"a.py": 281}),
        ({"a.py": 541}, {"a.py": 600}, {"a.py": 541}),
        ({"a.py": 280, "b.py": 250}, {"a.py": 280}, {}),
    ],
)
def test_the_gate_bites(
    lines: dict[str, int], allowed: dict[str, int], caught: dict[str, int]
) -> None:
    assert too_long(lines, allowed) == caught


def test_an_allowance_without_need_is_named() -> None:
    assert stale({"a.py": 250}, {"a.py": 280, "gone.py": 300}) == ["a.py", "gone.py"]
