"""The telephone is the first channel for whom the plan says so; the message is the record."""

from __future__ import annotations

import pytest

from incident import commands as c
from notify.channels.calls.results import Said
from playbooks.lookup import Playbook
from playbooks.schema import CallFirst
from tests.notify.test_calls import call_desk, lines
from tests.notify.test_escalation import minutes, with_ladder
from tests.notify.world import DESK, Scripted, World

CHIEF, VICE = "lanshan-chief", "lanshan-vice"


def chief_first(world: World, name: str = "reported") -> None:
    """From now on the plan has the chief of rescue telephoned at once of a report."""
    plan = world.shelf.current("lanshan").plan
    first = CallFirst(posts=("rescue_chief",), local=True)
    alerts = [
        a.model_copy(update={"call_first": first}) if a.id == name else a for a in plan.alerts
    ]
    world.shelf.put_in_force(Playbook.of(plan.model_copy(update={"alerts": tuple(alerts)})))


def listed(world: World, incident: str) -> dict[str, list[str]]:
    return {
        person.removeprefix("lanshan-"): [alert.reason for alert in call.alerts]
        for person, call in lines(world, incident).items()
    }


def test_who_is_called_first_is_on_the_list_before_any_answer_could_come(world: World) -> None:
    chief_first(world)
    channel = Scripted()
    incident = world.open()
    world.run(world.engine(channel))
    assert listed(world, incident) == {"chief": ["call_first"]}
    assert {(p, s) for p, s, _, _ in world.attempts()} == {("chief", 1), ("desk", 1)}
    assert "甲村" in str(lines(world, incident)[CHIEF].alerts[0].text), "the words to read out"


def test_an_exercise_has_them_on_its_own_list(world: World) -> None:
    chief_first(world)
    incident = world.open("exercise")
    world.run(world.engine(Scripted()))
    assert listed(world, incident) == {"ex-chief": ["call_first"]}
    (row,) = world.rows("SELECT mode FROM call_entry")
    assert row["mode"] == "exercise"
    assert {s for _, _, _, s in world.attempts()} == {"delivered"}


def test_an_answer_to_the_message_takes_them_off(world: World) -> None:
    chief_first(world)
    incident = world.open()
    world.run(world.engine(Scripted()))
    world.desk.put(incident, c.AnswerAlert(alert="entry-1", means="message"), CHIEF)
    assert listed(world, incident) == {}


def test_a_call_ends_the_steps_up_and_a_secretary_does_not(world: World) -> None:
    with_ladder(world)
    chief_first(world)
    incident = world.open()
    world.run(world.engine(Scripted()))
    call = lines(world, incident)[CHIEF].id
    call_desk(world).record(incident, call, Said("secretary", "开会"), DESK, "t1")
    assert listed(world, incident) == {"chief": ["call_first"]}
    call_desk(world).record(incident, call, Said("answered"), DESK, "t2")
    world.desk.put(incident, c.AnswerAlert(alert="entry-1", means="message"), DESK)
    assert listed(world, incident) == {}
    sent = len(world.attempts())
    for each in (2.1, 1, 3, 4, 5):
        minutes(world, each)
    assert len(world.attempts()) == sent, "who has answered is asked by no other way"


def test_the_step_to_the_telephone_list_puts_them_there_once(world: World) -> None:
    with_ladder(world)
    chief_first(world)
    incident = world.open()
    channel = Scripted()
    world.run(world.engine(channel))
    before = lines(world, incident)[CHIEF]
    for each in (2.1, 1):
        world.forward(60 * each)
        world.run(world.engine(channel))
    assert listed(world, incident) == {"desk": ["no_answer"], "chief": ["call_first"]}
    after = lines(world, incident)[CHIEF]
    assert (after.id, after.alerts[0].opened_at) == (before.id, before.alerts[0].opened_at)
    assert len(world.rows("SELECT id FROM call_entry WHERE person = :p", p=CHIEF)) == 1


def test_who_is_told_in_their_place_is_called_at_once_too(world: World) -> None:
    with_ladder(world)
    chief_first(world)
    with world.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE holding SET post = 'rescue_chief', rank = 2 WHERE person_id = 'lanshan-vice'"
        )
    incident = world.open()
    channel = Scripted()
    world.run(world.engine(channel))
    assert "vice" not in listed(world, incident)
    for each in (2.1, 1, 3):
        world.forward(60 * each)
        world.run(world.engine(channel))
    assert listed(world, incident)["vice"] == ["call_first"]


@pytest.mark.parametrize("mode", ["real", "exercise"])
def test_where_nothing_leaves_the_machine_that_is_the_reason(world: World, mode: str) -> None:
    chief_first(world)
    incident = world.open(mode)
    world.run(world.engine())
    reasons = listed(world, incident)
    if mode == "real":
        assert reasons == {"desk": ["not_sent"], "chief": ["not_sent"]}
    else:
        assert reasons == {"ex-chief": ["call_first"]}


def test_whose_only_way_is_a_call_has_no_message_as_a_record(world: World) -> None:
    chief_first(world)
    with world.database.write() as connection:
        connection.exec_driver_sql(
            "DELETE FROM contact WHERE person_id = 'lanshan-chief' AND kind = 'sim'"
        )
    incident = world.open()
    world.run(world.engine(Scripted(), profile={"mobile": ("calls",)}))
    assert listed(world, incident)["chief"] == ["channel"]


def test_a_plan_that_says_nothing_of_it_calls_nobody_first(world: World) -> None:
    incident = world.open()
    world.run(world.engine(Scripted()))
    assert listed(world, incident) == {}
