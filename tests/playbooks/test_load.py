"""The shape of a plan: each bad input is answered with file, line, field and reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from playbooks.load import load_plan, plan_digest, plan_from_json, plan_json
from playbooks.words import PlanBroken
from runtime.language import LANGS, Lang
from tests.playbooks.edited import SECOND_PLAN, edited, problems_of

CALL = "{id: call-members, text: {zh: 通知成员单位。, en: Call the members.}, group: office, "
TASKS, REST, ORG = "06-tasks.yaml", "07-rest.yaml", "02-organisation.yaml"

BAD = {
    "task without group": (
        TASKS,
        CALL,
        CALL.replace("group: office, ", ""),
        "tasks[0].group",
        "required",
    ),
    "task with a short name that is long": (
        TASKS,
        CALL,
        CALL.replace(
            "group: office, ", "short: {zh: 通知, en: Call them all by phone}, group: office, "
        ),
        "tasks[0]",
        "columns",
    ),
    "task without start": (
        TASKS,
        "proof: names_list",
        "PROOF: x",
        "tasks[3].proof",
        "required",
    ),
    "unknown key": (
        TASKS,
        "evidence: {zh: 名单",
        "proof: {zh: 名单",
        "ending.conditions[0].proof",
        "not known",
    ),
    "unknown word": (
        TASKS,
        "proof: count",
        "proof: counting",
        "tasks[4].proof",
        "This must be one of",
    ),
    "number as text": (
        TASKS,
        "target_min: 15",
        "target_min: '15'",
        "first_response[1].target_min",
        "whole number",
    ),
    "no minutes": (
        TASKS,
        "target_min: 15",
        "target_min: 0",
        "first_response[1].target_min",
        "more than 0",
    ),
    "text as number": (TASKS, "zh: 封堵缺口。", "zh: 7", "tasks[2].text.zh", "put it in quotes"),
    "empty text": (TASKS, "zh: 封堵缺口。", "zh: ''", "tasks[2].text.zh", "empty"),
    "bad identifier": (TASKS, "id: close-breach", "id: Close breach", "tasks[2].id", "lower-case"),
    "after without start": (
        TASKS,
        "start: after, after: [survey-dam]",
        "start: at_once, after: [survey-dam]",
        "tasks[2]",
        "go together",
    ),
    "no origin": (
        REST,
        'cadence_local: false, clause: "5.1"',
        "cadence_local: false",
        "standing[0]",
        "where it comes from",
    ),
    "two origins": (
        REST,
        'cadence_local: false, clause: "5.1"',
        'local: true, clause: "5.1"',
        "standing[0]",
        "not both",
    ),
    "not a list": (REST, "posts: [vice_mayor]", "posts: vice_mayor", "alerts[1].posts", "list"),
    "not a mapping": (
        TASKS,
        "trigger: {on: onsite_formed}",
        "trigger: onsite_formed",
        "tasks[4].trigger",
        "keys and their values",
    ),
    "key among others": (
        REST,
        "en: It does",
        "en: 7}\n    colour: {zh: x",
        "interpretations[0].colour",
        "not known",
    ),
    "not true or false": (
        ORG,
        "scope: outside",
        "named_in_plan: yes",
        "organisation.posts[8].named_in_plan",
        "true or false",
    ),
    "no condition": (
        TASKS,
        "  conditions:\n",
        "  conditions: []\n  CONDITIONS:\n",
        "ending.conditions",
        "at least 1",
    ),
    "not a date": ("01-document.yaml", "2030-03-01", "2030-13-01", "document.issued_on", "date"),
    "two subjects": (
        "04-criteria.yaml",
        "{grade: [minor]}",
        "{grade: [minor], measure: dead}",
        "criteria.levels[0].criteria[0].when",
        "exactly one",
    ),
    "bounds of a flag": (
        "04-criteria.yaml",
        "{flag: commander_requires}",
        "{flag: commander_requires, below: 3}",
        "criteria.levels[1].criteria[1].when",
        "only with",
    ),
    "bound as text": (
        "04-criteria.yaml",
        "at_least: 500}",
        "at_least: '500'}",
        "criteria.levels[1].criteria[0].when.at_least",
        "number",
    ),
    "number without end": (
        "04-criteria.yaml",
        "at_least: 500}",
        "at_least: " + "9" * 5000 + "}",
        "criteria.levels[1].criteria[0].when.at_least",
        "number",
    ),
    "not a number": (
        "04-criteria.yaml",
        "at_least: 500}",
        "at_least: many}",
        "criteria.levels[1].criteria[0].when.at_least",
        "number",
    ),
    "carried by nothing": (
        "08-coverage.yaml",
        "data: [reporting.clocks], ",
        "",
        "coverage[5]",
        "carried needs",
    ),
    "finding unnamed": (
        "08-coverage.yaml",
        ", finding: no-interpreter",
        "",
        "coverage[11]",
        "finding needs",
    ),
    "beyond without why": (
        "08-coverage.yaml",
        "why: {zh: 由其他系统管理。, en: Kept in another system.}",
        "data: []",
        "coverage[10]",
        "beyond needs",
    ),
    "section missing": (REST, "interpretations:", "findings_more:", "interpretations", "required"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_shape_is_refused(tmp_path: Path, name: str) -> None:
    file, old, new, field, reason = BAD[name]
    folder, line = edited(tmp_path, file, old, new)
    problems = {problem.field: problem for problem in problems_of(folder)}
    assert field in problems, list(problems)
    problem = problems[field]
    assert reason in problem.reason.say("en")
    if name == "section missing":
        assert (problem.file, problem.line) == ("plan/", 1)
    else:
        assert problem.file == file
        assert problem.line == line + BELOW.get(name, 0)


BELOW = {"key among others": 1}
"""Lines between the start of the edit and the fault, where the edit has several lines."""


def test_task_without_start_condition_is_refused(tmp_path: Path) -> None:
    folder, line = edited(tmp_path, TASKS, "level: 1}, start: when_ordered,", "level: 1},")
    (problem,) = problems_of(folder)
    assert (problem.line, problem.field) == (line, "tasks[5].start")


def test_all_problems_are_told_in_file_order(tmp_path: Path) -> None:
    folder, _ = edited(tmp_path, TASKS, "proof: count,", "proof: x,")
    rest = folder / REST
    rest.write_text(rest.read_text("utf-8").replace("confirm: one", "confirm: 1"), "utf-8")
    assert [(p.file, p.field) for p in problems_of(folder)] == [
        (TASKS, "tasks[4].proof"),
        (REST, "alerts[0].confirm"),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_every_problem_is_told_to_people_once(tmp_path: Path, lang: Lang) -> None:
    folder, _ = edited(tmp_path, TASKS, "proof: count,", "proof: x,")
    rest = folder / REST
    rest.write_text(rest.read_text("utf-8").replace("confirm: one", "confirm: 1"), "utf-8")
    with pytest.raises(PlanBroken) as refusal:
        load_plan(folder)
    said = refusal.value.say(lang)
    assert [said.count(problem.where) for problem in refusal.value.problems] == [1, 1]


def test_files_that_cannot_be_read_are_refused_as_a_plan(tmp_path: Path) -> None:
    folder, line = edited(tmp_path, TASKS, "proof: count,", "proof: [,")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.line) == (TASKS, line)


def test_canonical_bytes_come_back_as_the_same_plan() -> None:
    plan = load_plan(SECOND_PLAN)
    again = plan_from_json(plan_json(plan))
    assert again == plan
    assert plan_json(again) == plan_json(plan)
    assert plan_digest(again) == plan_digest(plan)
    assert len(plan_digest(plan)) == 64


@pytest.mark.parametrize(("written", "kept"), [("2.50", b'"2.5"'), ("500.0", b"500")])
def test_one_bound_written_in_two_ways_is_the_same_plan(
    tmp_path: Path, written: str, kept: bytes
) -> None:
    folder, _ = edited(tmp_path, "04-criteria.yaml", "at_least: 500}", f"at_least: {written}}}")
    raw = plan_json(load_plan(folder))
    assert b'"at_least":' + kept + b"," in raw
    assert plan_json(plan_from_json(raw)) == raw


def test_a_plan_stored_before_telephones_came_first_is_the_same_plan() -> None:
    plan = load_plan(SECOND_PLAN)
    stored = json.loads(plan_json(plan))
    for alert in stored["alerts"]:
        del alert["call_first"]
    again = plan_from_json(json.dumps(stored).encode())
    assert again == plan
    assert not any(alert.calls_first(post) for alert in again.alerts for post in alert.posts)


def test_digest_changes_with_the_plan(tmp_path: Path) -> None:
    folder, _ = edited(tmp_path, TASKS, "target_min: 15", "target_min: 16")
    assert plan_digest(load_plan(folder)) != plan_digest(load_plan(SECOND_PLAN))


def test_digest_does_not_change_with_comments_and_files(tmp_path: Path) -> None:
    folder, _ = edited(tmp_path, TASKS, "tasks:\n", "# only a comment\ntasks:\n")
    (folder / TASKS).rename(folder / "99-last.yaml")
    assert plan_digest(load_plan(folder)) == plan_digest(load_plan(SECOND_PLAN))


def test_foreign_bytes_are_no_plan() -> None:
    with pytest.raises(ValidationError):
        plan_from_json(b'{"document": {}}')
