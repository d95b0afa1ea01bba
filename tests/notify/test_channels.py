"""Simulated phones, the telephone list and the console."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest

from notify.channel import Accepted, Message, Permanent
from notify.channels.calls.listing import call_list
from notify.channels.calls.results import CallDesk, Result, Said
from notify.channels.console.channel import Console
from notify.channels.simulated.answers import answer
from notify.channels.simulated.channel import SimulatedPhones
from notify.phones import phones
from runtime.refusal import Refused
from tests.notify.test_intents import started
from tests.notify.world import DESK, Scripted, World

COMMANDER = "lanshan-commander"


def a_message(world: World) -> Message:
    (row,) = world.rows("SELECT * FROM sim_message WHERE address = 'sim:0002'")
    return Message(
        attempt=row["id"], incident=row["incident"], jurisdiction="lanshan", mode="real",
        event="IncidentReported", key=row["key"], person=row["person"], posts=("rescue_chief",),
        position=1, address="sim:0002", text="x\ny", text_ref=row["text_ref"],
    )  # fmt: skip


def test_a_phone_shows_a_message_once_however_often_it_is_handed_over(world: World) -> None:
    world.open()
    world.run(world.engine())
    message = a_message(world)
    channel = SimulatedPhones(world.database, world.clock)
    assert asyncio.run(channel.send(message)) == Accepted(message.attempt)
    assert len(world.texts()["sim:0002"]) == 1


def test_a_phone_takes_simulated_addresses_only(world: World) -> None:
    world.open()
    world.run(world.engine())
    message = replace(a_message(world), address="+15555550101")
    channel = SimulatedPhones(world.database, world.clock)
    assert asyncio.run(channel.send(message)) == Permanent("not_simulated")


def test_an_answer_typed_on_a_phone_is_an_acknowledgement_of_its_owner(world: World) -> None:
    incident = world.open()
    world.run(world.engine())
    message = a_message(world)
    for _ in range(2):
        answer(world.database, world.desk.put, world.clock, message.attempt, "on_the_way")
    (given,) = world.desk.state(incident).answers.values()
    assert (given.alert, given.person, given.answer) == ("entry-1", "lanshan-chief", "on_the_way")
    assert world.events(incident).count("AlertAnswered") == 1
    shown = {p["address"]: p for p in phones(world.database, world.vault, world.directory)}
    assert shown["sim:0002"]["messages"][0]["status"] == "on_the_way"
    assert shown["sim:0001"]["messages"][0]["status"] == "delivered"
    assert shown["sim:0002"]["name"] == "局长"
    with pytest.raises(Refused) as refused:
        answer(world.database, world.desk.put, world.clock, "none", "declined")
    assert refused.value.code == "unknown_item"


def test_phones_of_one_incident_newest_first(world: World) -> None:
    one = world.open()
    world.run(world.engine())
    world.forward(60)
    two = world.open(title="乙")
    world.run(world.engine())
    every = phones(world.database, world.vault, world.directory)
    mine = phones(world.database, world.vault, world.directory, one)
    assert [m["incident"] for m in every[0]["messages"]] == [two, one]
    assert [m["incident"] for m in mine[0]["messages"]] == [one]


def calls(world: World, incident: str) -> list[tuple[str, int, str | None]]:
    with world.database.read() as connection:
        found = call_list(connection, world.directory, world.vault, incident, world.clock.now())
    return [(c.person, len(c.tries), c.tries[0].result if c.tries else None) for c in found]


def commanders_call(world: World) -> tuple[str, str]:
    """One who has no written address, in a house whose messages reach everybody else."""
    incident = started(world)
    world.run(world.engine(Scripted()))
    with world.database.read() as connection:
        (call,) = call_list(connection, world.directory, world.vault, incident, world.clock.now())
    assert (call.person, call.name, call.posts) == (COMMANDER, "副县长", ("vice_mayor",))
    assert [contact.kind for contact in call.contacts] == ["office"]
    assert "启动" in str(call.alerts[0].text)
    return incident, call.id


def record(world: World, incident: str, call: str, result: Result, name: str = "") -> None:
    desk = CallDesk(world.database, world.vault, world.directory, world.desk.put, world.clock)
    world.forward(1)
    desk.record(incident, call, Said(result), DESK, name or world.ids.new("try"))


def test_answered_in_person_is_an_acknowledgement_and_closes_the_line(world: World) -> None:
    incident, call = commanders_call(world)
    record(world, incident, call, "answered")
    record(world, incident, call, "answered")
    state = world.desk.state(incident)
    assert [a.person for a in state.answers.values()] == [COMMANDER]
    assert world.events(incident).count("AlertAnswered") == 1
    assert calls(world, incident) == []


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (["secretary", "secretary", "secretary"], 0),
        (["busy", "busy", "busy"], 0),
        (["no_answer"], 0),
        (["no_answer", "off"], 1),
        (["out_of_county"], 1),
        (["out_of_county", "no_answer", "off"], 1),
    ],
)
def test_anything_else_leaves_the_line_open(world: World, results: list[Result], told: int) -> None:
    incident, call = commanders_call(world)
    before = world.events(incident).count("PersonUnreachable")
    for result in results:
        record(world, incident, call, result)
    world.run(world.engine(Scripted()))
    state = world.desk.state(incident)
    assert state.answers == {}
    assert (COMMANDER, len(results), results[-1]) in calls(world, incident)
    assert world.events(incident).count("PersonUnreachable") - before == told


def test_what_cannot_be_recorded_is_refused(world: World) -> None:
    incident, call = commanders_call(world)
    with pytest.raises(Refused) as invalid:
        record(world, incident, call, "maybe")  # type: ignore[arg-type]
    assert invalid.value.code == "invalid"
    for elsewhere, name in ((incident, "none"), ("inc-none", call)):
        with pytest.raises(Refused) as unknown:
            record(world, elsewhere, name, "busy")
        assert unknown.value.code == "unknown_item"
    desk = CallDesk(world.database, world.vault, world.directory, world.desk.put, world.clock)
    with pytest.raises(Refused) as not_allowed:
        desk.record(incident, call, Said("answered"), "lanshan-mine-a", "t1")
    assert not_allowed.value.code == "not_allowed"
    assert calls(world, incident) == [(COMMANDER, 0, None)]


def test_the_console_prints_one_line_a_message(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.open()
    world.run(world.engine())
    stream = io.StringIO()
    assert asyncio.run(Console(stream).send(a_message(world))) == Accepted(None)
    assert stream.getvalue() == "sim:0002 x y\n"
    asyncio.run(Console().send(a_message(world)))
    assert capsys.readouterr().out == "sim:0002 x y\n"
