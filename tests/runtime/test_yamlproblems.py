"""Refusals of files: all that was found is told, every place once."""

from __future__ import annotations

import pytest

from runtime.language import LANGS, N_, Lang, phrase
from runtime.yamlproblems import FilesRefused, Problem, SourceBroken

UNKNOWN = Problem("dams.yaml", 7, "dams[0].hight", 3, phrase(N_("This field is not known.")))
LIST = Problem("dams.yaml", 9, "dams[1].villages", "x", phrase(N_("This must be a list.")))
WHOLE = Problem("mines.yaml", 1, "", None, phrase(N_("The file cannot be opened.")))


def test_one_problem_is_told_in_the_fields_of_a_refusal() -> None:
    refused = FilesRefused("registry_broken", [UNKNOWN])
    assert (refused.code, refused.field, refused.value) == (
        "registry_broken",
        "dams.yaml:7 dams[0].hight",
        "3",
    )
    assert refused.allowed == UNKNOWN.reason


@pytest.mark.parametrize("lang", LANGS)
def test_many_problems_are_all_told_and_none_twice(lang: Lang) -> None:
    refused = FilesRefused("registry_broken", [UNKNOWN, LIST, WHOLE])
    said = refused.say(lang)
    assert refused.problems == (UNKNOWN, LIST, WHOLE)
    for problem in refused.problems:
        assert said.count(problem.where) == 1
        assert said.count(problem.reason.say(lang)) == 1
    assert said.index(UNKNOWN.where) < said.index(LIST.where) < said.index(WHOLE.where)
    assert refused.allowed.say(lang).splitlines() == [
        UNKNOWN.reason.say(lang),
        f"dams.yaml:9 dams[1].villages: {LIST.reason.say(lang)}",
        f"mines.yaml:1: {WHOLE.reason.say(lang)}",
    ]


def test_what_could_not_be_read_names_every_problem() -> None:
    assert str(SourceBroken([UNKNOWN, WHOLE])).splitlines() == [
        "dams.yaml:7 dams[0].hight: This field is not known.",
        "mines.yaml:1: The file cannot be opened.",
    ]
