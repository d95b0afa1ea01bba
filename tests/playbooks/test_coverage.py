"""The coverage machinery: claims that lead nowhere are found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playbooks.coverage import coverage, items_json, names_a_test, remove, resolve, verify
from playbooks.load import load_plan
from playbooks.schema import Carried, Clause, Plan, Words
from tests.playbooks.edited import SECOND_PLAN

ROOT = Path(__file__).resolve().parents[2]
HERE = "tests/playbooks/test_coverage.py"
PUBLISHED = ROOT / "playbooks" / "plans" / "wutai-2024"

NOT_CARRIED = {"4.1", "A1"}
"""Items of §2, §4, §5 and the annexes that the published plan's list says are not carried."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(SECOND_PLAN)


@pytest.fixture(scope="module")
def data(plan: Plan) -> dict[str, Any]:
    return plan.model_dump(mode="json")


def test_every_clause_is_in_exactly_one_place(plan: Plan) -> None:
    report = coverage(plan)
    assert report.complete
    assert report.finding == ("6.1",)
    assert report.beyond == ("5.1",)
    assert len(report.carried) == 10


def test_uncovered_twice_and_unknown_are_told(plan: Plan) -> None:
    clause = Clause(id="7", kind="heading", title=Words(zh="新", en="New"))
    stray = plan.coverage[0].model_copy(update={"item": "8"})
    report = coverage(
        plan.model_copy(
            update={
                "clauses": (*plan.clauses, clause),
                "coverage": (*plan.coverage, plan.coverage[1], stray),
            }
        )
    )
    assert (report.uncovered, report.twice, report.unknown) == (("7",), ("1.2",), ("8",))
    assert not report.complete
    assert report.as_json()["uncovered"] == ["7"]


def test_programs_get_each_clause_with_all_that_its_entry_names(plan: Plan) -> None:
    clause = Clause(id="7", kind="heading", title=Words(zh="新", en="New"))
    items = items_json(plan.model_copy(update={"clauses": (*plan.clauses, clause)}))
    told = {item["item"]: item for item in items}
    assert list(told) == [*(c.id for c in plan.clauses), "7"]
    assert told["7"] == {"item": "7", "how": None}
    entries = {entry.item: entry for entry in plan.coverage}
    finding = told["6.1"]["finding"]
    assert isinstance(finding, dict)
    assert finding["id"] == entries["6.1"].finding
    assert told["5.1"]["finding"] is None
    assert told["5.1"]["why"] == entries["5.1"].model_dump(mode="json")["why"]
    assert told["1.2"]["data"] == list(entries["1.2"].data)


def test_second_plans_claims_hold(plan: Plan) -> None:
    assert verify(plan, ROOT) == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"data": ("tasks[gone]",)}, "data"),
        ({"code": ("playbooks.gone",)}, "code"),
        ({"tests": (f"{HERE}::test_gone",)}, "test"),
        ({"tests": ("tests/gone.py::test_x",)}, "test"),
        ({"tests": (f"{HERE}",)}, "test"),
        ({"tests": (f"{HERE}::plan",)}, "test"),
    ],
)
def test_a_claim_that_leads_nowhere_is_broken(
    plan: Plan, change: dict[str, tuple[str, ...]], kind: str
) -> None:
    entry = plan.coverage[0].model_copy(update=change)
    (broken,) = verify(plan.model_copy(update={"coverage": (entry,)}), ROOT)
    assert (broken.item, broken.kind) == ("1.1", kind)
    assert broken.target in broken.reason.say("en")
    assert broken.target in broken.reason.say("zh")


def shown_by_data_alone(plan: Plan) -> list[str]:
    """Carried items whose tests only look at the plan: none in which the program acts on it."""
    return [
        entry.item
        for entry in plan.coverage
        if entry.how == "carried" and all(t.startswith("tests/playbooks/") for t in entry.tests)
    ]


def test_what_is_carried_is_shown_by_a_running_program() -> None:
    assert shown_by_data_alone(load_plan(PUBLISHED)) == []


def test_a_clause_of_a_response_is_carried_or_told_not_to_be() -> None:
    plan = load_plan(PUBLISHED)
    acted_on = [e for e in plan.coverage if e.item.startswith(("2", "4", "5", "A"))]
    assert len(acted_on) > 50
    assert {e.item for e in acted_on if e.how != "carried"} == NOT_CARRIED


def test_a_clause_shown_by_its_data_alone_is_named() -> None:
    plan = load_plan(PUBLISHED)
    entry = next(e for e in plan.coverage if e.item == "5.3.4")
    bare = entry.model_copy(update={"tests": entry.tests[:1]})
    assert shown_by_data_alone(plan.model_copy(update={"coverage": (bare,)})) == ["5.3.4"]


def test_named_tests_must_have_run(plan: Plan) -> None:
    test = f"{HERE}::test_values_are_found"
    entry = Carried(item="1.1", how="carried", data=("tasks",), code=("playbooks",), tests=(test,))
    small = plan.model_copy(update={"coverage": (entry,)})
    assert [broken.kind for broken in verify(small, ROOT, ran=set())] == ["run"]
    assert verify(small, ROOT, ran={f"{test}[document-id]"}) == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("document.id", "lanshan-2030"),
        ("tasks[survey-dam].trigger.on", "started"),
        ("organisation.groups[works].teams[surveyors].name.en", "Survey team"),
        ("criteria.levels[2].criteria[2-evacuated].when.at_least", 500),
        ("coverage[6.1].finding", "no-interpreter"),
        ("organisation.headquarters.members[police_bureau]", "police_bureau"),
        ("reporting.clocks[city-continued].statutory_by_grade_min.major", 240),
    ],
)
def test_values_are_found(data: dict[str, Any], path: str, value: object) -> None:
    assert resolve(data, path) == value
    with pytest.raises(LookupError):
        resolve(remove(data, path), path)
    assert resolve(data, path) == value


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tasks.",
        "tasks[",
        "tasks[]",
        "tasks[gone]",
        "tasks.survey-dam",
        "document[id]",
        "ending.conditions[all-found].text.fr",
        "document.id.more",
        "tasks[survey-dam].after",
    ],
)
def test_paths_to_nowhere_raise(data: dict[str, Any], path: str) -> None:
    with pytest.raises(LookupError):
        resolve(data, path)


def test_tests_are_found_by_function_and_by_class(tmp_path: Path) -> None:
    (tmp_path / "t.py").write_text(
        "class TestX:\n  async def test_y(self): ...\n  def z(self): ...\n"
    )
    assert names_a_test(tmp_path, "t.py::TestX::test_y[a-b::c]")
    assert not names_a_test(tmp_path, "t.py::TestX::z")
    assert not names_a_test(tmp_path, "t.py::test_y")


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_recorder_writes_what_passed(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_a.py").write_text(
        "import pytest\n\n@pytest.mark.parametrize('n', [1, 2])\ndef test_one(n): assert n == 1\n"
        "def test_skip(): pytest.skip()\n"
        "@pytest.fixture\ndef breaks():\n    yield\n    raise OSError\n"
        "def test_breaks_after(breaks): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.ran", "-n", workers]
    command += ["--ran", str(tmp_path / "out" / "ran.txt"), "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [*command, "-c", "/dev/null", str(tmp_path)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert (tmp_path / "out" / "ran.txt").read_text() == "test_a.py::test_one[1]\n"
