"""Every clause of every plan is carried, a finding, or beyond software, by tests that ran.

``python bin/plan_coverage.py RAN`` takes the file that the pytest plugin ``tests.plugins.ran``
wrote, and fails for a clause that is in none and for a named test that is not there or did not run.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.plan_folders import PLANS, folders_in  # noqa: E402
from playbooks.coverage import coverage, verify  # noqa: E402
from playbooks.load import load_plan  # noqa: E402


def main(ran: Path) -> int:
    passed = set(ran.read_text(encoding="utf-8").splitlines())
    wrong: list[str] = []
    for folder in folders_in(PLANS):
        plan = load_plan(folder)
        report = coverage(plan)
        for sort in ("uncovered", "twice", "unknown"):
            wrong += [f"{folder.name}: {sort}: {item}" for item in getattr(report, sort)]
        wrong += [f"{folder.name}: {b.reason.say('en')}" for b in verify(plan, ROOT, passed)]
        print(f"plan {folder.name}: {len(plan.clauses)} clauses, {len(wrong)} faults")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
