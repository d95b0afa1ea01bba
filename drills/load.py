"""Reading scenario files: strictly, and with every mistake at its file and line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from drills.schema import Scenario
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.yamlproblems import FilesRefused
from runtime.yamlread import read_model

SCENARIOS = Path(__file__).resolve().parent / "scenarios"
"""The scenarios that come with the program."""


def load_scenario(path: Path) -> Scenario:
    """The scenario in a file.

    Raises ``FilesRefused("scenario_broken")`` with file, line, field, value and reason of every
    mistake: first of the file, then of the shape.
    """
    scenario, _ = read_model(path, Scenario, partial(FilesRefused, "scenario_broken"))
    return scenario


def scenario_ids(folder: Path = SCENARIOS) -> tuple[str, ...]:
    """What can be played, in order of the name."""
    return tuple(path.stem for path in sorted(folder.glob("*.yaml")))


def find_scenario(name: str, folder: Path = SCENARIOS) -> Scenario:
    """A scenario by its id. Raises Refused ``unknown_item`` or ``scenario_broken``."""
    known = scenario_ids(folder)
    if name not in known:
        allowed = ", ".join(known) or phrase(N_("nothing yet"))
        raise Refused("unknown_item", field="scenario", value=name, allowed=allowed)
    return load_scenario(folder / f"{name}.yaml")
