"""The fold's own ``replace`` gives what the plain way gives."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from incident.evolve.changed import replace
from incident.state import Incident
from tests.incident.bench import Bench


def test_a_copy_equals_that_of_the_standard_library_and_leaves_the_record_alone() -> None:
    state = Bench().respond(2).state
    changes: dict[str, Any] = {"level": 1, "ended_at": datetime(2026, 5, 16, tzinfo=UTC)}
    before = dataclasses.replace(state)
    assert replace(state, **changes) == dataclasses.replace(state, **changes)
    assert replace(state) == state == before
    assert replace(state) is not state
    task = next(iter(state.tasks.values()))
    assert replace(task, status="done") == dataclasses.replace(task, status="done")


def test_a_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        replace(Incident(id="inc-1"), no_such_field=1)  # type: ignore[call-arg]
