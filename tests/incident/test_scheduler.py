"""What ran out is noticed incident by incident: one that fails keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from incident.ports import Commit, Consequence
from incident.scheduler import notice
from tests.incident.conftest import House

Build = Callable[[Sequence[Consequence]], House]


class Broken:
    """A consequence that fails for the incidents named."""

    def __init__(self) -> None:
        self.incidents: set[str] = set()

    def __call__(self, connection: Connection, commit: Commit) -> None:
        if commit.incident in self.incidents:
            raise LookupError(f"nothing is known of {commit.incident}")


def test_a_broken_incident_keeps_no_other_from_being_noticed(build: Build) -> None:
    broken, told = Broken(), list[tuple[str, str]]()
    house = build([broken])
    first, second, third = house.report(), house.report(), house.report()
    broken.incidents |= {first, third}
    house.clock.forward(timedelta(hours=2))

    def hear(incident: str, error: Exception) -> None:
        told.append((incident, str(error)))

    assert notice(house.desk, hear) == 1
    assert house.desk.state(second).overdue
    assert told == [(x, f"nothing is known of {x}") for x in (first, third)]
    assert not house.desk.state(first).overdue

    broken.incidents.clear()
    assert notice(house.desk, hear) == 2
    assert house.desk.state(first).overdue
    assert len(told) == 2


def test_the_longest_due_is_noticed_first(build: Build) -> None:
    order: list[str] = []
    house = build([lambda connection, commit: order.append(commit.incident)])
    early = house.report()
    house.clock.forward(timedelta(minutes=10))
    late = house.report()
    order.clear()
    house.clock.forward(timedelta(hours=2))
    assert notice(house.desk, lambda incident, error: None) == 2
    assert order == [early, late]


def test_nothing_is_noticed_before_it_is_due(house: House) -> None:
    house.report()

    def fail(incident: str, error: Exception) -> None:
        pytest.fail(f"{incident}: {error}")

    assert notice(house.desk, fail) == 0
