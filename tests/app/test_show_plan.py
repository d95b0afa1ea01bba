"""A plan as text for people cites what they can look up: no code of ours stands in it."""

from __future__ import annotations

from typing import get_args

import pytest

from app.show_plan import plan_lines
from runtime.language import Lang
from tests.incident.bench import wutai


@pytest.mark.parametrize("lang", get_args(Lang))
def test_statutes_and_annexes_stand_by_their_titles(lang: Lang) -> None:
    plan = wutai().plan
    text = "\n".join(plan_lines(plan, lang))
    assert not [s.id for s in plan.statutes if s.id in text]
    cited = next(s for s in plan.statutes if s.id == "decree-493-3")
    assert cited.title.say(lang) in text
    assert "§5.3.1" in text
