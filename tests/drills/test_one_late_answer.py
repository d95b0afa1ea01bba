"""One person answers one hour later: what was done meanwhile, and what came late, line by line."""

from __future__ import annotations

import pytest

from drills.load import find_scenario
from drills.run import run_drill
from drills.schema import Answers
from drills.story import Line
from playbooks.lookup import Playbook
from tests.drills.conftest import Services

SIGNS_MIN = 100
DIRECTOR = "Principal head of the County Emergency Management Bureau"


def story(playbook: Playbook, services: Services, after_min: int) -> tuple[Line, ...]:
    """The first hours, in which the head of the bureau takes so long to answer."""
    scenario = find_scenario("baoshan-2007")
    head = Answers(who=("office_director",), after_min=after_min, answer="on_the_way")
    changes = {"play_min": SIGNS_MIN, "answers": (head, *scenario.answers)}
    played = scenario.model_copy(update=changes)
    return run_drill(played, playbook, services(), lang="en", out=lambda _: None).story


@pytest.fixture(scope="module")
def stories(wutai: Playbook, fresh: Services) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    return story(wutai, fresh, 5), story(wutai, fresh, 65)


def answered(lines: tuple[Line, ...], time: str) -> int:
    """How many answers to alerts came at a time."""
    counts = [x.sentence.rpartition(" ")[2] for x in lines if x.time == time and is_answer(x)]
    return sum(map(int, counts))


def is_answer(line: Line) -> bool:
    return line.sentence.startswith("Alerts answered: ")


def unreached(lines: tuple[Line, ...]) -> list[tuple[str, bool]]:
    return [(x.time, DIRECTOR in x.sentence) for x in lines if "not be reached" in x.sentence]


def test_the_answer_moves_by_an_hour(stories: tuple[tuple[Line, ...], tuple[Line, ...]]) -> None:
    soon, late = stories
    moved = answered(late, "11:10")
    assert moved > 0
    assert answered(soon, "11:10") == 0
    assert answered(soon, "10:10") - answered(late, "10:10") == moved


def test_meanwhile_the_silent_one_is_given_up_and_others_are_asked(
    stories: tuple[tuple[Line, ...], tuple[Line, ...]],
) -> None:
    soon, late = stories
    assert unreached(soon) == []
    assert unreached(late) == [("10:33", True)]
    others = [x.time for x in late if is_answer(x) and "10:33" < x.time < "11:10"]
    assert others, "somebody else was asked, and answered, before the late answer came"
    assert not [x for x in soon if is_answer(x) and "10:33" < x.time < "11:10"]


def test_nothing_else_of_the_story_is_another(
    stories: tuple[tuple[Line, ...], tuple[Line, ...]],
) -> None:
    soon, late = (
        [x for x in lines if not is_answer(x) and "not be reached" not in x.sentence]
        for lines in stories
    )
    assert len(soon) > 20
    assert soon == late
