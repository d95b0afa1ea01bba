"""Fail unless each named package has at least the branch coverage asked for.

Reads the measurement that the last test run left in `.coverage`. Branches alone are counted
(both ways out of each decision); a package that has no decisions yet passes when all its
statements ran.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORST_FILES_SHOWN = 10


@dataclass
class Count:
    """How many of the branches, or of the statements, were taken."""

    covered: int = 0
    total: int = 0

    @property
    def percent(self) -> float:
        return 100.0 * self.covered / self.total if self.total else 100.0

    def add(self, covered: int, total: int) -> None:
        self.covered += covered
        self.total += total


def measurement() -> dict[str, Any]:
    """Return the measurement as coverage's own JSON report gives it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            message = done.stdout.strip() or done.stderr.strip()
            print(f"coverage: {message}", file=sys.stderr)
            if "No data" in message:
                return {"files": {}}
            sys.exit(2)
        data: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return data


def has_code(package: str) -> bool:
    return any(path.stat().st_size for path in Path(package).rglob("*.py"))


def gate(package: str, files: dict[str, Any], least: float) -> bool:
    """Print how a package stands, and its worst files if it falls short; tell if it passes."""
    branches, statements = Count(), Count()
    missing: list[tuple[int, str]] = []
    for name, entry in files.items():
        if name.replace("\\", "/").split("/")[0] != package:
            continue
        summary = entry["summary"]
        branches.add(summary["covered_branches"], summary["num_branches"])
        statements.add(summary["covered_lines"], summary["num_statements"])
        left = summary["num_branches"] - summary["covered_branches"]
        if left:
            missing.append((left, name))
    if not statements.total:
        passed = not has_code(package)
        print(f"coverage: {package}: {'no code yet' if passed else 'NOT MEASURED'}")
        return passed
    counted = branches if branches.total else statements
    passed = counted.percent >= least
    print(
        f"coverage: {package}: branches {branches.covered}/{branches.total}"
        f" ({branches.percent:.1f} %), statements {statements.covered}/{statements.total}"
        f" ({statements.percent:.1f} %): {'ok' if passed else f'BELOW {least:g} %'}"
    )
    if not passed:
        for left, name in sorted(missing, reverse=True)[:WORST_FILES_SHOWN]:
            print(f"    {name}: {left} branches not taken")
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--min", type=float, default=95.0, help="least branch coverage, percent")
    parser.add_argument("packages", nargs="+")
    arguments = parser.parse_args()
    files = measurement()["files"]
    results = [gate(package, files, arguments.min) for package in arguments.packages]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
