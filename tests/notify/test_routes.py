"""Which way a message goes: by profile, past a channel that fails, within a number's budget."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import text, update

from notify.budgets import Used, spent, used
from notify.channel import Accepted, Message, Outcome, Temporary, Unknown
from notify.engine import AlertEngine
from notify.health import LONGEST_REST, REST, Condition, after
from notify.profile import load_profile, profiles
from notify.routes import Routes
from notify.tables import AttemptRow
from tests.notify.world import DESK, NOON, WORLDLY, Scripted, World

CHIEF = "lanshan-chief"
DOWN = Temporary("503")


def engine(world: World, *channels: Scripted) -> AlertEngine:
    return world.engine(*channels)


def to_chief(provider: Scripted) -> list[str]:
    return [m.text for m in provider.sent if m.person == CHIEF]


def test_two_failures_in_a_row_make_a_channel_rest_longer_each_time() -> None:
    condition = after(Condition(), DOWN, 0.1, NOON)
    assert not condition.rests(NOON)
    condition = after(condition, Unknown("timeout"), 1.0, NOON)
    assert condition.rests(NOON + REST - timedelta(seconds=1))
    assert not condition.rests(NOON + REST), "it is tried again by itself"
    assert condition.since == NOON
    condition = after(condition, DOWN, 0.1, NOON + REST)
    assert condition.rests(NOON + REST + REST * 2 - timedelta(seconds=1))
    for _ in range(9):
        condition = after(condition, DOWN, 0.1, NOON)
    assert condition.resting_until == NOON + LONGEST_REST


def test_a_success_ends_the_rest_and_slowness_is_a_failure() -> None:
    failed = after(after(Condition(), DOWN, 0.1, NOON), DOWN, 0.1, NOON)
    good = after(failed, Accepted("p"), 0.1, NOON)
    assert good == Condition(last_good=NOON)
    slow = after(after(good, Accepted("p"), 0.9, NOON), Accepted("p"), 0.9, NOON)
    assert slow.rests(NOON)
    assert slow.reason == "slow"


def test_what_is_about_one_number_says_nothing_of_the_channel() -> None:
    until_midnight = Temporary("DailyLimit", after_s=6 * 3600)
    condition = after(after(Condition(), until_midnight, 0.1, NOON), until_midnight, 0.1, NOON)
    assert condition == Condition()


def test_waiting_for_a_modem_that_works_says_nothing_of_it() -> None:
    """A hundred people wait for one modem: that is a queue, and no fault of the modem."""
    condition = Condition()
    for _ in range(20):
        condition = after(condition, Temporary("modem_busy", 30.0), 0.3, NOON)
    assert condition == Condition()
    hangs = Temporary("modem_stuck")
    condition = after(after(condition, hangs, 0.2, NOON), hangs, 0.2, NOON)
    assert (condition.rests(NOON), condition.reason) == (True, "modem_stuck")


def test_only_the_time_at_the_provider_itself_makes_it_slow(world: World) -> None:
    able = replace(WORLDLY, takes_s=100.0, works_s=25.0)

    def by_second(worked_s: float) -> int:
        modem = Scripted(name="modem", capabilities=able)
        modem.outcomes = [Accepted(f"p{n}", worked_s=worked_s) for n in range(20)]
        second = Scripted(name="second")
        works = engine(world, modem, second)
        for _ in "ab":
            world.open()
            world.run(works)
        return len(second.sent)

    assert by_second(19.0) == 0
    assert by_second(21.0) > 0, "it took most of the longest time twice, and rests"


def test_a_provider_that_dies_is_passed_over_within_thirty_seconds(world: World) -> None:
    first = Scripted(name="twilio", outcomes=[DOWN] * 40)
    second = Scripted(name="second")
    works = engine(world, first, second)
    world.open()
    world.run(works)
    waited = 0.0
    while not to_chief(second) and waited < 30:
        world.forward(1)
        waited += 1
        world.run(works)
    assert len(to_chief(second)) == 1
    assert "重发" not in to_chief(second)[0], "the first certainly did not go out"
    assert ("chief", 1, "twilio", "superseded") in world.attempts()
    (row,) = world.rows("SELECT error_code FROM attempt WHERE person = :p AND step = 1", p=CHIEF)
    assert row["error_code"] == "passed_over:503", "the reason can be seen"


def test_the_next_message_goes_round_a_resting_channel_and_comes_back_to_it(world: World) -> None:
    first = Scripted(name="twilio", outcomes=[DOWN, DOWN])
    second = Scripted(name="second")
    works = engine(world, first, second)
    world.open()
    world.run(works)
    asked = len(first.sent)
    world.open()
    world.run(works)
    assert len(first.sent) == asked, "it rests"
    world.forward(REST.total_seconds() + 1)
    world.open()
    world.run(works)
    assert len(first.sent) > asked


def test_when_nobody_knows_the_second_message_says_so_and_goes_another_way(world: World) -> None:
    first = Scripted(name="twilio", outcomes=[Unknown("timeout")] * 9)
    second = Scripted(name="second")
    works = engine(world, first, second)
    world.open()
    world.run(works)
    world.forward(6)
    world.run(works)
    assert to_chief(second)
    assert to_chief(second)[0].startswith("【重发】")


def test_a_number_whose_budget_is_spent_is_reached_another_way(world: World) -> None:
    small = Scripted(name="twilio", capabilities=replace(WORLDLY, daily_budget=2))
    large = Scripted(name="second")
    works = engine(world, small, large)
    for _ in range(3):
        world.open()
        world.run(works)
    assert len(to_chief(small)) == 2
    assert len(to_chief(large)) == 1
    world.forward(24 * 3600 + 1)
    world.open()
    world.run(works)
    assert len(to_chief(small)) == 3


def test_two_who_share_a_telephone_share_its_budget(world: World) -> None:
    small = Scripted(name="twilio", capabilities=replace(WORLDLY, daily_budget=2))
    large = Scripted(name="second")
    works = engine(world, small, large)
    with world.database.write() as connection:
        world.vault.seal(connection, DESK, "+15555550102", "shared-phone")
        connection.execute(
            text("UPDATE contact SET address_ref = 'shared-phone' WHERE person_id = :p"),
            {"p": DESK},
        )
    world.open()
    world.run(works)
    assert sorted(m.person for m in small.sent) == [CHIEF, DESK]
    world.open()
    world.run(works)
    assert len(small.sent) == 2, "the number has had its two"
    assert sorted(m.person for m in large.sent) == [CHIEF, DESK]
    with world.database.read() as connection:
        stands = used(connection, {"twilio": small, "second": large}, world.clock.now())
    assert stands == {"twilio": Used(numbers=1, spent=1)}


def test_what_a_provider_did_not_take_uses_up_no_budget(world: World) -> None:
    small = Scripted(name="twilio", capabilities=replace(WORLDLY, daily_budget=1))
    works = engine(world, small)
    world.open()
    world.run(works)
    free: tuple[tuple[str, str | None, str | None], ...] = (
        ("superseded", "passed_over:503", None),
        ("superseded", "joined:att-9", None),
        ("failed_temporary", "503", None),
        ("failed_permanent", "bad_number", None),
        ("ready", None, None),
    )
    for status, code, provider in free:
        stand(world, status, code, provider)
        assert spent_for(world, small) == frozenset(), status
    counts: tuple[tuple[str, str | None, str | None], ...] = (
        ("superseded", "timeout", None),
        ("unknown", "timeout", None),
        ("failed_permanent", "30003", "p1"),
        ("delivered", None, "p1"),
    )
    for status, code, provider in counts:
        stand(world, status, code, provider)
        assert spent_for(world, small) == {"twilio"}, status


def test_without_any_message_to_anybody_no_budget_is_used(world: World) -> None:
    small = Scripted(name="twilio", capabilities=replace(WORLDLY, daily_budget=1))
    assert spent_for(world, small) == frozenset()


def stand(world: World, status: str, code: str | None, provider: str | None) -> None:
    """As if that had become of all messages."""
    with world.database.write() as connection:
        connection.execute(
            update(AttemptRow).values(status=status, error_code=code, provider_id=provider)
        )


def spent_for(world: World, *channels: Scripted) -> frozenset[str]:
    with world.database.read() as connection:
        named = {c.name: c for c in channels}
        now = world.clock.now()
        return spent(connection, world.vault, named, CHIEF, "001 5555550102", now)


def test_a_template_is_filled_otherwise_each_time_it_is_sent_again(world: World) -> None:
    """The provider refuses the same words twice: the mark stands in a gap of its own."""
    able = replace(WORLDLY, needs_template=True)
    timeout = Unknown("timeout")
    tencent = Scripted(name="tencent", capabilities=able)
    works = engine(world, tencent)
    tencent.outcomes = [timeout] * 40
    world.open()
    for _ in range(4):
        world.run(works)
        world.forward(46)
    marks = [m.fields["mark"] for m in tencent.sent if m.person == CHIEF]
    assert marks[:4] == ["", "【重发】", "【重发】2", "【重发】3"]


def test_a_profile_is_data_and_what_it_does_not_name_is_not_used(world: World) -> None:
    foreign, modem = Scripted(name="twilio"), Scripted(name="modem")
    works = world.engine(foreign, modem, profile=load_profile("china").kinds)
    world.open()
    world.run(works)
    assert to_chief(modem)
    assert not foreign.sent
    assert set(profiles()) == {"abroad", "china"}


def test_a_post_to_a_group_tells_nobody_in_person(world: World) -> None:
    robot = Scripted(name="wecom", capabilities=replace(WORLDLY, group=True))
    assert Routes({"wecom": robot}).worldly == ()


@dataclass
class Slow(Scripted):
    """A provider that thinks for a while."""

    seconds: float = 1.5

    async def send(self, message: Message) -> Outcome:
        await asyncio.sleep(self.seconds)
        return await super().send(message)


def test_a_slow_channel_holds_up_no_other_and_takes_few_at_once(world: World) -> None:
    modem = Slow(name="modem", capabilities=replace(WORLDLY, at_once=1, takes_s=100))
    works = world.engine(modem)
    world.open()

    async def rounds() -> tuple[int, int]:
        await works.step()
        early = len(modem.sent)
        assert {s for *_, s in world.attempts()} == {"ready", "sending"}
        await works.finish(5)
        for _ in range(3):
            await works.step()
            await works.finish(5)
        return early, len(modem.sent)

    assert asyncio.run(rounds()) == (0, 2)


def test_a_channel_that_hangs_is_not_waited_for(world: World) -> None:
    hangs = Slow(seconds=30, capabilities=replace(WORLDLY, takes_s=0.3))
    works = world.engine(hangs)
    world.open()
    world.run(works)
    assert {(s, c) for s, c in world.attempts("status, error_code") if s == "superseded"} == {
        ("superseded", "timeout")
    }


def test_a_channel_with_templates_gets_the_words_for_their_gaps(world: World) -> None:
    """Also when it takes over from one that needs none."""
    first = Scripted(name="twilio", outcomes=[DOWN] * 9)
    gateway = Scripted(name="gateway", capabilities=replace(WORLDLY, needs_template=True))
    works = world.engine(first, gateway)
    world.open()
    world.run(works)
    for _ in range(30):
        world.forward(1)
        world.run(works)
    (sent,) = (m for m in gateway.sent if m.person == CHIEF)
    assert sent.alert == "reported"
    assert sent.fields["incident"] == "“6·1”尾矿库事故"
    assert sent.fields["place"] == "甲村"
    assert sent.fields["text"] == "甲村报告“6·1”尾矿库事故。"
