"""A wrong command line is refused as everything else is: both languages, and exit code 2."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from app.cli import main
from tests.app.test_cli import folder, run

__all__ = ["folder"]

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("words", "field", "value", "allowed"),
    [
        (("assess",), "FACTS", "—", "a value"),
        (("token", "create", "desk"), "--person", "—", "a value"),
        (("link", "x", "--wal"), "--wal", "—", "--wall, --data, --help"),
        (("--lang", "fr", "doctor"), "--lang", "fr", "zh, en"),
        (("serve", "--port", "x"), "--port", "x", "a whole number"),
        (("serve", "--port"), "--port", "—", "a value"),
        (("nowhere",), "COMMAND", "nowhere", "assess, doctor"),
        (("plan", "nowhere"), "COMMAND", "nowhere", "check, coverage"),
        (("link", "x", "y"), "COMMAND", "y", "what --help shows"),
        (
            ("drill", "run", "baoshan-2007", "--speed", "0"),
            "--speed",
            "0",
            "above 0 and up to 3600",
        ),
        (("assess", "-"), "missing", "true", "a whole number, 0 to 9999999"),
        (("assess", "-"), "dead", '{"text": 1}', "a whole number, 0 to 9999999"),
        (("assess", "-"), "direct_loss_cny", "1e400", "an amount, 0 or more"),
    ],
)
def test_a_wrong_command_line_says_field_value_and_what_is_allowed(
    words: tuple[str, ...], field: str, value: str, allowed: str
) -> None:
    facts = {"missing": "true", "dead": '{"text": 1}', "direct_loss_cny": "1e400"}
    result = run(*words, stdin=f'{{"{field}": {facts.get(field)}}}')
    assert (result.exit_code, result.stdout) == (2, "")
    chinese, english = result.stderr.splitlines()
    assert CHINESE.search(chinese)
    assert f"Field: {field}. Value: {value}. Allowed: " in english
    assert allowed in english
    assert field in chinese


def test_help_is_no_mistake() -> None:
    assert run("--help").exit_code == 0
    assert "Usage" in run("plan").output


def leaves(command: click.Command) -> list[click.Command]:
    if isinstance(command, click.Group):
        return [leaf for below in command.commands.values() for leaf in leaves(below)]
    return [command]


def test_the_data_folder_may_be_named_after_every_command(folder: Path) -> None:
    for leaf in leaves(main):
        if leaf.name != "list":
            assert "data" in {p.name for p in leaf.params}, leaf.name
    before = run("--data", str(folder), "log", "verify")
    after = run("log", "verify", "--data", str(folder))
    assert (before.exit_code, after.exit_code) == (0, 0)
    assert before.output == after.output
    assert run("log", "verify", "--data", str(folder / "nowhere")).exit_code == 2
