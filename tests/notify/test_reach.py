"""Delivered is not reached: where no message leaves the machine, somebody has to telephone."""

from __future__ import annotations

from incident import commands as c
from notify.channel import Channel
from notify.channels.calls.channel import TelephoneList
from notify.channels.calls.listing import call_list
from notify.channels.simulated.channel import SimulatedPhones
from notify.reach import world_reached
from tests.notify.world import Scripted, World


def listed(world: World, incident: str) -> list[tuple[str, str]]:
    with world.database.read() as connection:
        found = call_list(connection, world.directory, world.vault, incident, world.clock.now())
    return [(call.person.removeprefix("lanshan-"), call.alerts[0].reason) for call in found]


def test_only_a_channel_that_reaches_people_counts(world: World) -> None:
    inside: dict[str, Channel] = {
        "simulated": SimulatedPhones(world.database, world.clock),
        "calls": TelephoneList(world.database, world.clock),
    }
    assert not world_reached(inside)
    assert not world_reached({})
    assert world_reached({**inside, "twilio": Scripted()})


def test_without_such_a_channel_everybody_told_is_also_to_be_called(world: World) -> None:
    """The simulated phone shows the text, and does not pretend that somebody read it."""
    incident = world.open()
    world.run(world.engine())
    assert listed(world, incident) == [("desk", "not_sent"), ("chief", "not_sent")]
    assert {s for _, _, channel, s in world.attempts() if channel == "simulated"} == {"accepted"}
    assert "甲村" in str(world.texts()["sim:0002"])


def test_with_one_nobody_is_called_whom_a_message_reached(world: World) -> None:
    incident = world.open()
    world.run(world.engine(Scripted()))
    assert listed(world, incident) == []


def test_an_exercise_is_as_it_was(world: World) -> None:
    incident = world.open("exercise")
    world.run(world.engine())
    assert listed(world, incident) == []
    assert {s for _, _, _, s in world.attempts()} == {"delivered"}


def test_an_answer_on_whatever_way_takes_the_person_off_the_list(world: World) -> None:
    incident = world.open()
    world.run(world.engine())
    world.desk.put(incident, c.AnswerAlert(alert="entry-1"), "lanshan-chief")
    assert listed(world, incident) == [("desk", "not_sent")]
