"""``make check`` runs all tests again unless they passed on exactly the files that are there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAY_S = 86_400
PYTEST = """#!/bin/sh
echo "$*" >> ../calls
touch .coverage .coverage.one .ran
exit "$(cat ../code)"
"""
FILES = (
    "app/cli.py", "playbooks/plan.yaml", "web/page.html", "docs/howto/start.md", "README.md",
    "locales/words.po", "pyproject.toml", "web/static/board.css", "web/static/board.js",
    "web/api.json", "drills/rows.csv", "notify/text.j2", "web/icon.svg", "bin/setup", ".ci/run",
    "requirements.in", "registry/a file 文件.txt", "incident/data/rows.csv",
)  # fmt: skip


class Checkout:
    """A copy of the Makefile among files of every sort, with a program in place of pytest."""

    def __init__(self, place: Path) -> None:
        self.root = place / "检出 one"
        for name in FILES:
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).touch()
        shutil.copy(ROOT / "Makefile", self.root)
        python = self.path(".venv/bin/python")
        python.parent.mkdir(parents=True)
        python.write_text(PYTEST)
        python.chmod(0o755)
        self.calls = place / "calls"
        self.code = place / "code"
        self.passes()
        self.a_day_passes()

    def path(self, name: str) -> Path:
        return self.root / name

    def passes(self, code: int = 0) -> None:
        self.code.write_text(str(code))

    def a_day_passes(self) -> None:
        for path in [self.root, *self.root.rglob("*")]:
            then = path.stat().st_mtime - DAY_S
            os.utime(path, (then, then))

    def make(self, target: str, *more: str) -> int:
        """Runs a target as a person would, not as a part of another make."""
        given = {
            k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTEST", "MFLA"))
        }
        command = ["make", target, *more]
        return subprocess.run(
            command, cwd=self.root, env=given, capture_output=True, check=False
        ).returncode

    def runs(self) -> int:
        """How often the tests have run by now, after one more check."""
        self.make("coverage-data")
        self.a_day_passes()
        return len(self.calls.read_text().splitlines())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_tests_that_passed_on_the_same_files_are_not_run_again(checkout: Checkout) -> None:
    assert checkout.runs() == 1
    assert checkout.runs() == 1


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_sort_that_changed_runs_them(checkout: Checkout, name: str) -> None:
    assert checkout.runs() == 1
    checkout.path(name).write_text("changed")
    assert checkout.runs() == 2
    assert checkout.runs() == 2


def test_a_file_that_went_or_is_new_runs_them(checkout: Checkout) -> None:
    assert checkout.runs() == 1
    checkout.path("docs/howto/start.md").unlink()
    assert checkout.runs() == 2
    shutil.copy2(checkout.path("README.md"), checkout.path("docs/howto/next.md"))
    assert checkout.runs() == 3


def test_a_file_that_changed_while_they_ran_runs_them(checkout: Checkout) -> None:
    slow = "touch -t 209801010000 README.md\ntouch -t 209901010000 .coverage\n"
    checkout.path(".venv/bin/python").write_text(PYTEST.replace("exit", f"{slow}exit"))
    assert checkout.runs() == 1
    assert checkout.runs() == 2


def test_tests_that_failed_are_run_again_until_they_pass(checkout: Checkout) -> None:
    checkout.passes(1)
    assert checkout.make("coverage-data") != 0
    left = {path.name for path in checkout.root.iterdir()}
    assert not left & {".coverage", ".coverage.one", ".ran", ".tested", ".testing"}
    assert checkout.runs() == 2
    checkout.passes()
    assert checkout.runs() == 3
    assert checkout.runs() == 3
    checkout.passes(1)
    checkout.path("README.md").write_text("changed")
    assert checkout.runs() == 4
    assert checkout.runs() == 5, "what passed before the change counts no more"


def test_a_choice_of_tests_is_not_all_of_them(checkout: Checkout) -> None:
    assert checkout.make("tests", "PYTEST_ARGS=-k one") == 0
    assert checkout.runs() == 2
    assert checkout.runs() == 2


def test_what_tools_make_does_not_run_them(checkout: Checkout) -> None:
    checkout.path("web/__pycache__").mkdir()
    assert checkout.runs() == 1
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert ".venv" in patterns
    for pattern in set(patterns) - {".coverage", ".ran", ".tested", ".testing", ".venv"}:
        name = pattern.strip("/").replace("*", "made").replace("[cod]", "c")
        made = checkout.path(f"{name}/one" if pattern.endswith("/") else name)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text("made")
    checkout.path("web/__pycache__/page.pyc").write_text("made")
    checkout.path(".venv/bin/other").write_text("made")
    assert checkout.runs() == 1
