"""A test of the ways that starts by itself: by day, once, never beside a real incident, and said.

The world's plan reads times in Shanghai; its clock stands at noon there.
"""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from notify.engine import AlertEngine
from notify.routes import Routes
from notify.selftest import SelfTestLetters
from notify.selftest_daily import SYSTEM, DailyTests, forecast
from tests.notify.test_selftest import DAY, ask
from tests.notify.world import Scripted, World

HOUR = 3600
TWO = time(14, 0)


def letters(world: World, channel: Scripted) -> SelfTestLetters:
    routes = Routes({channel.name: channel})
    return SelfTestLetters(world.directory, world.vault, routes, world.ids)


def starting(world: World, channel: Scripted, at: time = TWO) -> AlertEngine:
    """A program that starts the tests by itself at ``at``."""
    tests = letters(world, channel)
    daily = DailyTests(world.database, tests, world.shelf.in_force, world.clock, at)
    return world.engine(channel, daily=daily)


def runs(world: World) -> list[tuple[str, bool, str | None]]:
    rows = world.rows("SELECT asked_by, forced, refused FROM self_test_run ORDER BY asked_at, id")
    return [(row["asked_by"], bool(row["forced"]), row["refused"]) for row in rows]


def said(world: World, channel: Scripted) -> str:
    playbook = world.shelf.current("lanshan")
    with world.database.read() as connection:
        found = forecast(connection, playbook, letters(world, channel), TWO, world.clock.now())
    assert found is not None
    assert found.say("zh") != found.say("en")
    return found.say("en")


@pytest.fixture
def channel() -> Scripted:
    return Scripted()


def test_it_starts_when_its_time_comes_and_the_system_is_named(
    world: World, channel: Scripted
) -> None:
    engine = starting(world, channel)
    assert said(world, channel) == "The next test starts by itself on 2024-06-01 14:00."
    world.forward(2 * HOUR - 1)
    world.run(engine)
    assert channel.sent == []
    world.forward(1)
    world.run(engine)
    people = [m.person for m in channel.sent]
    assert len(people) == len(set(people)) > 0
    assert runs(world) == [(SYSTEM, False, None)]
    assert world.rows("SELECT seq FROM event") == []


def test_a_restart_and_a_second_program_start_it_no_second_time(
    world: World, channel: Scripted
) -> None:
    world.forward(2 * HOUR)
    one, other = starting(world, channel), starting(world, channel)
    world.run(one)
    world.run(other)
    many = len(channel.sent)
    world.forward(HOUR)
    world.run(starting(world, channel))
    assert len(channel.sent) == many
    assert len(runs(world)) == 1


def test_it_starts_again_only_when_ways_are_due_again(world: World, channel: Scripted) -> None:
    engine = starting(world, channel)
    world.forward(2 * HOUR)
    world.run(engine)
    first = len(channel.sent)
    assert said(world, channel) == "The next test starts by itself on 2024-07-01 14:00."
    for _ in range(29):
        world.forward(DAY)
        world.run(engine)
    assert len(channel.sent) == first
    assert len(runs(world)) == 1
    world.forward(DAY)
    world.run(engine)
    assert len(channel.sent) == 2 * first


def test_what_a_person_has_tested_that_day_is_not_tested_again(
    world: World, channel: Scripted
) -> None:
    engine = starting(world, channel)
    ask(world)
    world.run(engine)
    many = len(channel.sent)
    world.forward(2 * HOUR)
    world.run(engine)
    assert len(channel.sent) == many
    assert [by for by, _, _ in runs(world)] != [SYSTEM]
    assert len(runs(world)) == 1


def test_a_real_incident_puts_it_off_to_the_next_day_and_that_is_kept_once(
    world: World, channel: Scripted
) -> None:
    engine = starting(world, channel)
    incident = world.open(title="甲库漫顶")
    assert (
        said(world, channel) == "No test starts by itself while a real incident is open (甲库漫顶)."
    )
    world.forward(2 * HOUR)
    world.run(engine)
    world.forward(HOUR)
    world.run(engine)
    assert runs(world) == [(SYSTEM, False, "impossible")]
    assert said(world, channel) == "The test is put off: a real incident is open (甲库漫顶)."
    dismiss(world, incident)
    world.forward(2 * HOUR)
    world.run(engine)
    assert not [m for m in channel.sent if m.event == "SelfTest"], "too late in the day"
    assert said(world, channel) == "The next test starts by itself on 2024-06-02 14:00."
    world.forward(21 * HOUR)
    world.run(engine)
    assert [m for m in channel.sent if m.event == "SelfTest"]
    assert runs(world) == [(SYSTEM, False, "impossible"), (SYSTEM, False, None)]


def test_it_starts_the_same_day_when_the_incident_is_over_soon(
    world: World, channel: Scripted
) -> None:
    engine = starting(world, channel)
    incident = world.open()
    world.forward(2 * HOUR)
    world.run(engine)
    dismiss(world, incident)
    assert said(world, channel) == "The next test starts by itself on 2024-06-01 14:00."
    world.forward(HOUR)
    world.run(engine)
    assert runs(world) == [(SYSTEM, False, "impossible"), (SYSTEM, False, None)]


def test_an_exercise_puts_nothing_off(world: World, channel: Scripted) -> None:
    world.open(mode="exercise")
    world.forward(2 * HOUR)
    world.run(starting(world, channel))
    assert runs(world) == [(SYSTEM, False, None)]


def test_a_program_that_comes_up_at_night_waits_for_the_day(
    world: World, channel: Scripted
) -> None:
    world.clock.forward(timedelta(hours=10))
    world.run(starting(world, channel))
    assert channel.sent == []
    assert said(world, channel) == "The next test starts by itself on 2024-06-02 14:00."


def test_without_a_time_nothing_starts_by_itself(world: World, channel: Scripted) -> None:
    world.forward(2 * HOUR)
    world.run(world.engine(channel))
    assert runs(world) == []


def dismiss(world: World, incident: str) -> None:
    """The incident turned out to be none."""
    with world.database.write() as connection:
        world.database.lock(connection, incident)
        connection.exec_driver_sql("UPDATE incident SET stage = 'dismissed'")
