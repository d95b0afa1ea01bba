"""Whose a time is: the plan's, a statute's, or the county's own and marked so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from playbooks.check import check
from playbooks.crossref import all_tasks
from playbooks.faults import walk
from playbooks.load import load_plan, plan_from_json, plan_json
from playbooks.lookup import Playbook
from playbooks.schema import Cited, Plan
from playbooks.times import local_times
from runtime.yamlproblems import Place
from tests.playbooks.edited import SECOND_PLAN, edited, problems_of
from tests.playbooks.test_wutai_chapters import WUTAI

TASKS = "06-tasks.yaml"
MARKS = {
    "target_local": ("target_min", 35),
    "valid_local": ("valid_min", 2),
    "answers_local": ("inquiry_answer_min", 1),
}
"""Each mark, a time it speaks of, and how many of it the plan has."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(WUTAI)


def times(plan: Plan) -> Iterator[tuple[Place, list[Cited]]]:
    """Every time of a plan, with the items that it stands in."""
    parts = dict(walk(plan))
    for at, part in parts.items():
        around = [parts[at[:n]] for n in range(len(at) + 1) if at[:n] in parts]
        items = [item for item in around if isinstance(item, Cited)]
        for name in type(part).model_fields:
            if name.endswith(("_min", "_days")) and getattr(part, name):
                yield (*at, name), items


def test_every_time_is_a_statute_s_or_marked_as_the_county_s_own(plan: Plan) -> None:
    marked = set(local_times(plan))
    bare = [
        at
        for at, items in times(plan)
        if at not in marked and not any(item.local or item.statute for item in items)
    ]
    assert bare == [], "the published plan gives no time at all"


def test_a_time_that_is_marked_stands_beside_a_clause(plan: Plan) -> None:
    timed = [task for _, task in all_tasks(plan) if task.target_min]
    assert {bool(task.clause) for task in timed if task.target_local} == {True}
    assert all(task.target_local != task.local for task in timed)
    (call,) = [task for task in timed if task.id == "call-deputies"]
    assert (call.clause, call.target_min, call.target_local) == ("5.3.1(1)", 10, True)


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_is_taken_away_is_missed_by_the_check(plan: Plan, mark: str) -> None:
    time, count = MARKS[mark]
    raw = plan_json(plan).decode("utf-8")
    assert raw.count(f'"{mark}":true') == count
    without = plan_from_json(raw.replace(f'"{mark}":true', f'"{mark}":false').encode("utf-8"))
    assert time in {at[-1] for at in local_times(plan)} - {at[-1] for at in local_times(without)}


def test_the_check_counts_local_times_among_the_county_s_own(plan: Plan) -> None:
    report = check(Playbook.of(plan), lambda _: False)
    items = sum(isinstance(part, Cited) and part.local for _, part in walk(plan))
    assert report.local_items == items + report.local_times
    kinds = [at[-1] for at in local_times(plan)]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "target_min": 35,
        "valid_min": 2,
        "instruction_answer_min": 1,
        "inquiry_answer_min": 1,
        "every_days": 23,
    }
    assert report.as_json()["local_times"] == report.local_times == len(kinds)
    assert f"其中{len(kinds)}条为预案和法规均未给出的本地时限" in report.text("zh")
    assert f"{len(kinds)} of them are times that neither" in report.text("en")


def test_a_time_that_the_plan_gives_is_not_local() -> None:
    plan = load_plan(SECOND_PLAN)
    (look,) = [task for task in plan.first_response if task.target_min]
    assert (look.clause, look.target_local) == ("4.1", False)
    assert [at[-1] for at in local_times(plan)] == ["every_days"]


def test_a_mark_without_a_time_is_refused_at_its_line(tmp_path: Path) -> None:
    old = "proof: measurement,"
    folder, line = edited(tmp_path, TASKS, old, f"{old} target_local: true,")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.line, problem.field) == (TASKS, line, "tasks[1].target_local")
    assert problem.reason.say("en") == "There is no target_min whose origin this could say."
    assert "没有 target_min" in problem.reason.say("zh")


def test_a_plan_stored_before_there_were_marks_loads(plan: Plan) -> None:
    stored = json.loads(plan_json(plan), object_hook=without_marks)
    assert "_local" not in json.dumps(stored).replace("cadence_local", "")
    before = plan_from_json(json.dumps(stored).encode("utf-8"))
    assert before.document == plan.document
    assert not any(task.target_local for _, task in all_tasks(before))


def without_marks(part: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in part.items() if name not in MARKS}
