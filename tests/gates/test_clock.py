"""Nothing asks the system for the time but ``runtime/clock.py``.

Everything else is given a clock, so that an exercise, a replay and a test run the same program on
another time. ``time.monotonic`` and ``time.perf_counter`` measure durations and are free to use.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THE_CLOCK = Path("runtime/clock.py")

DATETIME = {"now", "utcnow", "today"}
TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "clock_gettime"}
MODULES = {"datetime": DATETIME, "time": TIME}


def product_files() -> list[Path]:
    """Every module of the root packages; tests, tools and the environment are no product."""
    packages = {path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}
    return sorted(file for package in packages for file in package.rglob("*.py"))


def wall_clock_uses(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every place that asks for, or takes hold of, the system's time."""
    tree = ast.parse(source)
    origin = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            root, *path = _dotted(node)
            full = ".".join([origin.get(root, root), *path])
        elif isinstance(node, ast.Name):
            full = origin.get(node.id, "")
        else:
            continue
        if _is_wall_clock(full):
            yield node.lineno, full


def _imported(tree: ast.Module) -> dict[str, str]:
    """What a local name stands for: ``import time as t`` and ``from time import time as now``."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


def _dotted(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else ["?"]


def _is_wall_clock(full: str) -> bool:
    module, *path = full.split(".")
    if module == "time":
        return len(path) == 1 and path[0] in TIME
    return module == "datetime" and len(path) == 2 and path[1] in DATETIME


def test_only_the_clock_asks_what_time_it_is() -> None:
    files = product_files()
    assert ROOT / THE_CLOCK in files
    uses = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in files
        if file != ROOT / THE_CLOCK
        for line, name in wall_clock_uses(file.read_text(encoding="utf-8"))
    ]
    assert uses == [], "take a runtime.clock.Clock instead"


def test_the_clock_itself_is_seen_asking() -> None:
    source = (ROOT / THE_CLOCK).read_text(encoding="utf-8")
    assert [name for _, name in wall_clock_uses(source)] == ["datetime.datetime.now"]


@pytest.mark.parametrize(
    "planted",
    [
        "from datetime import UTC, datetime\nx = datetime.now(UTC)",
        "import datetime\nx = datetime.datetime.utcnow()",
        "import datetime as dt\nx = dt.datetime.now(dt.UTC)",
        "import datetime\nx = datetime.date.today()",
        "from datetime import date as day\nx = day.today()",
        "from datetime import datetime\nx = dict(default_factory=datetime.now)",
        "import time\nx = time.time()",
        "import time as t\nx = t.time_ns()",
        "from time import time\nx = time()",
        "from time import time as monotonic\nx = monotonic()",
        "def f():\n    import time\n    return time.gmtime()",
    ],
)
def test_a_planted_call_is_caught(planted: str) -> None:
    assert list(wall_clock_uses(planted))


@pytest.mark.parametrize(
    "harmless",
    [
        "import time\nx = time.monotonic() + time.perf_counter()",
        "from runtime.clock import Clock\ndef f(clock: Clock):\n    return clock.now()",
        "from datetime import datetime\nx = datetime.fromisoformat('2026-11-01')",
        "class Row:\n    time = 1\nx = Row().time",
        "time = 1\nx = time",
    ],
)
def test_what_is_harmless_passes(harmless: str) -> None:
    assert list(wall_clock_uses(harmless)) == []
