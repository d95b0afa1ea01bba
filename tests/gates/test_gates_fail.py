"""The gates that are programs of others, or read what a test run left: each is shown to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from playbooks.load import load_plan

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "web", "drills", "notify", "incident", "playbooks", "registry", "runtime")
TWO_WAYS = "def way(given: int) -> str:\n    if given:\n        return 'one'\n    return 'other'\n"


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def python(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(place, sys.executable, *arguments)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the project's own settings of all gates."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("calls", "code", "told"),
    [("way(1), way(0)", 0, "2/2 (100.0 %)"), ("way(1)", 1, "branches 1/2 (50.0 %)")],
)
def test_a_branch_that_no_test_took_fails(place: Path, calls: str, code: int, told: str) -> None:
    (place / "incident").mkdir()
    (place / "incident" / "ways.py").write_text(TWO_WAYS)
    (place / "run.py").write_text(f"from incident.ways import way\n{calls}\n")
    python(place, "-m", "coverage", "run", "--branch", "--include", "incident/*", "run.py")
    gate = python(place, str(ROOT / "bin" / "coverage_gate.py"), "--min", "95", "incident")
    assert gate.returncode == code, gate.stderr
    assert told in gate.stdout
    assert ("BELOW 95 %" in gate.stdout) == bool(code)


def test_nothing_measured_is_no_pass(place: Path) -> None:
    (place / "incident").mkdir()
    (place / "incident" / "ways.py").write_text(TWO_WAYS)
    gate = python(place, str(ROOT / "bin" / "coverage_gate.py"), "--min", "95", "incident")
    assert gate.returncode == 1
    assert "NOT MEASURED" in gate.stdout


def named_tests() -> list[str]:
    plan = load_plan(ROOT / "playbooks" / "plans" / "wutai-2024")
    return sorted({test for item in plan.coverage for test in item.tests})


def test_a_clause_whose_test_did_not_run_fails(tmp_path: Path) -> None:
    names = named_tests()
    ran = tmp_path / "ran"

    def gate(passed: Sequence[str]) -> subprocess.CompletedProcess[str]:
        ran.write_text("\n".join(passed), encoding="utf-8")
        return python(tmp_path, str(ROOT / "bin" / "plan_coverage.py"), str(ran))

    assert gate(names).returncode == 0
    told = gate(names[1:])
    assert told.returncode == 1
    assert names[0] in told.stdout


def test_an_import_from_a_layer_above_fails(place: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, place / package, ignore=shutil.ignore_patterns("*.pyc", "static")
        )
    linter = Path(sys.executable).parent / "lint-imports"
    assert run(place, str(linter), "--no-cache").returncode == 0
    (place / "runtime" / "planted.py").write_text("from web.app import create_app\n")
    told = run(place, str(linter), "--no-cache")
    assert told.returncode == 1
    assert "runtime.planted -> web.app" in told.stdout


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("import os\n", "F401"),
        ("try:\n    pass\nexcept Exception:\n    pass\n", "BLE001"),
    ],
)
def test_a_fault_of_style_fails(place: Path, planted: str, told: str) -> None:
    (place / "planted.py").write_text(f'"""Words."""\n\n{planted}')
    gate = python(place, "-m", "ruff", "check", "--no-cache", "planted.py")
    assert gate.returncode == 1
    assert told in gate.stdout


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("def half(whole):  # a type is missing\n    return whole / 2\n", "no-untyped-def"),
        ("def half(whole: int) -> str:\n    return whole // 2\n", "return-value"),
    ],
)
def test_a_fault_of_types_fails(place: Path, planted: str, told: str) -> None:
    (place / "planted.py").write_text(planted)
    gate = python(place, "-m", "mypy", "--cache-dir", str(place / "cache"), "planted.py")
    assert gate.returncode == 1
    assert told in gate.stdout


def test_a_file_that_is_not_formatted_fails(place: Path) -> None:
    planted = place / "planted.py"

    def gate() -> subprocess.CompletedProcess[str]:
        return python(place, "-m", "ruff", "format", "--check", "--no-cache", "planted.py")

    planted.write_text("NAMES = ('one', 'other')\n")
    told = gate()
    assert told.returncode == 1
    assert "1 file would be reformatted" in told.stdout
    planted.write_text('NAMES = ("one", "other")\n')
    assert gate().returncode == 0


WARNS = """import warnings


def test_planted() -> None:
    warnings.warn("old way", {category}, stacklevel=1)
"""


@pytest.mark.parametrize(
    "category", ["DeprecationWarning", "PendingDeprecationWarning", "ResourceWarning"]
)
def test_a_warning_in_a_test_fails(place: Path, category: str) -> None:
    (place / "tests").mkdir()
    planted = place / "tests" / "test_planted.py"

    def gate() -> subprocess.CompletedProcess[str]:
        return python(place, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:cov")

    planted.write_text(WARNS.format(category=category))
    told = gate()
    assert told.returncode == 1, told.stdout
    assert f"FAILED tests/test_planted.py::test_planted - {category}: old way" in told.stdout
    planted.write_text("def test_planted() -> None:\n    assert True\n")
    assert gate().returncode == 0
