"""Somebody writes into the database past its keys, so that an exercise calls itself real: it is not
sent, and the doctor says so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.checks.line import Line, Patient
from app.checks.modes import check_modes
from app.cli import main
from app.doctor import examine
from runtime.clock import SystemClock
from runtime.database import Database
from runtime.settings import Settings
from tests.notify.test_modes_forced import ATTEMPTS, INCIDENTS, POSTS, force
from tests.notify.world import make_world


def modes(folder: Path) -> list[Line]:
    lines = examine(Settings(data=folder), SystemClock())
    return [line for line in lines if line.check == "modes"]


@pytest.mark.parametrize(
    ("forced", "tables"),
    [
        ((ATTEMPTS,), {"attempt"}),
        ((POSTS,), {"group_post"}),
        ((INCIDENTS,), {"incident"}),
        ((ATTEMPTS, INCIDENTS), {"attempt", "incident"}),
    ],
)
def test_what_was_made_to_say_that_it_is_real_is_named(
    played: Path, forced: tuple[str, ...], tables: set[str]
) -> None:
    assert [line.level for line in modes(played)] == ["ok"]
    shell = sqlite3.connect(played / "tailings.db")
    with shell:
        for statement in forced:
            shell.execute(statement)
    shell.close()
    found = modes(played)
    assert {line.level for line in found} == {"fault"}
    assert {str(dict(line.what.values)["table"]) for line in found} == tables
    assert all(line.remedy is not None for line in found)
    verified = CliRunner().invoke(main, ["--data", str(played), "log", "verify"])
    assert verified.exit_code == (1 if INCIDENTS in forced else 0), verified.output


@pytest.mark.parametrize(
    ("forced", "tables"),
    [
        ((ATTEMPTS,), {"attempt"}),
        ((POSTS, INCIDENTS), {"group_post", "incident"}),
    ],
)
def test_either_database_is_asked_and_a_real_incident_is_not_named(
    database: Database, tmp_path: Path, forced: tuple[str, ...], tables: set[str]
) -> None:
    world = make_world(database)
    try:
        patient = Patient(Settings(data=tmp_path), world.clock, database)
        drill = world.open("exercise")
        world.run(world.engine())
        force(world, *forced)
        world.open()
        world.run(world.engine())
        found = list(check_modes(patient))
    finally:
        world.close()
    assert {line.level for line in found} == {"fault"}
    assert {str(dict(line.what.values)["table"]) for line in found} == tables
    assert {dict(line.what.values)["incident"] for line in found} == {drill}
