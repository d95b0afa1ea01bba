"""The told list: a message that may have gone out is neither sent nor waiting to be sent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlmodel import col

from notify.channel import Outcome, Permanent, Temporary, Unknown
from notify.stop import stop
from registry.schema import ContactKind
from tests.notify.world import Scripted, World
from web.board.cells import told_step
from web.board.told import Recipient, ToldList, told_list

CHIEF = "lanshan-chief"
PROFILE: Mapping[ContactKind, tuple[str, ...]] = {"mobile": ("twilio",), "sim": ("twilio",)}


def alarmed(world: World, outcome: Outcome, on_unknown: str = "hold") -> str:
    """Reported, written to everybody, and the provider answered each so."""
    incident = world.open()
    engine = world.engine(Scripted(outcomes=[outcome] * 20), profile=PROFILE)
    with world.database.write() as connection:
        connection.execute(text("UPDATE intent SET on_unknown = :how"), {"how": on_unknown})
    world.run(engine)
    return incident


def shown(world: World, incident: str) -> ToldList:
    with world.database.read() as connection:
        return told_list(connection, world.desk.state(incident))


def chief(told: ToldList) -> Recipient:
    return next(p for p in told.people if p.person == CHIEF)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Unknown("cut_after_handover"), "结果未知"),
        (Temporary("too_fast"), "暂时失败，将再试"),
        (Permanent("bad_number"), "发送失败，不再重发"),
    ],
)
def test_unknown_failed_for_now_and_failed_for_good_have_words_of_their_own(
    world: World, outcome: Outcome, word: str
) -> None:
    told = shown(world, alarmed(world, outcome))
    assert told_step(chief(told), "zh") == word


def test_an_unknown_message_is_counted_apart_from_what_is_to_be_sent(world: World) -> None:
    told = shown(world, alarmed(world, Unknown("cut_after_handover")))
    assert told.standing["unknown"] == len(told.people)
    assert told.standing["unsent"] == 0
    told = shown(world, alarmed(world, Temporary("too_fast")))
    assert told.standing["unknown"] == 0
    assert told.standing["unsent"] == len(told.people)


def test_sent_again_after_doubt_it_is_in_doubt_until_the_second_is_with_the_provider(
    world: World,
) -> None:
    incident = alarmed(world, Unknown("cut_after_handover"), on_unknown="resend")
    steps = world.attempts("person, step, status")
    assert ("chief", 1, "superseded") in steps
    assert ("chief", 2, "ready") in steps, "it waits for its turn"
    told = shown(world, incident)
    assert chief(told).in_doubt
    assert told.standing["unknown"] == len(told.people)
    assert told.standing["unsent"] == 0
    world.forward(5)
    world.run(world.engine(Scripted(), profile=PROFILE))
    told = shown(world, incident)
    assert told_step(chief(told), "zh") == "已发出"
    assert told.standing["unknown"] == 0


def test_failed_for_now_and_then_stopped_is_not_in_doubt(world: World) -> None:
    incident = alarmed(world, Temporary("too_fast"))
    with world.database.write() as connection:
        stop(connection, lambda table: [col(table.incident) == incident], world.clock.now())
    told = shown(world, incident)
    assert told_step(chief(told), "zh") == "不再发送"
    assert told.standing["unknown"] == 0


def test_what_never_left_the_machine_is_not_sent_and_not_in_doubt(world: World) -> None:
    incident = alarmed(world, Unknown("cut_after_handover"))
    with world.database.read() as connection:
        told = told_list(connection, world.desk.state(incident), reaches_world=False)
    assert told_step(chief(told), "zh") == "待发出"


def test_a_message_that_may_have_gone_out_is_in_doubt_after_it_was_stopped(world: World) -> None:
    """The chief is told to be in the dark, not that nothing was sent."""
    incident = alarmed(world, Unknown("cut_after_handover"))
    with world.database.write() as connection:
        stop(connection, lambda table: [col(table.incident) == incident], world.clock.now())
    assert ("chief", 1, "superseded") in world.attempts("person, step, status")
    told = shown(world, incident)
    assert told_step(chief(told), "zh") == "结果未知"
    assert told.standing["unknown"] == len(told.people)


def test_in_doubt_and_then_failed_for_certain_is_not_in_doubt_any_more(world: World) -> None:
    incident = alarmed(world, Unknown("cut_after_handover"))
    world.forward(10)
    with world.database.write() as connection:
        connection.execute(
            text("UPDATE attempt SET status = 'superseded', failed_at = :at"),
            {"at": world.clock.now().isoformat()},
        )
    assert told_step(chief(shown(world, incident)), "zh") == "不再发送"
