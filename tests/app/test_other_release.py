"""Commands that look at a database of another release say so, and what to do, in two languages."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner, Result

from app.cli import main
from app.compose import compose
from runtime.database import Database
from runtime.folder import database_url_of
from runtime.migrate import SCRIPTS
from runtime.settings import Settings

CHINESE = re.compile("[\u4e00-\u9fff]")
LOOKING = [
    ["log", "verify"],
    ["log", "verify", "inc-1"],
    ["log", "export", "inc-1"],
    ["token", "create", "desk", "--person", "somebody"],
    ["link", "somebody"],
]


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), "--lang", "en", *words])


def old_folder(folder: Path, revision: str) -> None:
    """A data folder as the release with this revision left it."""
    folder.mkdir(exist_ok=True)
    database = Database.open(database_url_of(folder))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()


def refused_in_both(result: Result) -> str:
    """The English sentence of a refusal without traceback."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    chinese, english = result.stderr.splitlines()
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    assert "Another release of the program" in english
    return english


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_newer_database_names_the_newer_program_and_the_copy(
    tmp_path: Path, words: list[str]
) -> None:
    compose(Settings(data=tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "tailings.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    said = refused_in_both(run(tmp_path, *words))
    assert "start the newer program" in said
    assert "restore the copy" in said


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_an_older_database_names_the_start_that_brings_it_up(
    tmp_path: Path, words: list[str]
) -> None:
    old_folder(tmp_path, "0001")
    said = refused_in_both(run(tmp_path, *words))
    assert "start `tailings serve` of this release once" in said
    assert "tailings doctor" in said


def test_the_start_brings_an_older_database_up_and_the_log_verifies(tmp_path: Path) -> None:
    old_folder(tmp_path, "0001")
    assert run(tmp_path, "doctor").exit_code == 1
    compose(Settings(data=tmp_path)).close()
    assert run(tmp_path, "log", "verify").exit_code == 0
    assert run(tmp_path, "doctor").exit_code == 0


def test_an_exported_file_needs_no_database(tmp_path: Path) -> None:
    old_folder(tmp_path, "0001")
    result = run(tmp_path, "log", "verify", "--file", str(tmp_path / "gone.jsonl"))
    assert "gone.jsonl" in result.stderr
    assert "Another release" not in result.stderr
