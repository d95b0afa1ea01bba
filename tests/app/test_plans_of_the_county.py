"""A county that set its own folder of plans: every command means its plan, by name and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.playbooks.edited import SECOND_PLAN


def run(*words: str, stdin: str | None = None, plans: Path | None = SECOND_PLAN.parent) -> Result:
    env = {"TAILINGS_LANG": "en", "TAILINGS_PLANS": None if plans is None else str(plans)}
    return CliRunner().invoke(main, list(words), input=stdin, env=env)


def document(command: str, result: Result) -> str:
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    return str(told["plan"] if command == "check" else told["document"]["id"])


@pytest.mark.parametrize("named", [(), ("lanshan-2030",), (str(SECOND_PLAN),)])
def test_the_plan_is_shown(named: tuple[str, ...]) -> None:
    assert document("show", run("plan", "show", *named, "--json")) == "lanshan-2030"


def test_the_one_that_comes_with_the_program_is_still_found_by_its_name() -> None:
    assert document("show", run("plan", "show", "wutai-2024", "--json")) == "wutai-2024"
    assert document("show", run("plan", "show", "--json", plans=None)) == "wutai-2024"


def test_facts_are_judged_by_it() -> None:
    told = json.loads(run("assess", "-", stdin='{"evacuated": 500}').stdout)
    assert (told["response_level"], told["reasons"][0]["clause"]) == (2, "2.2")
    assert run("assess", "-", stdin='{"evacuated": 500}', plans=None).exit_code == 2


def test_its_diagram_has_its_three_levels() -> None:
    drawn = run("plan", "diagram").stdout
    assert "start Level III response · Head of the Rescue Bureau" in drawn
    assert "Level III" not in run("plan", "diagram", plans=None).stdout


def test_it_is_checked_and_its_coverage_told() -> None:
    checked = json.loads(run("plan", "check", "--json").stdout)
    assert checked["plan"] == "lanshan-2030"
    assert "mayor" in str(checked["unfilled"]), "the sample county is another one's"
    covered = json.loads(run("plan", "coverage", "--json").stdout)
    assert {item["item"] for item in covered["items"]} >= {"1.1", "4.3"}
    assert covered["broken"] == []


def test_a_name_that_nobody_has_is_answered_with_all_there_are() -> None:
    result = run("plan", "show", "nowhere-1999")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in ("wutai-2024", "lanshan-2030"))


def test_a_folder_of_plans_that_holds_none_is_said(tmp_path: Path) -> None:
    result = run("plan", "show", plans=tmp_path)
    assert result.exit_code == 2
    assert "TAILINGS_PLANS" in result.stderr
