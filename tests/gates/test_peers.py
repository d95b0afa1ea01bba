"""Each of the fifteen lessons of other alerting systems has a test, which carries its number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
LESSONS = range(1, 16)
NAMED = re.compile(r"^\s*(?:async )?def test_peer_(\d\d)_\w+\(", re.MULTILINE)


def without_test(sources: Iterable[str]) -> list[int]:
    """The lessons that none of these files has a test for."""
    found = {int(number) for source in sources for number in NAMED.findall(source)}
    return [lesson for lesson in LESSONS if lesson not in found]


def test_every_lesson_has_a_test() -> None:
    files = TESTS.rglob("test_*.py")
    assert without_test(path.read_text(encoding="utf-8") for path in files) == []


def test_the_gate_sees_which_one_has_none() -> None:
    some = "\n".join(f"def test_peer_{n:02}_x() -> None:" for n in LESSONS if n not in (4, 11))
    assert without_test([some, "# def test_peer_04_x()"]) == [4, 11]
