"""A clock that is set back by two hours: nothing waits for them to pass a second time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notify.channel import Temporary
from notify.channels.calls.claims import LASTS
from notify.channels.pace import Pace
from notify.health import REST, Condition
from notify.putoff import PUT_OFF, PutOff
from tests.notify.test_calls import CHIEF, VICE, alarmed, call_desk, lines
from tests.notify.test_group_posts import Robot, Room
from tests.notify.world import DESK, Scripted, World

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TWO_HOURS = timedelta(hours=2)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_message_that_was_put_off_goes_when_the_clock_is_set_back(
    world: World, restarted: bool
) -> None:
    """What failed for now is tried again in minutes, not in two hours, also by a program that was
    started anew meanwhile."""
    phones = Scripted("simulated", [Temporary("busy")] * 2)
    engine = world.engine(phones)
    world.open()
    world.run(engine)
    tried = len(phones.sent)
    assert "failed_temporary" in {status for (status,) in world.attempts("status")}
    if restarted:
        engine = world.engine(phones)
    world.clock.at -= TWO_HOURS
    world.run(engine)
    assert len(phones.sent) > tried
    assert {status for (status,) in world.attempts("status")} == {"accepted"}


def test_a_message_of_a_clock_that_is_right_keeps_its_time(world: World) -> None:
    phones = Scripted("simulated", [Temporary("busy")] * 2)
    engine = world.engine(phones)
    world.open()
    world.run(engine)
    tried = len(phones.sent)
    world.clock.at -= timedelta(seconds=30)
    world.run(engine)
    world.run(world.engine(phones))
    assert len(phones.sent) == tried


def test_a_notice_to_a_group_that_was_put_off_goes_too(world: World) -> None:
    robot = Robot("wecom", [Temporary("busy")])
    room = Room(world, (robot,))
    room.start()
    room.run()
    assert len(robot.posted) == 1
    world.clock.at -= TWO_HOURS
    room.run()
    assert len(robot.posted) == 2


def test_who_is_called_is_free_again(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    desk.claim(incident, call, DESK)
    world.clock.at -= TWO_HOURS
    assert lines(world, incident)[CHIEF].claim is None
    assert desk.claim(incident, call, VICE).by == VICE
    assert desk.claim(incident, call, DESK).until == world.clock.now() + LASTS


def test_a_pace_holds_nothing_back_for_longer_than_its_minute() -> None:
    pace = Pace(2)
    assert pace.take(NOW) == 0
    assert pace.take(NOW) == 0
    earlier = NOW - TWO_HOURS
    assert pace.take(earlier) == 60, "what was sent just now still counts"
    assert pace.take(earlier + timedelta(seconds=60)) == 0
    pace.pause(NOW, 600)
    assert pace.take(earlier) == 600
    assert pace.take(earlier + timedelta(seconds=600)) == 0


def test_neither_a_channel_nor_an_entry_rests_longer_than_it_would() -> None:
    resting = Condition(failures=2, resting_until=NOW + REST)
    assert resting.rests(NOW)
    assert not resting.rests(NOW - TWO_HOURS)
    put_off = PutOff[str]()
    put_off.add(["entry"], NOW)
    assert list(put_off.now(NOW + PUT_OFF / 2)) == ["entry"]
    assert list(put_off.now(NOW - TWO_HOURS)) == []
