"""A pytest plugin that writes down which tests ran and passed, one id a line.

``python -m pytest -p tests.plugins.ran --ran FILE``. Under pytest-xdist the controller sees the
reports of all workers and writes; workers write nothing. A test that was skipped, failed, or broke
in its set-up or clean-up is not written. The coverage list of a plan is checked against this file.
"""

from __future__ import annotations

from pathlib import Path

import pytest


class Ran:
    """Collects the ids of passed tests and writes them at the end of the session."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.passed: set[str] = set()
        self.broken: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.broken.add(report.nodeid)
        elif report.when == "call":
            self.passed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        ids = sorted(self.passed - self.broken)
        self.file.write_text("".join(f"{test}\n" for test in ids), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--ran", type=Path, metavar="FILE", help="write the ids of passed tests here")


def pytest_configure(config: pytest.Config) -> None:
    file: Path | None = config.getoption("--ran")
    if file is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ran(file.absolute()))
