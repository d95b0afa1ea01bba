"""The engine's round: bounded, in shares, and held up by no single fault."""

from __future__ import annotations

import asyncio

import pytest

from incident import commands as c
from notify.engine import ENTRIES_AT_ONCE, AlertEngine
from notify.selftest import order
from tests.notify.test_escalation import watches, with_ladder
from tests.notify.world import DESK, EX_DESK, Scripted, World

CHIEF = "lanshan-chief"


def test_a_step_that_cannot_be_taken_holds_up_no_other_and_is_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with_ladder(world)
    incident = world.open()
    engine = world.engine()
    world.run(engine)
    with world.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE watch SET plan = 'a plan that was lost' WHERE person = 'lanshan-desk'"
        )

    def failed() -> int:
        return sum("cannot be taken" in record.message for record in caplog.records)

    world.forward(120)
    world.run(engine)
    assert watches(world, incident)["chief"][1] == 1, "the chief is asked again all the same"
    assert len(world.texts()["sim:0002"]) == 2
    assert failed() == 1
    world.run(engine)
    assert failed() == 1, "not at every round: the log would hide everything else"
    world.forward(30)
    world.run(engine)
    assert failed() == 2
    assert watches(world, incident)["desk"] == ("answer", 0, None), "and it is not given up"


def test_many_incidents_at_once_are_taken_up_some_at_a_time(world: World) -> None:
    """Between two rounds answers are read and steps are taken, however much has come in."""
    for _ in range(ENTRIES_AT_ONCE + 2):
        world.open()
    engine = world.engine()

    def told() -> int:
        return len({incident for (incident,) in world.attempts("incident")})

    asyncio.run(engine.step())
    assert told() == ENTRIES_AT_ONCE
    world.run(engine)
    assert told() == ENTRIES_AT_ONCE + 2


def drill(world: World) -> str:
    """An exercise that a player drives."""
    report = c.ReportIncident(mode="exercise", title="演习", place="甲村", what="溃口")
    return world.desk.open(
        report, EX_DESK, "lanshan", clock={"stands": True}, player="drill"
    ).incident


def players(world: World) -> AlertEngine:
    return world.engine(Scripted(), player="drill")


def test_an_exercise_of_a_player_is_told_by_its_engine_only(world: World) -> None:
    """A drill runs in its own time; the program's engine would tell it hours too early or late."""
    exercise = drill(world)
    real = world.open()
    world.run(world.engine())
    assert {incident for (incident,) in world.attempts("incident")} == {real}
    before = world.texts()
    world.run(players(world))
    assert {incident for (incident,) in world.attempts("incident")} == {real, exercise}
    added = {number for number in world.texts() if number not in before}
    assert added == {"sim:0501", "sim:0502"}


def test_the_engine_of_a_player_tests_no_real_way_and_shows_no_life(world: World) -> None:
    """The heartbeat is the real engine's: a drill must not make a dead one look alive."""
    order(
        world.database, world.shelf.current("lanshan"), DESK, world.clock.now(), world.ids,
        force=False,
    )  # fmt: skip
    channel = Scripted()
    world.run(world.engine(channel, player="drill"))
    assert channel.sent == []
    assert world.rows("SELECT * FROM heartbeat") == []
    world.run(world.engine(channel))
    assert {m.event for m in channel.sent} == {"SelfTest"}
    assert len(world.rows("SELECT * FROM heartbeat")) == 1
