"""A data folder that cannot be written, as on a write-protected stick, can still be verified."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.stories.program import night

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder below a place that every user of the machine can reach."""
    place = Path(tempfile.mkdtemp(prefix="tailings-test-"))
    place.chmod(0o755)
    with night(place / "data") as duty:
        duty.report()
    yield place / "data"
    (place / "data").chmod(0o700)
    shutil.rmtree(place)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), "--lang", "en", *words])


@contextmanager
def protected(folder: Path) -> Iterator[None]:
    """Nothing in the folder can be written by who looks at it: root gives up its rights."""
    root = os.geteuid() == 0
    for path in (*folder.iterdir(), folder):
        if root:
            os.chown(path, NOBODY, -1)
        path.chmod(0o500 if path.is_dir() else 0o400)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_its_log_verifies_and_nothing_in_it_changes(folder: Path) -> None:
    assert run(folder, "log", "verify").exit_code == 0
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with protected(folder):
        result = run(folder, "log", "verify")
    assert result.exit_code == 0, result.output
    assert ": sound" in result.stdout
    assert "are the ones that were written" in result.stdout
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_the_doctor_says_that_it_cannot_be_written_and_speaks_of_no_backup(folder: Path) -> None:
    run(folder, "doctor")
    with protected(folder):
        result = run(folder, "doctor")
    assert "[XX] folder: " in result.stdout
    assert "cannot be written" in result.stdout
    assert "backup" not in result.stdout
    assert "[ok] log: " in result.stdout


def test_what_has_to_write_is_refused_by_the_folder_s_name(folder: Path) -> None:
    words = ("token", "create", "desk", "--person", "wutai-duty-officer")
    assert run(folder, *words).exit_code == 0
    with protected(folder):
        result = run(folder, *words)
    assert result.exit_code == 2
    assert "TAILINGS_DATA" in result.stderr
