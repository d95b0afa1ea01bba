"""Tests of the ways to people: they name themselves, belong to no incident, and are kept."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from notify.channel import Accepted, Permanent, Unknown
from notify.selftest import order
from notify.selftest_send import AT_ONCE
from notify.selftest_words import words_of_test
from runtime.refusal import Refused
from tests.notify.world import DESK, Scripted, World

DAY = 24 * 3600


def ask(world: World, *, force: bool = False) -> str:
    playbook = world.shelf.current("lanshan")
    return order(world.database, playbook, DESK, world.clock.now(), world.ids, force=force)


def words(world: World) -> dict[tuple[str, str], list[str]]:
    """What is known, by person and channel."""
    rows = world.rows(
        "SELECT t.person, t.channel, w.word FROM self_test t LEFT JOIN self_test_word w"
        " ON w.test = t.id ORDER BY t.at, t.id, w.word"
    )
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        key = (row["person"].removeprefix("lanshan-"), row["channel"])
        found.setdefault(key, []).append(row["word"])
    return found


@pytest.mark.parametrize(("lang", "mark"), [("zh", "【测试】"), ("en", "[TEST]")])
def test_a_test_says_so_at_both_ends(lang: str, mark: str) -> None:
    said = words_of_test(lang)  # type: ignore[arg-type]
    assert said.startswith(mark)
    assert said.endswith(mark)


def test_peer_13_simulated_phones_answer_and_no_incident_is_touched(world: World) -> None:
    engine = world.engine()
    ask(world)
    world.run(engine)
    known = words(world)
    assert known["desk", "simulated"] == ["answered", "delivered", "sending"]
    # Who only has an office number is called by people: there is nothing to test by itself.
    assert not any(person == "commander" for person, _ in known)
    assert world.texts() == {}
    assert world.rows("SELECT seq FROM event") == []


def test_peer_01_what_came_of_each_is_kept_and_only_people_of_the_real_roster_get_one(
    world: World,
) -> None:
    channel = Scripted(outcomes=[Accepted("p1"), Permanent("bad_number"), Unknown("timeout")])
    ask(world)
    world.run(world.engine(channel))
    states = sorted(sorted(known) for known in words(world).values())
    assert ["accepted", "sending"] in states
    assert ["failed", "sending"] in states
    assert ["sending", "unknown"] in states
    # Nobody is asked to reply where no reply comes back.
    assert {m.text for m in channel.sent} <= {words_of_test("zh"), words_of_test("en")}
    assert not any("回复" in m.text or "Reply" in m.text for m in channel.sent)
    assert {(m.event, m.mode, m.incident) for m in channel.sent} == {("SelfTest", "real", "")}
    assert not any("-ex-" in m.person for m in channel.sent)


def test_only_ways_that_are_due_and_at_most_one_a_person_a_day(world: World) -> None:
    channel = Scripted()
    engine = world.engine(channel)
    ask(world)
    world.run(engine)
    first = len(channel.sent)
    assert first == len({m.person for m in channel.sent}) > 0
    ask(world)
    world.run(engine)
    assert len(channel.sent) == first
    world.forward(30 * DAY - 1)
    ask(world)
    world.run(engine)
    assert len(channel.sent) == first
    world.forward(1)
    ask(world)
    world.run(engine)
    assert len(channel.sent) == 2 * first


def test_never_during_a_real_incident_unless_forced_and_both_are_kept(world: World) -> None:
    world.open(mode="exercise")
    ask(world)
    world.open(title="甲库漫顶")
    with pytest.raises(Refused) as refused:
        ask(world)
    assert "甲库漫顶" in refused.value.say("zh")
    channel = Scripted()
    engine = world.engine(channel)
    world.run(engine)
    # Asked for before the incident, and not sent during it.
    assert not any(m.event == "SelfTest" for m in channel.sent)
    world.forward(60)
    ask(world, force=True)
    world.run(engine)
    assert any(m.event == "SelfTest" for m in channel.sent)
    runs = world.rows("SELECT forced, refused FROM self_test_run ORDER BY asked_at, id")
    assert [(bool(r["forced"]), r["refused"]) for r in runs] == [
        (False, "impossible"), (False, "impossible"), (True, None),
    ]  # fmt: skip


def test_two_engines_send_nothing_twice(world: World) -> None:
    channel = Scripted()
    ask(world)
    one, other = world.engine(channel, worker="a"), world.engine(channel, worker="b")
    world.run(one)
    world.run(other)
    assert len(channel.sent) == len({m.attempt for m in channel.sent})
    assert len(channel.sent) == len(world.rows("SELECT id FROM self_test"))


def test_a_record_is_never_changed(world: World) -> None:
    ask(world)
    world.run(world.engine())
    for table in ("self_test", "self_test_word"):
        with pytest.raises(DatabaseError, match="append-only"), world.database.write() as write:
            write.execute(text(f"DELETE FROM {table}"))


def begun(world: World, channel: Scripted) -> list[str]:
    """A test of more ways than one round takes, after its first round; who still waits."""
    ask(world)
    asyncio.run(world.engine(channel).step())
    assert len(channel.sent) == AT_ONCE
    had = {m.person for m in channel.sent}
    waiting = [r["person"] for r in world.rows("SELECT person FROM self_test ORDER BY at, id")]
    return [person for person in waiting if person not in had]


def codes(world: World) -> dict[str, str | None]:
    """Why a test failed, by person."""
    rows = world.rows(
        "SELECT t.person, w.code FROM self_test t JOIN self_test_word w ON w.test = t.id"
        " WHERE w.word = 'failed'"
    )
    return {row["person"]: row["code"] for row in rows}


def test_a_real_incident_stops_a_test_that_has_begun(world: World) -> None:
    """Nobody may read "only a test" in the minutes in which the alarm goes out."""
    channel = Scripted()
    assert begun(world, channel)
    world.open()
    world.run(world.engine(channel))
    assert [m.event for m in channel.sent].count("SelfTest") == AT_ONCE
    assert any(m.event == "IncidentReported" for m in channel.sent)


def test_who_was_erased_meanwhile_gets_no_test(world: World) -> None:
    channel = Scripted()
    erased, *others = begun(world, channel)
    with world.database.write() as connection:
        world.vault.destroy(connection, erased)
    world.run(world.engine(channel))
    assert codes(world) == {erased: "erased"}
    assert [m.person for m in channel.sent][AT_ONCE:] == others


def test_a_channel_that_was_switched_off_meanwhile_fails_its_tests(world: World) -> None:
    """The record says that nothing was tried, instead of leaving a test that never ends."""
    waiting = begun(world, Scripted())
    world.run(world.engine(Scripted(name="other")))
    assert codes(world) == dict.fromkeys(waiting, "no_channel")
