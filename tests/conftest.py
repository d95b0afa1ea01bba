"""What every test can ask for, and on which engines the tests run."""

from __future__ import annotations

import pytest

from tests.engines import ENGINES, begin_run, database, database_url, end_run

__all__ = ["database", "database_url"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=[*ENGINES, "both"],
        default="both",
        help="run tests that use a database on this engine (default: both)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a database, however indirectly, runs once per engine."""
    if "engine" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--engine")
        only = metafunc.definition.get_closest_marker("only_engine")
        engines = [e for e in ENGINES if wanted in (e, "both") and (only is None or e in only.args)]
        marks = {"sqlite": (), "postgresql": (pytest.mark.postgres,)}
        metafunc.parametrize("engine", [pytest.param(e, marks=marks[e]) for e in engines])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # workers of xdist use what the first process made
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run()
