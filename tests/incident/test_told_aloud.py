"""A village that was told there was told, whether before a warning or with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident.state.warnings import Outcome
from incident.told_aloud import told_aloud
from tests.incident.bench import COMMANDER, DESK, Bench

UPPER, LOWER = "v-upper", "v-lower"


@pytest.fixture
def bench() -> Bench:
    """An incident with an approved warning for both villages."""
    bench = Bench().report()
    valid = bench.clock.now() + timedelta(hours=12)
    draft = c.DraftWarning(
        villages=(UPPER, LOWER), colour="red", text="ref.text", what_to_do="ref.do",
        valid_until=valid, ready_correction="ref.ready",
    )  # fmt: skip
    bench.do(draft, DESK)
    bench.do(
        c.ApproveWarning(warning="warning-1", version=1, mode="real", village_count=2), COMMANDER
    )
    return bench


def gong(bench: Bench, outcome: Outcome = "played", **more: object) -> None:
    said = {"warning": "warning-1", "platform": "gong", "done_by": "ref.2", "village": UPPER}
    made = c.RecordWarningReceipt.model_validate({**said, "outcome": outcome, **more})
    bench.do(made, DESK)


def ways(bench: Bench, village: str = UPPER) -> list[tuple[str, str | None]]:
    return [(told.way, told.done_by) for told in told_aloud(bench.state, village)]


def test_a_gong_counts_after_the_warning_as_before_it(bench: Bench) -> None:
    bench.do(c.ReportVillage(village=UPPER, aloud="gong", done_by="ref.1"), DESK)
    assert ways(bench) == [("gong", "ref.1")]
    bench.later(2)
    gong(bench)
    assert ways(bench) == [("gong", "ref.2")], "the newest word on one way"
    bench.later(2)
    bench.do(c.ReportVillage(village=UPPER, aloud="door_to_door", done_by="ref.3"), DESK)
    assert ways(bench) == [("gong", "ref.2"), ("door_to_door", "ref.3")]
    assert ways(bench, LOWER) == []


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("played", True), ("partly_played", True), ("playing", True), ("failed", False),
     ("handed_over", False), ("received", False)],
)  # fmt: skip
def test_what_was_not_heard_told_nobody(bench: Bench, outcome: Outcome, told: bool) -> None:
    gong(bench, outcome)
    assert bool(ways(bench)) is told


def test_what_was_done_in_all_its_villages_was_done_in_each(bench: Bench) -> None:
    gong(bench, village=None)
    assert ways(bench) == ways(bench, LOWER) == [("gong", "ref.2")]
    assert ways(bench, "v-elsewhere") == []


def test_a_machine_is_nobody_of_the_village(bench: Bench) -> None:
    gong(bench, platform="siren", done_by=None)
    assert ways(bench) == []


@pytest.mark.parametrize(
    ("correction", "told"),
    [("corrected", "ref.4"), ("all_clear", "ref.2"), ("false_alarm", "ref.2")],
)
def test_that_it_is_over_is_no_warning(bench: Bench, correction: str, told: str) -> None:
    gong(bench)
    words = {"text": "ref.new", "discovered_at": bench.clock.now()}
    said = {"warning": "warning-1", "correction": correction, **words}
    correct = c.CorrectWarning.model_validate(said)
    bench.do(correct, DESK)
    sign = c.ApproveWarning(warning="warning-2", version=1, mode="real", village_count=2)
    bench.do(sign, COMMANDER)
    bench.later(5)
    gong(bench, warning="warning-2", done_by="ref.4")
    assert ways(bench) == [("gong", told)]
