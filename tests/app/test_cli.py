"""The command line as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def test_assess_reads_standard_input_and_prints_the_four_keys() -> None:
    result = run("assess", "-", stdin='{"dead": 1, "missing": 3, "trapped": null}')
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(told) == ["grade", "response_level", "reasons", "missing_facts"]
    assert (told["grade"], told["response_level"]) == ("ordinary", 1)
    assert {tuple(reason) for reason in told["reasons"]} == {("clause", "text", "fact")}
    assert "seriously_injured" in told["missing_facts"]


def test_assess_reads_a_file_under_another_plan(tmp_path: Path) -> None:
    facts = tmp_path / "事实.json"
    facts.write_text("{}", encoding="utf-8")
    plan = Path(__file__).resolve().parents[1] / "plans" / "lanshan-2030"
    told = json.loads(run("assess", str(facts), "--plan", str(plan)).stdout)
    assert (told["grade"], told["response_level"], told["reasons"]) == (None, None, [])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"dead": -1}', "dead"),
        ('{"dead": true}', "dead"),
        ('{"trapped": 2.0}', "trapped"),
        ('{"at_risk": "3"}', "at_risk"),
        ('{"direct_loss_cny": -0.5}', "direct_loss_cny"),
        ('{"beyond_capability": 1}', "beyond_capability"),
        ('{"unheard_of": 1}', "unheard_of"),
    ],
)
def test_assess_names_the_field_it_cannot_take(text: str, field: str) -> None:
    result = run("assess", "-", stdin=text)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(field in line for line in lines)
    assert lines[0] != lines[1]


@pytest.mark.parametrize("words", [("check",), ("show",), ("coverage",), ("diagram",)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plan_commands_speak_both_languages(words: tuple[str, ...], lang: str) -> None:
    result = run("--lang", lang, "plan", *words)
    assert result.exit_code == 0, result.output
    assert len(result.stdout) > 500


@pytest.mark.parametrize("words", [("check",), ("show",), ("coverage",), ("diagram",)])
def test_plan_commands_print_json(words: tuple[str, ...]) -> None:
    assert json.loads(run("plan", *words, "wutai-2024", "--json").stdout)


def test_an_unknown_plan_names_those_there_are() -> None:
    result = run("plan", "show", "nowhere-1999")
    assert result.exit_code == 2
    assert "wutai-2024" in result.stderr


def test_an_authority_that_nobody_fills_is_found(tmp_path: Path) -> None:
    from registry.load import SAMPLE

    for file in SAMPLE.glob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [x for x in lines if "{post: general_commander" not in x]
        (tmp_path / file.name).write_text("".join(kept), encoding="utf-8")
    result = run("plan", "check", "--county", str(tmp_path))
    assert result.exit_code == 1
    assert "总指挥" in result.stdout


def test_a_folder_without_a_database_is_said(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path), "log", "verify")
    assert result.exit_code == 2
    assert "TAILINGS_DATA" in result.stderr
