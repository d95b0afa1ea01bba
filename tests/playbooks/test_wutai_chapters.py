"""The published plan, chapter by chapter: the data says what the document says.

Tests of the data that the plan's coverage list names stand here, one for each chapter or section,
so that a pytest id tells what broke; what the program does with it is told by the stories. The
last tests delete all data that the list names, piece by piece.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from playbooks.coverage import coverage, remove, verify
from playbooks.load import load_plan
from playbooks.schema import Carried, Plan
from tests.playbooks import wutai_chapters as said

ROOT = Path(__file__).resolve().parents[2]
WUTAI = ROOT / "playbooks" / "plans" / "wutai-2024"
HERE = "tests/playbooks/test_wutai_chapters.py::test_"

CHECKS: dict[str, said.Check] = {
    "chapter_1": said.check_chapter_1,
    "chapter_2": said.check_chapter_2,
    "working_groups": said.check_working_groups,
    "chapter_3": said.check_chapter_3,
    "chapter_4": said.check_chapter_4,
    "reporting": said.check_reporting,
    "first_response": said.check_first_response,
    "levels": said.check_levels,
    "authority": said.check_authority,
    "item_1": said.check_item(1),
    "item_2": said.check_item(2),
    "item_3": said.check_item(3),
    "item_4": said.check_item(4),
    "item_5": said.check_item(5),
    "item_6": said.check_item(6),
    "item_7": said.check_item(7),
    "item_8": said.check_item(8),
    "item_9": said.check_item(9),
    "item_10": said.check_item(10),
    "level_one": said.check_level_one,
    "ending": said.check_ending,
    "chapter_6": said.check_chapter_6,
    "chapter_7": said.check_chapter_7,
    "chapter_8": said.check_chapter_8,
    "annex_2": said.check_annex_2,
    "annex_3": said.check_annex_3,
    "annex_4": said.check_annex_4,
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(WUTAI)


@pytest.fixture(scope="module")
def data(plan: Plan) -> said.Data:
    return plan.model_dump(mode="json")


def test_chapter_1(data: said.Data) -> None:
    CHECKS["chapter_1"](data)


def test_chapter_2(data: said.Data) -> None:
    CHECKS["chapter_2"](data)


def test_working_groups(data: said.Data) -> None:
    CHECKS["working_groups"](data)


def test_chapter_3(data: said.Data) -> None:
    CHECKS["chapter_3"](data)


def test_chapter_4(data: said.Data) -> None:
    CHECKS["chapter_4"](data)


def test_reporting(data: said.Data) -> None:
    CHECKS["reporting"](data)


def test_first_response(data: said.Data) -> None:
    CHECKS["first_response"](data)


def test_levels(data: said.Data) -> None:
    CHECKS["levels"](data)


def test_authority(data: said.Data) -> None:
    CHECKS["authority"](data)


def test_item_1(data: said.Data) -> None:
    CHECKS["item_1"](data)


def test_item_2(data: said.Data) -> None:
    CHECKS["item_2"](data)


def test_item_3(data: said.Data) -> None:
    CHECKS["item_3"](data)


def test_item_4(data: said.Data) -> None:
    CHECKS["item_4"](data)


def test_item_5(data: said.Data) -> None:
    CHECKS["item_5"](data)


def test_item_6(data: said.Data) -> None:
    CHECKS["item_6"](data)


def test_item_7(data: said.Data) -> None:
    CHECKS["item_7"](data)


def test_item_8(data: said.Data) -> None:
    CHECKS["item_8"](data)


def test_item_9(data: said.Data) -> None:
    CHECKS["item_9"](data)


def test_item_10(data: said.Data) -> None:
    CHECKS["item_10"](data)


def test_level_one(data: said.Data) -> None:
    CHECKS["level_one"](data)


def test_ending(data: said.Data) -> None:
    CHECKS["ending"](data)


def test_chapter_6(data: said.Data) -> None:
    CHECKS["chapter_6"](data)


def test_chapter_7(data: said.Data) -> None:
    CHECKS["chapter_7"](data)


def test_chapter_8(data: said.Data) -> None:
    CHECKS["chapter_8"](data)


def test_annex_2(data: said.Data) -> None:
    CHECKS["annex_2"](data)


def test_annex_3(data: said.Data) -> None:
    CHECKS["annex_3"](data)


def test_annex_4(data: said.Data) -> None:
    CHECKS["annex_4"](data)


def test_every_clause_is_covered(plan: Plan) -> None:
    headings = [c for c in plan.clauses if c.kind == "heading" and "." in c.id]
    assert len(headings) == 33
    assert len([c for c in plan.clauses if c.kind == "item"]) == 10
    report = coverage(plan)
    assert report.complete, report.as_json()


def test_every_claim_leads_somewhere(plan: Plan) -> None:
    assert verify(plan, ROOT) == ()


@pytest.mark.parametrize("name", CHECKS)
def test_deleting_what_is_carried_is_noticed(plan: Plan, data: said.Data, name: str) -> None:
    entries = [entry for entry in plan.coverage if HERE + name in entry.tests]
    assert entries, f"no clause names test_{name}"
    unnoticed = [path for entry in entries for path in entry.data if silent(data, entry, path)]
    assert unnoticed == []


def silent(data: said.Data, entry: Carried, path: str) -> bool:
    """Whether the tests here that an entry names do not see that the data at the path is gone."""
    rest = remove(data, path)
    for test in (test for test in entry.tests if test.startswith(HERE)):
        try:
            CHECKS[test.removeprefix(HERE)](rest)
        except (AssertionError, LookupError):
            return False
    return True
