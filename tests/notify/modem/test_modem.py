"""The modem channel against a small modem, on a pseudo-terminal and over TCP.

Every fault is counted by the fake: a test that passes has proved that it was reached.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar, get_args

import pytest

from app.plan_folders import PLANS
from notify.channel import (
    Accepted,
    Incoming,
    Message,
    Outcome,
    Permanent,
    Reply,
    Report,
    Temporary,
    Unknown,
)
from notify.channels.modem.channel import Modem
from notify.channels.modem.line import Patience
from notify.compose import compose
from notify.once_more import resent
from notify.segments import count
from notify.text import EXERCISE
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.clock import ManualClock
from runtime.language import Lang
from tests.fakes.modem import START, FakeModem, Fault, deliver_pdus, on_pty, on_tcp

T = TypeVar("T")

TO = "+8610012345678"
OTHER = "+8612012345678"
QUICK = Patience(command_s=1.0, prompt_s=0.25, handover_s=0.25, reopen_s=0.01, look_s=0.01)
LONG = "溃坝预警，请立即撤离。" * 8


@pytest.fixture(params=[on_pty, on_tcp], ids=["pty", "tcp"])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeModem]:
    with request.param(FakeModem()) as made:
        yield made


@pytest.fixture
def tcp() -> Iterator[FakeModem]:
    with on_tcp(FakeModem()) as made:
        yield made


def message(text: str = "测试", address: str = TO, mode: str = "real") -> Message:
    return Message(
        attempt="att-1", incident="inc-1", jurisdiction="lanshan", mode=mode, event="x",
        key="entry-1", person="p", posts=("desk",), position=1, address=address, text=text,
        text_ref="r",
    )  # fmt: skip


@asynccontextmanager
async def modem(
    fake: FakeModem, clock: ManualClock | None = None, **settings: Any
) -> AsyncIterator[Modem]:
    settings = {"patience": QUICK, **settings}
    made = Modem(fake.url, clock or ManualClock(START), **settings)
    try:
        yield made
    finally:
        await made.close()


def send(fake: FakeModem, *what: Message, **settings: Any) -> list[Outcome]:
    async def all_of_them() -> list[Outcome]:
        async with modem(fake, **settings) as channel:
            return [await channel.send(one) for one in what or (message(),)]

    return asyncio.run(all_of_them())


async def eventually(ask: Callable[[], Coroutine[Any, Any, T]], good: Callable[[T], bool]) -> T:
    """Ask until the answer is good: news travels on a line of its own time."""
    for _ in range(1000):
        if good(got := await ask()):
            return got
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


async def until(channel: Modem, good: Callable[[Any], bool]) -> list[Incoming]:
    """Fetch until what came is all that is awaited."""
    return list(await eventually(channel.fetch, good))


# -- sending ---------------------------------------------------------------------------------------


def test_a_message_is_taken(fake: FakeModem) -> None:
    (outcome,) = send(fake)
    (taken,) = fake.taken
    assert (taken.part.number, taken.part.text, taken.part.validity) == (TO, "测试", 23)
    assert isinstance(outcome, Accepted)
    assert not outcome.delivered
    assert TO[-8:] not in str(outcome.provider_id)


def test_a_long_message_goes_in_parts_that_belong_together(fake: FakeModem) -> None:
    send(fake, message(LONG), message(LONG))
    assert "".join(one.part.text for one in fake.taken) == LONG * 2
    pieces = [one.part.piece for one in fake.taken]
    assert [piece and piece[1:] for piece in pieces] == [(2, 1), (2, 2)] * 2
    references = [piece and piece[0] for piece in pieces]
    assert references[0] == references[1] != references[2] == references[3]


def test_emoji_and_what_a_modem_takes_for_a_command(tcp: FakeModem) -> None:
    send(tcp, message("🚨撤\x1a离\x1b"))
    assert [one.part.text for one in tcp.taken] == ["🚨撤离"]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (message(mode="exercise"), "exercise_stays_inside"),
        (message(address="sim:0001"), "exercise_stays_inside"),
        (message(address="desk"), "bad_number"),
        (message("\u200b"), "empty"),
        (message("坝" * 269), "too_long"),
    ],
)
def test_what_never_reaches_the_modem(tcp: FakeModem, what: Message, code: str) -> None:
    assert send(tcp, what) == [Permanent(code)]
    assert tcp.commands == []


def test_the_longest_declared_text_goes(tcp: FakeModem) -> None:
    (outcome,) = send(tcp, message("x" * Modem.capabilities.max_chars))
    assert isinstance(outcome, Accepted)
    assert len(tcp.taken) == Modem.capabilities.max_segments


@pytest.mark.parametrize("typed", ["🚨", "坝", "x", "[", "坝🚨x"])
@pytest.mark.parametrize("mode", ["real", "exercise"])
def test_whatever_is_typed_the_modem_takes_what_is_composed(typed: str, mode: str) -> None:
    """An emoji takes two places: within the characters is not within the parts."""
    book, able = Playbook.of(load_plan(PLANS / "wutai-2024")), Modem.capabilities
    most, parts_ = able.max_chars, able.max_segments
    for lang in get_args(Lang):
        said = compose(
            [typed * 700], ["general_commander"], book, lang, mode, most, max_parts=parts_, tail="t"
        )
        again = resent(said, lang, mode, most, parts_)
        assert count(said) == count(again) == parts_
        assert said.removesuffix(EXERCISE[lang]).endswith("\nt"), "the tail is never cut"
        assert again.endswith(EXERCISE[lang]) is (mode == "exercise")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (1, Permanent("cms_1")),
        (21, Permanent("cms_21")),
        (27, Temporary("cms_27", call_meanwhile=True)),
        (38, Temporary("cms_38")),
        (42, Temporary("cms_42")),
        (310, Temporary("cms_310", 60.0, call_meanwhile=True)),
        (332, Unknown("cms_332")),
        (500, Unknown("cms_500")),
        (999, Temporary("cms_999")),
        ("no_prompt", Temporary("no_modem", 60.0, call_meanwhile=True)),
        ("unplug_before", Temporary("no_modem", 60.0, call_meanwhile=True)),
        ("silent_after", Unknown("cut_after_handover")),
        ("unplug_after", Unknown("cut_after_handover")),
    ],
)
def test_faults(fake: FakeModem, fault: Fault, outcome: Outcome) -> None:
    fake.faults.append(fault)
    assert send(fake) == [outcome]
    assert fake.reached[str(fault)] == 1
    assert len(fake.taken) == (fault in ("silent_after", "unplug_after"))


@pytest.mark.parametrize(
    "fault", ["no_prompt", "unplug_before", "unplug_after", "silent_after", 38]
)
def test_after_a_fault_the_next_message_goes(fake: FakeModem, fault: Fault) -> None:
    fake.faults.append(fault)

    async def story() -> Outcome:
        async with modem(fake) as channel:
            await channel.send(message("一"))
            return await eventually(
                lambda: channel.send(message("二")), lambda got: not isinstance(got, Temporary)
            )

    assert isinstance(asyncio.run(story()), Accepted)
    assert fake.reached[str(fault)] == 1
    assert fake.taken[-1].part.text == "二"


@pytest.mark.parametrize("fault", [1, 38, "no_prompt", "unplug_before"])
def test_half_a_message_is_unknown(tcp: FakeModem, fault: Fault) -> None:
    tcp.faults += ["garbage", fault]
    (outcome,) = send(tcp, message(LONG))
    assert isinstance(outcome, Unknown)
    assert outcome.reason.startswith("partly_sent:")
    assert len(tcp.taken) == 1


def test_noise_on_the_line_is_not_an_answer(fake: FakeModem) -> None:
    fake.faults.append("garbage")
    assert isinstance(send(fake)[0], Accepted)
    assert fake.reached["garbage"] == 1


def test_a_slow_prompt_is_waited_for(tcp: FakeModem) -> None:
    tcp.faults.append("slow_prompt")

    async def story() -> Outcome:
        async with modem(tcp, patience=Patience(look_s=0.01)) as channel:
            sending = asyncio.create_task(channel.send(message()))
            await eventually(lambda: asyncio.sleep(0), lambda _: tcp.reached["slow_prompt"] == 1)
            assert not sending.done()
            tcp.forward(8)
            return await sending

    assert isinstance(asyncio.run(story()), Accepted)


def test_without_a_modem_nothing_was_sent() -> None:
    with on_tcp(FakeModem()) as gone:
        pass
    assert send(gone) == [Temporary("no_modem", 60.0, call_meanwhile=True)]


def test_the_budget_of_the_sim(tcp: FakeModem) -> None:
    clock = ManualClock(START)

    async def story() -> list[Outcome]:
        async with modem(tcp, clock, sim_budget=3) as channel:
            outcomes = [await channel.send(message(LONG)), await channel.send(message(LONG))]
            clock.forward(timedelta(hours=23))
            outcomes.append(await channel.send(message(LONG)))
            clock.forward(timedelta(hours=1))
            return [*outcomes, await channel.send(message(LONG))]

    first, second, third, fourth = asyncio.run(story())
    assert isinstance(first, Accepted)
    assert second == Permanent("sim_budget")
    assert third == Temporary("sim_budget", 3600.0, call_meanwhile=True)
    assert isinstance(fourth, Accepted)


# -- what comes back -------------------------------------------------------------------------------


@pytest.mark.parametrize("stores", [True, False], ids=["stored", "pushed"])
def test_delivered_only_when_every_part_is(fake: FakeModem, stores: bool) -> None:
    fake.reports, fake.stores_reports = "never", stores

    async def story() -> None:
        async with modem(fake) as channel:
            outcome = await channel.send(message(LONG))
            assert isinstance(outcome, Accepted)
            fake.report(1)
            one = await until(channel, lambda got: len(got) == 1)
            await channel.stored(one)
            fake.report(0)
            two = await until(channel, lambda got: len(got) == 1)
            await channel.stored(two)
            assert [(r.provider_id, r.word, r.told) for r in (*one, *two) if type(r) is Report] == [
                (outcome.provider_id, "2/2:00", "accepted"),
                (outcome.provider_id, "1/2:00", "delivered"),
            ]
            assert await channel.fetch() == []

    asyncio.run(story())
    assert fake.stored == {"SM": {}, "SR": {}}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (0x00, "delivered"), (0x01, "accepted"), (0x30, "accepted"), (0x41, "failed_permanent"),
        (0x60, "failed_temporary"), (0x99, "failed_temporary"),
    ],
)  # fmt: skip
def test_what_reports_say(tcp: FakeModem, status: int, told: str) -> None:
    tcp.reports = "never"

    async def story() -> None:
        async with modem(tcp) as channel:
            await channel.send(message())
            assert await channel.fetch() == []
            tcp.report(0, status)
            (got,) = await until(channel, bool)
            assert isinstance(got, Report)
            assert (got.told, got.word) == (told, f"1/1:{status:02x}")

    asyncio.run(story())


def test_a_report_after_a_restart_still_finds_its_message(tcp: FakeModem) -> None:
    tcp.reports = "never"
    (outcome,) = send(tcp, message(LONG))
    assert isinstance(outcome, Accepted)
    name = str(outcome.provider_id)
    tcp.report(1)

    async def story() -> list[Incoming]:
        async with modem(tcp, waiting={name: ["1/2:00"]}) as channel:
            return await until(channel, bool)

    (got,) = asyncio.run(story())
    assert isinstance(got, Report)
    assert (got.provider_id, got.told) == (name, "delivered")


def test_references_that_come_again_are_told_apart_by_number(tcp: FakeModem) -> None:
    tcp.reports = "never"

    async def story() -> None:
        async with modem(tcp) as channel:
            first = await channel.send(message())
            tcp.reference = (tcp.reference - 1) % 256
            second = await channel.send(message(address=OTHER))
            assert tcp.taken[0].reference == tcp.taken[1].reference
            tcp.report(1)
            tcp.report(0)
            got = await until(channel, lambda got: len(got) == 2)
            assert isinstance(first, Accepted)
            assert isinstance(second, Accepted)
            assert [one.provider_id for one in got if isinstance(one, Report)] == [
                second.provider_id,
                first.provider_id,
            ]

    asyncio.run(story())


def test_the_reference_after_255_is_0(tcp: FakeModem) -> None:
    tcp.reference = 254

    async def story() -> None:
        async with modem(tcp) as channel:
            await channel.send(message(LONG))
            got = await until(channel, lambda got: len(got) == 2)
            assert [one.told for one in got if isinstance(one, Report)] == ["accepted", "delivered"]

    asyncio.run(story())
    assert [one.reference for one in tcp.taken] == [255, 0]


def test_a_report_on_nothing_of_ours_is_deleted(tcp: FakeModem) -> None:
    send(tcp)
    assert tcp.stored["SR"]

    async def story() -> list[Incoming]:
        async with modem(tcp) as channel:
            return list(await channel.fetch())

    assert asyncio.run(story()) == []
    assert tcp.stored["SR"] == {}


@pytest.mark.parametrize("text", ["1", "收到", LONG])
def test_an_answer_lies_on_the_sim_until_it_is_safe(fake: FakeModem, text: str) -> None:
    async def story() -> None:
        async with modem(fake) as channel:
            assert await channel.fetch() == []
            fake.receive(TO, text)
            got = await until(channel, bool)
            (reply,) = got
            assert isinstance(reply, Reply)
            assert (reply.sender, reply.text, reply.at) == (TO, text, START)
            assert fake.stored["SM"]
            assert await channel.fetch() == got
            await channel.stored(got)
            assert fake.stored["SM"] == {}
            assert await channel.fetch() == []

    asyncio.run(story())


def test_the_same_answer_has_the_same_id_after_a_restart(tcp: FakeModem) -> None:
    tcp.receive(TO, LONG)

    async def once() -> list[Incoming]:
        async with modem(tcp) as channel:
            return list(await channel.fetch())

    first = asyncio.run(once())
    assert len(first) == 1
    assert asyncio.run(once()) == first


def test_an_answer_that_nobody_told_of_is_found_within_a_minute(tcp: FakeModem) -> None:
    clock = ManualClock(START)

    async def story() -> None:
        async with modem(tcp, clock) as channel:
            await channel.fetch()
            tcp.quiet = True
            tcp.receive(TO, "1")
            clock.forward(timedelta(seconds=59))
            assert await channel.fetch() == []
            clock.forward(timedelta(seconds=1))
            assert len(await channel.fetch()) == 1

    asyncio.run(story())


def test_parts_in_any_order_and_one_that_never_comes(tcp: FakeModem) -> None:
    clock = ManualClock(START)
    one, two = deliver_pdus(TO, LONG, START, reference=9)

    async def story() -> None:
        async with modem(tcp, clock) as channel:
            tcp.receive_pdu(two)
            assert await channel.fetch() == []
            tcp.receive_pdu(one)
            (reply,) = await until(channel, bool)
            assert isinstance(reply, Reply)
            assert reply.text == LONG
            await channel.stored([reply])
            tcp.receive_pdu(two)
            assert await channel.fetch() == []
            clock.forward(timedelta(minutes=10))
            (half,) = await channel.fetch()
            assert isinstance(half, Reply)
            assert half.text == "[…]" + LONG[67:]

    asyncio.run(story())


def test_a_full_sim_is_emptied_and_the_rest_comes(tcp: FakeModem) -> None:
    tcp.size = 2
    for text in "123":
        tcp.receive(TO, text)
    assert tcp.reached["full"] == 1

    async def story() -> None:
        async with modem(tcp) as channel:
            got = list(await channel.fetch())
            assert (await channel.health()).full
            await channel.stored(got)
            got += await until(channel, bool)
            assert [one.text for one in got if isinstance(one, Reply)] == ["1", "2", "3"]

    asyncio.run(story())


def test_what_cannot_be_read_is_shown_to_a_person(tcp: FakeModem) -> None:
    tcp.receive_pdu("0004")

    async def story() -> list[Incoming]:
        async with modem(tcp) as channel:
            return list(await channel.fetch())

    (got,) = asyncio.run(story())
    assert isinstance(got, Reply)
    assert (got.sender, got.text) == ("", "0004")


def test_unplugged_and_plugged_in_again_nothing_is_lost_or_deleted_unseen(fake: FakeModem) -> None:
    async def story() -> None:
        async with modem(fake) as channel:
            fake.receive(TO, "1")
            got = await channel.fetch()
            assert len(got) == 1
            fake.unplug()
            fake.stored["SM"] = {1: deliver_pdus(OTHER, "2", START)[0]}  # another SIM
            await eventually(lambda: asyncio.sleep(0), lambda _: fake.reached["connect"] == 2)

            async def again() -> list[str]:
                with suppress(ConnectionError):
                    await channel.stored(got)
                    return [one.text for one in await channel.fetch() if isinstance(one, Reply)]
                return []

            assert await eventually(again, bool) == ["2"]
            assert fake.stored["SM"]

    asyncio.run(story())
    assert fake.reached["unplug"] == 1


def test_nobody_to_ask_is_said() -> None:
    with on_tcp(FakeModem()) as gone:
        pass

    async def story() -> None:
        async with modem(gone) as channel:
            with pytest.raises(ConnectionError):
                await channel.fetch()
            health = await channel.health()
            assert health.trouble
            assert not health.usable

    asyncio.run(story())


# -- how it is -------------------------------------------------------------------------------------


def test_health(tcp: FakeModem) -> None:
    async def story() -> None:
        async with modem(tcp) as channel:
            good = await channel.health()
            assert (good.sim, good.signal_dbm, good.registered) == ("READY", -73, True)
            assert (good.usable, good.weak, good.battery_percent) == (True, False, None)
            await channel.send(message(LONG))
            tcp.signal, tcp.registration, tcp.battery = 5, 2, "0,80"
            bad = await channel.health()
            assert (bad.usable, bad.weak, bad.registered) == (False, True, False)
            assert (bad.battery_percent, bad.sent_today, bad.budget) == (80, 2, 500)
            tcp.signal, tcp.registration = 99, 5
            abroad = await channel.health()
            assert (abroad.signal_dbm, abroad.weak, abroad.roaming) == (None, False, True)

    asyncio.run(story())


def test_no_network_is_temporary_and_somebody_should_call(tcp: FakeModem) -> None:
    tcp.registration = 2
    assert send(tcp) == [Temporary("cms_331", 60.0, call_meanwhile=True)]


def test_the_pin_is_given_once_only(tcp: FakeModem) -> None:
    tcp.pin = "1234"
    assert isinstance(send(tcp, pin="1234")[0], Accepted)
    tcp.pin = "1234"

    async def story() -> None:
        async with modem(tcp, pin="9999") as channel:
            assert await channel.send(message()) == Temporary("cms_311", 60.0, call_meanwhile=True)
            tcp.unplug()
            again = await eventually(channel.health, lambda health: health.sim is not None)
            assert again.sim == "SIM PIN"

    asyncio.run(story())
    assert tcp.reached["wrong_pin"] == 1


def test_three_hundred_people_each_get_their_own(tcp: FakeModem) -> None:
    async def story() -> list[Outcome]:
        async with modem(tcp) as channel:
            many = (channel.send(message(f"{n}", f"+8612000000{n:03}")) for n in range(300))
            return list(await asyncio.gather(*many))

    outcomes = asyncio.run(story())
    assert len({one.provider_id for one in outcomes if isinstance(one, Accepted)}) == 300
    assert [one.part.text for one in tcp.taken] == [f"{n}" for n in range(300)]


# -- waiting for one's turn ------------------------------------------------------------------------


def test_who_waits_behind_a_modem_that_hangs_is_told_so_and_not_that_it_is_busy(
    tcp: FakeModem,
) -> None:
    """The modem took one message and fell silent: the others do not wait for it to the end."""
    tcp.faults = ["silent_after"]
    slow = Patience(command_s=1.0, prompt_s=0.25, handover_s=1.5, reopen_s=0.01, look_s=0.01)

    async def three() -> list[Outcome]:
        async with modem(tcp, patience=slow, stuck_s=0.3) as channel:
            first = asyncio.create_task(channel.send(message()))
            others = [asyncio.create_task(channel.send(message(address=OTHER))) for _ in "ab"]
            waited = await asyncio.gather(*others)
            assert not first.done(), "it may be on its way, and is waited for"
            later = await channel.send(message(address=OTHER))
            lost = await first
            # The line is opened anew; then it is asked again.
            await eventually(lambda: channel.send(message()), lambda got: isinstance(got, Accepted))
            return [*waited, later, lost]

    *waited, first = asyncio.run(three())
    assert waited == [Temporary("modem_stuck")] * 3
    assert first == Unknown("cut_after_handover")
    assert tcp.reached["silent_after"] == 1


def test_a_message_says_how_long_the_modem_itself_took(tcp: FakeModem) -> None:
    async def two() -> list[Outcome]:
        async with modem(tcp) as channel:
            return list(await asyncio.gather(channel.send(message()), channel.send(message(LONG))))

    for outcome in asyncio.run(two()):
        assert isinstance(outcome, Accepted)
        assert outcome.worked_s is not None
        assert outcome.worked_s > 0
