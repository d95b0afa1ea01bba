"""A fictional second plan, different in every respect that must come from data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.playbooks.edited import SECOND_PLAN


@pytest.fixture(scope="module")
def book() -> Playbook:
    return Playbook.of(load_plan(SECOND_PLAN))


def test_it_says_that_it_is_fictional(book: Playbook) -> None:
    assert "虚构" in book.plan.document.title.zh
    assert "fictional" in book.plan.document.jurisdiction.name.en


def test_headquarters(book: Playbook) -> None:
    assert book.plan.organisation.headquarters.commander == "vice_mayor"
    assert book.plan.organisation.onsite.formed_by == ("vice_mayor", "rescue_chief")


def test_three_groups(book: Playbook) -> None:
    assert list(book.groups) == ["coordination", "people", "works"]
    assert book.group("works").teams[0].id == "surveyors"


def test_chain_of_three(book: Playbook) -> None:
    assert list(book.levels) == [3, 2, 1]
    assert book.authority("start", 2).chain == ("rescue_chief", "vice_mayor")
    assert book.authority("start", 1).chain == ("rescue_chief", "vice_mayor", "mayor")


def test_other_criteria(book: Playbook) -> None:
    evacuated = book.plan.criteria.levels[1].criteria[0].when
    assert (evacuated.measure, evacuated.at_least) == ("evacuated", 500)
    volume = book.plan.criteria.levels[2].criteria[2].when
    assert (volume.measure, volume.at_least) == ("released_m3", Decimal("50000.5"))
    assert [grade.id for grade in book.plan.criteria.grades] == ["minor", "major"]


def test_two_lines(book: Playbook) -> None:
    assert [line.id for line in book.plan.reporting.lines] == ["city", "province"]
    assert {clock.line for clock in book.plan.reporting.clocks} == {"city", "province"}


def test_warning(book: Playbook) -> None:
    assert [step.id for step in book.plan.warnings] == ["warn-mines", "warn-stop"]


def test_tasks_by_level(book: Playbook) -> None:
    assert {task.id for task in book.tasks_for("reported")} == {"mine-start", "go-and-look"}
    assert "move-people" in {task.id for task in book.tasks_for("started", 1)}
    assert "move-people" not in {task.id for task in book.tasks_for("started", 3)}
    assert [alert.id for alert in book.plan.alerts] == ["reported", "started"]


def test_three_end_conditions(book: Playbook) -> None:
    ids = [condition.id for condition in book.plan.ending.conditions]
    assert ids == ["all-found", "dam-stable", "water-clean"]
