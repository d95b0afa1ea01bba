"""The scene that ``make bench`` measures is played short: nobody runs the bench at every change."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from incident.tables import EventRow
from tests.bench.scene import Scene, decisions, scene

TASKS = 30
EACH = 2
HOUR = {
    *("TaskOrdered", "TaskReceived", "TaskStarted", "TaskBlocked", "TaskDone"),
    *("InquiryRecorded", "InquiryAnswered", "AlertAnswered"),
    *("ClaimRecorded", "NoteAdded", "ReportTold", "LeaderMoved"),
}
"""What an hour of the long incident leaves in its log."""


def kinds(played: Scene) -> set[str]:
    query = select(col(EventRow.type)).where(col(EventRow.incident) == played.incident)
    with played.program.database.read() as connection:
        return set(connection.execute(query).scalars())


def test_every_command_of_the_bench_is_taken_under_the_plan_that_comes_with_it(
    tmp_path: Path,
) -> None:
    """One that the plan refuses would end the bench at its first figure."""
    with scene(tmp_path / "data") as played:
        played.respond(TASKS)
        state = played.told.state
        assert len(state.tasks) >= TASKS
        assert decisions(played) > 0
        played.grow(state.seq + 40)
        assert played.told.state.seq == state.seq + 40
        assert kinds(played) >= HOUR
        usual = list(played.usual(EACH))
        for command in usual:
            played.put(command)
        assert len(usual) == 5 * EACH
        assert played.told.state.seq >= state.seq + 40 + 5 * EACH
