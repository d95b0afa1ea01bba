"""What comes in between: a desk that cannot write, a channel exchanged, a number that is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from incident import commands as c
from incident import events as e
from incident.ports import Commit
from incident.state import Entry
from notify.answers.backs import write_back
from notify.arming.ends import Ends
from notify.arming.keep import Armings
from notify.channel import Temporary
from notify.engine import AlertEngine
from runtime.language import plain
from runtime.refusal import Refused
from runtime.unwritten import Unwritten
from tests.notify.arming.night import EX_CHIEF, arm, provider, with_telephones
from tests.notify.world import EX_DESK, Scripted, World

BUSY = Unwritten("busy", field="database", value="locked", allowed="again")
NOT_DONE = Refused("unknown_item", field="arming", value="arming-1", allowed="")


def start(world: World) -> str:
    with_telephones(world)
    return world.open("exercise")


def written(world: World, phone: Scripted) -> AlertEngine:
    """Messages are there, and none of them was handed over."""
    engine = world.engine(phone)
    asyncio.run(engine._expand())
    return engine


def change(world: World, statement: str) -> None:
    with world.database.write() as connection:
        connection.execute(text(statement))


def test_an_exercise_with_a_player_of_its_own_is_not_armed(world: World) -> None:
    with_telephones(world)
    report = c.ReportIncident(mode="exercise", title="甲库漫顶", place="甲村", what="溃口")
    opened = world.desk.open(report, EX_DESK, "lanshan", clock={"stands": True}, player="drill")
    asked = c.ArmExercise(persons=(EX_CHIEF,), channels=("twilio",), minutes=5, reason="试")
    with pytest.raises(Refused) as refused:
        world.desk.put(opened.incident, asked, EX_DESK)
    assert refused.value.code == "impossible"
    assert "a player of its own" in refused.value.say("en")


@pytest.mark.parametrize("fault", [RuntimeError("the disk"), BUSY], ids=["fault", "busy"])
def test_a_desk_that_cannot_write_the_end_is_asked_again_and_nothing_rings_meanwhile(
    world: World, fault: Exception
) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF, minutes=10)
    phone = provider()
    engine = world.engine(phone)
    fails: list[Exception] = [fault, NOT_DONE]

    def put(*given: Any, **more: Any) -> object:
        if fails:
            raise fails.pop(0)
        return world.desk.put(*given, **more)

    one = Ends(world.database, engine._ends.settler, put, world.clock, engine._ends.share)
    world.forward(601)
    assert one.step() == 0
    assert (one.step(), len(fails)) == (0, 1), "it is put off for a while"
    assert world.rows("SELECT told_at FROM armed") == [{"told_at": None}]
    world.forward(31)
    assert one.step() == 1, "the desk refused it: it is not asked for ever"
    assert fails == []
    assert one.step() == 0
    assert phone.sent == []


def test_a_real_incident_that_was_a_moment_faster_ends_what_is_confirmed(world: World) -> None:
    incident = start(world)
    world.open()
    state = world.desk.state(incident)
    confirmed = e.ArmingConfirmed(
        arming="arming-1", persons=(EX_CHIEF,), channels=("twilio",), minutes=5,
        armed_by=EX_DESK, by="rescue_chief",
    )  # fmt: skip
    now = world.clock.now()
    entry = Entry(9, confirmed, EX_CHIEF, None, None, None, now, now, now, False, "cmd-9")
    commit = Commit(
        incident, "lanshan", "exercise", state, state, (entry,),
        world.shelf.get(state.plan), now,
    )  # fmt: skip
    with world.database.write() as connection:
        Armings(world.database, world.clock)(connection, commit)
    assert [row["why"] for row in world.rows("SELECT why FROM armed")] == ["real_incident"]


def test_a_channel_that_no_longer_carries_exercises_sends_none(world: World) -> None:
    """Exchanged between the writing and the sending: the last question is asked of the new one."""
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    written(world, provider())
    other = Scripted()
    world.run(world.engine(other))
    assert other.sent == []
    assert "sim:0502" in world.texts()


def test_a_number_that_is_no_longer_theirs_is_not_rung(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    engine = written(world, phone)
    change(world, f"DELETE FROM contact WHERE id = '{EX_CHIEF}.real'")
    world.run(engine)
    assert phone.sent == []
    assert "sim:0502" in world.texts()


def test_whoever_has_no_simulated_phone_comes_on_the_list_of_calls(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    engine = written(world, phone)
    world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)
    change(world, f"DELETE FROM contact WHERE person_id = '{EX_CHIEF}'")
    world.run(engine)
    assert phone.sent == []
    (call,) = world.rows(f"SELECT reason FROM call_entry WHERE person = '{EX_CHIEF}'")
    assert "exercise_stays_inside" in call["reason"]


def test_what_fails_while_it_is_armed_goes_inside_once_it_is_not(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    phone.outcomes = [Temporary("busy")]
    engine = world.engine(phone)
    world.run(engine)
    assert len(phone.sent) == 1
    world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)
    world.run(engine)
    world.forward(600)
    world.run(engine)
    assert len(phone.sent) == 1
    assert "sim:0502" in world.texts()


def test_an_answer_back_goes_to_a_real_telephone_only_while_it_is_armed(world: World) -> None:
    incident = start(world)
    arm(world, incident, EX_CHIEF)
    phone = provider()
    engine = world.engine(phone)
    world.run(engine)
    (to,) = world.rows("SELECT * FROM attempt WHERE channel = 'twilio'")

    def back(inbound: str) -> None:
        with world.database.write() as connection:
            given = {**to, "posts": []}
            now = world.clock.now()
            write_back(connection, world.vault, given, plain("已记下"), inbound, now)

    back("in-1")
    world.run(engine)
    assert [m.text for m in phone.sent][1:] == ["【演练】已记下【演练】"]
    world.clock.forward(timedelta(minutes=61))
    back("in-2")
    world.run(engine)
    assert len(phone.sent) == 2
    assert world.rows("SELECT id FROM attempt WHERE id LIKE 'back-%'") == [{"id": "back-in-1"}]
