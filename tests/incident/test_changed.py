"""The fold's own ``replace`` and the fold's short cuts give what the plain way gives."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from incident import commands as c
from incident.desk import moves_clocks
from incident.duties import next_due
from incident.evolve.changed import replace
from incident.state import Incident
from tests.incident.bench import COMMANDER, DESK, Bench


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


def test_clocks_stand_still_wherever_they_are_said_to() -> None:
    """Whenever ``moves_clocks`` says no, the next due time is indeed the same."""
    bench = Bench().respond(2)
    task = next(iter(bench.state.tasks))
    steps: list[tuple[c.Command, str]] = [
        (c.AddNote(note="ref.n"), DESK),
        (c.RecordClaim(measure="trapped", value=3, source="township"), DESK),
        (c.RecordClaim(measure="trapped", value=2, source="police"), DESK),
        (c.DoubtClaim(claim="claim-1", confidence="doubtful", reason="ref.r"), DESK),
        (c.RecordMovement(post=COMMANDER, movement="left"), DESK),
        (c.AnswerAlert(alert="entry-1"), DESK),
        (c.ReceiveTask(task=task), DESK),
        (c.RecordInquiry(from_whom="ref.f", question="ref.q"), DESK),
        (c.AnswerInquiry(inquiry="inquiry-1", answer="ref.a"), DESK),
        (c.CorrectEntry(entry=1, correction="ref.c", reason="ref.r"), DESK),
        (c.FormOnSite(), COMMANDER),
    ]
    still = 0
    for command, post in steps:
        before = bench.state
        bench.later(1).do(command, post)
        if not moves_clocks(before, bench.state):
            still += 1
            assert next_due(before, bench.playbook) == next_due(bench.state, bench.playbook)
    assert 4 <= still < len(steps)
