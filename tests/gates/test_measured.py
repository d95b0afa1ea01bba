"""Coverage is measured once a test, not once an engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

THING = """
def told(who):
    if who == "sqlite":
        return 1
    if who == "postgresql":
        return 2
    if who == "alone":
        return 3
    return 4
"""
TESTS = """
import pytest
from thing import told

@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_on_both(engine): assert told(engine) < 3

@pytest.mark.only_engine("postgresql")
@pytest.mark.postgres
def test_alone(): assert told("alone") == 3

@pytest.mark.browser
def test_seen(): assert told("browser") == 4
"""


def test_what_both_engines_show_is_followed_on_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "thing.py").write_text(THING, encoding="utf-8")
    (tmp_path / "test_thing.py").write_text(TESTS, encoding="utf-8")
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.plugins.measured"]
    tests += ["--cov", str(tmp_path), "--cov-report", f"json:{tmp_path / 'coverage.json'}"]
    tests += ["-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:warnings"]
    done = subprocess.run(
        [*tests, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(tmp_path),
            "COVERAGE_FILE": str(tmp_path / ".coverage"),
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8"))
    files = {Path(name).name: one for name, one in report["files"].items()}
    ran = files["thing.py"]["executed_lines"]
    source = THING.splitlines()
    followed = {source[n - 1].strip() for n in ran if "return" in source[n - 1]}
    assert followed == {"return 1", "return 3"}
