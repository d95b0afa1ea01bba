"""What modems do besides their answers: refusing, talking in between, falling silent for good.

Each is something that real lines do, and each decides whether a message counts as sent, not sent,
or unknown.
"""

from __future__ import annotations

import asyncio
import os
import pty
import queue
import re
import threading
import tty
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from notify.answers.reading import read
from notify.channel import MISSING, Accepted, Outcome, Permanent, Reply, Temporary, Unknown
from notify.channels.modem.at import LONGEST_LINE, Final, Info, Reader
from notify.channels.modem.budget import DAY, Budget
from notify.channels.modem.errors import outcome_of
from notify.channels.modem.inbox import PATIENCE, Slot
from notify.channels.modem.line import Ask, Line, NotSent, Refusal
from notify.channels.modem.port import Port
from notify.channels.modem.storages import TRIES, delete, start_up
from notify.channels.modem.waiting import remembered, sent
from runtime.clock import ManualClock
from tests.fakes.modem import START, FakeModem, deliver_pdus, on_tcp
from tests.notify.modem.test_modem import LONG, QUICK, TO, message, modem, send, until
from tests.notify.modem.test_modem import tcp as tcp  # noqa: PLC0414 - a fixture

ERROR = Refusal(Final("error"))


# -- opening ---------------------------------------------------------------------------------------


class Modemlike:
    """Answers ``OK`` to everything but the first few words it hears."""

    def __init__(self, deaf_for: int = 0, refuses: Sequence[str] = ()) -> None:
        self.deaf_for = deaf_for
        self.refuses = refuses
        self.heard: list[str] = []

    def ask(self, command: str) -> Sequence[str]:
        self.heard.append(command)
        if len(self.heard) <= self.deaf_for or command in self.refuses:
            raise ERROR
        return ()


def test_a_modem_that_has_just_got_power_is_greeted_again() -> None:
    """Its first answer is noise; giving up there would cost the only way out of the valley."""
    waking = Modemlike(deaf_for=TRIES - 1)
    start_up(None)(waking.ask)
    assert waking.heard[: TRIES + 1] == ["AT"] * TRIES + ["ATE0"]


def test_a_device_that_never_answers_the_greeting_is_no_modem() -> None:
    """Nothing else is said to it: the port may belong to another machine."""
    other = Modemlike(deaf_for=99)
    with pytest.raises(Refusal):
        start_up(None)(other.ask)
    assert other.heard == ["AT"] * TRIES


def test_a_modem_that_takes_no_octets_is_told_as_that() -> None:
    old = Modemlike(refuses=["AT+CMGF=0"])
    with pytest.raises(NotSent, match="no_pdu_mode"):
        start_up(None)(old.ask)


# -- handing over ----------------------------------------------------------------------------------


class Chatty(FakeModem):
    """Says what nobody asked before it takes a message."""

    def _prompt(self) -> None:
        self._send("\r\n^RSSI:19\r\n\r\nOK\r\n")
        super()._prompt()


def test_news_before_the_prompt_is_not_taken_for_it() -> None:
    """The octets are given when the modem is ready for them, not at the first thing it says."""
    with on_tcp(Chatty()) as chatty:
        (outcome,) = send(chatty, message("撤离"))
    assert isinstance(outcome, Accepted)
    assert [one.part.text for one in chatty.taken] == ["撤离"]


class Nameless(FakeModem):
    """Takes a message and forgets to say under which reference."""

    def _say(self, *lines: str) -> None:
        super()._say(*(line for line in lines if not line.startswith("+CMGS:")))


def test_taken_without_a_reference_is_unknown_and_counts_as_sent() -> None:
    """No report can ever be matched to it, so nobody may claim that it arrived; but it left, and
    the operator of the SIM counts it."""

    async def story() -> tuple[Outcome, int]:
        async with modem(fake) as channel:
            outcome = await channel.send(message(LONG))
            return outcome, (await channel.health()).sent_today

    with on_tcp(Nameless()) as fake:
        outcome, spent = asyncio.run(story())
    assert outcome == Unknown("no_reference")
    assert len(fake.taken) == spent == 1, "the second part is not sent after a first like that"


def test_after_the_line_was_closed_a_message_goes_another_way(tcp: FakeModem) -> None:
    """The program is ending: what comes now was certainly not sent, and is tried again."""

    async def story() -> Outcome:
        async with modem(tcp) as channel:
            await channel.close()
            return await channel.send(message())

    assert asyncio.run(story()) == Temporary("no_modem", 60.0, call_meanwhile=True)
    assert (tcp.taken, tcp.commands) == ([], [])


def test_what_still_waits_when_the_line_is_closed_is_not_sent(tcp: FakeModem) -> None:
    """Whoever asked hears it; a question that is never answered would hold up the end for ever."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(ask: Ask) -> None:
        begun.set()
        go_on.wait(10)
        ask("AT")

    async def story() -> None:
        port = Port(tcp.url, slow, QUICK)
        first = asyncio.create_task(port.command("ATE0"))
        await asyncio.to_thread(begun.wait, 10)
        second = asyncio.create_task(port.hand_over(1, "00"))
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(port.close))
        await asyncio.to_thread(port._stop.wait, 10)
        go_on.set()
        await closing
        assert await first == [], "what was being asked is answered"
        with pytest.raises(NotSent, match="closed"):
            await second

    asyncio.run(story())
    assert tcp.commands == ["AT", "ATE0"]
    assert tcp.taken == []


def test_a_message_longer_than_the_budget_of_the_sim_is_refused_at_once(tcp: FakeModem) -> None:
    """Waiting would never help: it goes to a person who calls."""
    assert send(tcp, message(LONG), sim_budget=1) == [Permanent("sim_budget")]
    assert tcp.taken == []
    assert Budget(1).wait(2, START) is None
    spent = Budget(1)
    spent.spend(1, START)
    assert spent.wait(1, START) == DAY


@pytest.mark.parametrize(
    ("code", "kind", "outcome"),
    [(None, "error", Temporary("error")), (14, "cme", Temporary("cme_14"))],
)
def test_an_error_of_the_modem_itself_says_nothing_about_the_number(
    code: int | None, kind: str, outcome: Outcome
) -> None:
    """CME 14 is a busy SIM. CMS 1, an unassigned number, would be for good: CME 1 is not that."""
    assert outcome_of(code, kind) == outcome
    assert outcome_of(1, "cms") == Permanent("cms_1")
    assert outcome_of(1, "cme") == Temporary("cme_1")


# -- what comes in ---------------------------------------------------------------------------------


def test_noise_without_an_end_is_dropped_and_the_next_answer_is_read() -> None:
    """A line at the wrong speed must not fill the memory of a machine that runs for years."""
    reader = Reader()
    assert list(reader.feed(b"\xff" * LONGEST_LINE)) == []
    assert list(reader.feed(b"\xff")) == []
    assert list(reader.feed(b"\r\n+CSQ: 20,99\r\nOK\r\n")) == [Info("+CSQ: 20,99"), Final("ok")]


def test_an_answer_that_is_handed_over_at_once_is_not_lost(tcp: FakeModem) -> None:
    """Some messages are stored nowhere: they lie in our own hands only, until they are safe."""
    (pdu,) = deliver_pdus(TO, "收到", START)

    async def story() -> None:
        async with modem(tcp) as channel:
            assert await channel.fetch() == []
            tcp._send(f"\r\n+CMT: ,{len(pdu) // 2 - 1}\r\n{pdu}\r\n")
            got = await until(channel, bool)
            assert [(one.sender, one.text) for one in got if isinstance(one, Reply)] == [
                (TO, "收到")
            ]
            assert await channel.fetch() == got, "given again until it is safe"
            await channel.stored(got)
            assert await channel.fetch() == []

    asyncio.run(story())


def test_a_reference_that_comes_again_gives_up_the_unfinished_message(tcp: FakeModem) -> None:
    """A telephone counts to 255 and begins again: a later answer must not hide what there is of an
    earlier one."""
    first, second = "一" * 67 + "第一条完", "二" * 67 + "第二条完"
    lost, kept = (deliver_pdus(TO, text, START, reference=9) for text in (first, second))
    assert [len(lost), len(kept)] == [2, 2]

    async def story() -> list[str]:
        async with modem(tcp) as channel:
            for pdu in (lost[0], *kept):
                tcp.receive_pdu(pdu)
            got = await until(channel, lambda got: len(got) == 2)
            return [one.text for one in got if isinstance(one, Reply)]

    assert asyncio.run(story()) == ["一" * 67 + "[…]", second]


LONGER = "收到" + "，路上有落石，正在绕行" * 12
APART = "不能到" + "，请另派人来，我在外地" * 10


@pytest.mark.parametrize(
    ("later", "texts"),
    [
        (0, [LONGER[:67] + APART[67:]]),  # nothing tells them apart: the network saw one message
        (180, [LONGER[:67] + MISSING + APART[67:]]),
        (600, [LONGER[:67] + MISSING, MISSING + APART[67:]]),
    ],
)
def test_parts_of_two_messages_are_told_apart_by_when_the_network_took_them(
    tcp: FakeModem, later: int, texts: list[str]
) -> None:
    """Of each only one half comes, under the same reference."""
    clock = ManualClock(START)
    first = deliver_pdus(TO, LONGER, START, reference=9)[0]
    second = deliver_pdus(TO, APART, START + timedelta(seconds=later), reference=9)[1]

    async def story() -> list[str]:
        async with modem(tcp, clock) as channel:
            tcp.receive_pdu(first)
            tcp.receive_pdu(second)
            await channel.fetch()
            clock.forward(PATIENCE)
            return [one.text for one in await channel.fetch() if isinstance(one, Reply)]

    found = asyncio.run(story())
    assert sorted(found) == sorted(texts)
    if later:
        assert {read(text).kind for text in found} == {"nothing"}, "a person reads it"


def test_parts_at_unknown_times_are_put_together_and_marked(tcp: FakeModem) -> None:
    whole = deliver_pdus(TO, LONGER, START, reference=9)
    stamp = "".join(pair[::-1] for pair in re.findall("..", f"{START:%y%m%d%H%M%S}")) + "00"
    for pdu in whole:
        tcp.receive_pdu(pdu.replace(stamp, "F" * 14))

    async def story() -> list[str]:
        async with modem(tcp) as channel:
            return [one.text for one in await until(channel, bool) if isinstance(one, Reply)]

    assert asyncio.run(story()) == [LONGER[:67] + MISSING + LONGER[67:]]


@pytest.mark.parametrize("torn", ["收到[…]", "[…]收到 27", "退订[…]", "收[…]到"])
def test_nothing_is_read_from_a_text_with_a_part_missing(torn: str) -> None:
    assert read(torn).kind == "nothing"


@pytest.mark.parametrize("name", ["SM0123456789", f"gsm-{10**30}-00ff-1", f"gsm-{10**14}-00ff-1"])
def test_a_foreign_id_among_those_waited_for_does_not_keep_the_modem_from_starting(
    tcp: FakeModem, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    ours = sent(START, TO, [7])

    async def story() -> list[Outcome]:
        waiting = {name: ["1/1:00"], ours.name: []}
        async with modem(tcp, ManualClock(START), waiting=waiting) as channel:
            return [await channel.send(message())]

    (outcome,) = asyncio.run(story())
    assert isinstance(outcome, Accepted)
    assert f"no delivery report will be matched to {name}" in caplog.text


def test_the_id_of_another_channel_is_no_message_of_a_modem() -> None:
    with pytest.raises(ValueError, match="not the name of a message of a modem"):
        remembered("SM0123456789", ["1/1:00"])


# -- deleting --------------------------------------------------------------------------------------


def test_only_what_was_seen_in_this_opening_is_deleted(tcp: FakeModem) -> None:
    """After another opening the same place may hold somebody else's unread answer."""
    tcp.stored = {"SM": {1: "a", 2: "b"}, "SR": {1: "c", 2: "d"}}
    tcp.quiet = True

    async def story() -> None:
        port = Port(tcp.url, start_up(None), QUICK)
        try:
            await port.command("AT")
            now, before = port.opened, port.opened - 1
            assert now == 1
            await delete(port, [Slot("SM", 1, now), Slot("SR", 2, now), Slot("SM", 2, before)])
        finally:
            await asyncio.to_thread(port.close)

    asyncio.run(story())
    assert tcp.stored == {"SM": {2: "b"}, "SR": {1: "c"}}


# -- the device ------------------------------------------------------------------------------------


def test_a_modem_that_is_pulled_out_while_it_is_opened_is_a_line_that_is_down() -> None:
    """The terminal then raises an error of its own kind, which nobody would catch."""
    master, slave = pty.openpty()
    tty.setraw(slave)

    def pull() -> None:
        assert os.read(master, 2) == b"\x1b\r"
        os.close(master)

    pulling = threading.Thread(target=pull)
    pulling.start()
    try:
        with pytest.raises(OSError, match=r"unplugged|Input/output error"):
            Line(os.ttyname(slave), replace(QUICK, look_s=0.2), queue.SimpleQueue())
    finally:
        pulling.join(10)
        os.close(slave)
