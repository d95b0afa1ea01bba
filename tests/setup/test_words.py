"""What ``bin/setup`` says on a machine where something is missing can be done as it stands."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sh", "dirname", "cksum", "ls", "cat", "rm", "uname")
# Python 3.13 as Debian ships it: it runs, and is without venv until python3.13-venv is there.
WITHOUT_VENV = """\
case "$2" in
    *ensurepip*) exit 1 ;;
    *print*) echo 3.13 ;;
esac
"""


def machine(place: Path, **programs: str) -> Path:
    """A folder of programs: what the script itself needs, and the given ones."""
    place.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found, name
        (place / name).symlink_to(found)
    for name, body in programs.items():
        (place / name).write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
        (place / name).chmod(0o755)
    return place


def said(tmp_path: Path, *, uid: int, **programs: str) -> str:
    """What setting up says there to the user with that number; it must have failed."""
    checkout = tmp_path / "尾矿库 应急"
    (checkout / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "bin" / "setup", checkout / "bin")
    for name in ("requirements.txt", "pyproject.toml"):
        (checkout / name).touch()
    path = machine(tmp_path / "programs", id=f"echo {uid}\n", **programs)
    environ = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    run = subprocess.run(
        ["sh", "bin/setup", "run"],
        cwd=checkout,
        env={**environ, "PATH": str(path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stderr
    assert not (checkout / ".venv").exists()
    return run.stderr


@pytest.mark.parametrize(
    ("uid", "others", "command"),
    [
        (1000, {"sudo": ""}, "    sudo apt-get update && sudo apt-get install -y python3.13-venv"),
        (1000, {}, "    su - -c 'apt-get update && apt-get install -y python3.13-venv'"),
        (0, {"sudo": ""}, "    apt-get update && apt-get install -y python3.13-venv"),
    ],
    ids=["sudo", "without sudo", "administrator"],
)
def test_the_command_for_a_missing_venv_is_one_that_this_user_can_give(
    tmp_path: Path, uid: int, others: dict[str, str], command: str
) -> None:
    given = {"apt-get": "", "python3": WITHOUT_VENV, **others}
    words = said(tmp_path, uid=uid, **given)
    assert "缺少 Python 3.13 的 venv 模块" in words
    assert "The venv module (ensurepip) of Python 3.13 is missing" in words
    assert command in words.splitlines()


def test_without_python_the_command_names_python_and_venv(tmp_path: Path) -> None:
    words = said(tmp_path, uid=1000, **{"apt-get": "", "sudo": ""})
    assert "需要 Python 3.11 或更高版本" in words
    command = "    sudo apt-get update && sudo apt-get install -y python3 python3-venv"
    assert command in words.splitlines()
