"""What several tests of the program start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.engines import once


@pytest.fixture
def played(tmp_path: Path) -> Path:
    """A data folder, the test's own, in which a whole exercise was played."""
    return shutil.copytree(once("played", _play), tmp_path / "data")


def _play(folder: Path) -> None:
    draft = folder.with_suffix(".draft")
    run = CliRunner().invoke(main, ["--data", str(draft), "drill", "run", "baoshan-2007"])
    assert run.exit_code == 0, run.output
    draft.rename(folder)
