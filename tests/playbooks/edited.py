"""The second plan, edited: the start of every test that needs a plan with one fault."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from playbooks.load import load_plan
from playbooks.words import PlanBroken
from runtime.language import LANGS
from runtime.yamlproblems import Problem

SECOND_PLAN = Path(__file__).resolve().parent.parent / "plans" / "lanshan-2030"
CHINESE = re.compile("[\u4e00-\u9fff]")


def edited(tmp_path: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """A copy of the plan with one text replaced, and the line on which the new text begins."""
    folder = tmp_path / "plan"
    shutil.copytree(SECOND_PLAN, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    at = text.index(old)
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder, text.count("\n", 0, at) + 1


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with a plan; every problem can be said in both languages."""
    with pytest.raises(PlanBroken) as refusal:
        load_plan(folder)
    for problem in refusal.value.problems:
        english, chinese = (problem.reason.say(lang) for lang in LANGS[::-1])
        assert not CHINESE.search(english.partition("known")[0])
        assert CHINESE.search(chinese), f"not translated: {english}"
        assert problem.file in refusal.value.say("zh") + refusal.value.say("en")
    return refusal.value.problems
