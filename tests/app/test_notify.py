"""``tailings notify`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import main
from registry.load import SAMPLE
from tests.stories.program import night

COUNTY = Path(__file__).parents[1] / "notify" / "county"
PLAN = Path(__file__).parents[1] / "plans" / "lanshan-2030"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_peer_01_gaps_of_a_folder_of_files_with_exit_code_one() -> None:
    result = run("--lang", "en", "notify", "reach", "--county", str(SAMPLE))
    assert result.exit_code == 1
    head, *lines = result.stdout.splitlines()
    assert head == f"{len(lines)} gaps:"
    assert all(line.startswith("- ") for line in lines)
    # No number or address is ever printed.
    assert "sim:" not in result.stdout


def test_peer_01_the_same_for_programs() -> None:
    words = ("notify", "reach", "--plan", str(PLAN), "--county", str(COUNTY), "--json")
    result = run(*words)
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert list(told) == ["plan", "at", "reachable", "gaps"]
    assert told["reachable"] is False
    assert set(told["gaps"][0]) == {
        "kind", "post", "person", "place", "also", "dams", "alerts", "steps", "until",
        "zh", "en", "remedy",
    }  # fmt: skip


def test_peer_01_a_data_folder_is_looked_at_while_the_program_runs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with night(folder):
        result = run("notify", "reach", "--data", str(folder), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["plan"] == "wutai-2024"


def test_bad_input_is_exit_code_two(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert run("notify", "reach", "--county", nowhere).exit_code == 2
    assert run("notify", "reach", "--data", nowhere).exit_code == 2
    assert run("notify", "reach", "--plan", nowhere, "--county", str(SAMPLE)).exit_code == 2


def test_peer_13_the_ways_are_tested_from_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with night(folder):
        pass
    words = ("--lang", "en", "notify", "selftest", "--data", str(folder))
    first, second = run(*words), run(*words)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    count = int(first.stdout.split(" ")[0])
    assert count > 0
    assert second.stdout.startswith("0 ")
    with night(folder) as duty:
        duty.report()
    refused = run(*words)
    assert refused.exit_code == 2
    assert run(*words, "--force").exit_code == 0
