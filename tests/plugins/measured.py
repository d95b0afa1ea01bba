"""A pytest plugin that measures a test's coverage once, not once per engine.

``python -m pytest --cov -p tests.plugins.measured``. To follow every line makes a test take about
twice as long. What a test shows on PostgreSQL it has shown on SQLite, and a browser waits for a
program more often than the program decides anything; both run with nobody following.
"""

from __future__ import annotations

from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Stop following for the time of this test, with its set-up and clean-up."""
    following = None if _measured(item) else coverage.Coverage.current()
    if following is None:
        return (yield)
    following.stop()
    try:
        return (yield)
    finally:
        following.start()


def _measured(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    alone = item.get_closest_marker("only_engine")
    return item.get_closest_marker("postgres") is None or alone is not None
