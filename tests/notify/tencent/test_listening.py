"""Receipts and replies: each is given until it is stored, whatever happens between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest

from notify.channel import Accepted, Incoming, Reply, Report
from notify.channels.tencent.channel import HELD, PAGE
from tests.notify.tencent.gateway import START, TO, Gateway, message


def fetch(gateway: Gateway) -> Sequence[Incoming]:
    return gateway.run(lambda channel: channel.fetch())


def store(gateway: Gateway, incoming: Sequence[Incoming]) -> None:
    gateway.run(lambda channel: channel.stored(incoming))


def send(gateway: Gateway, number: str = TO) -> str:
    outcome = gateway.run(lambda channel: channel.send(message(address=number)))
    assert isinstance(outcome, Accepted)
    assert outcome.provider_id is not None
    return outcome.provider_id


def test_a_receipt_names_the_message_it_is_about(gateway: Gateway) -> None:
    serial = send(gateway)
    assert fetch(gateway) == (Report(serial, "SUCCESS", "delivered", "DELIVRD", START),)


@pytest.mark.parametrize(
    ("word", "told"), [("UNDELIV", "failed_permanent"), ("EXPIRED", "failed_temporary")]
)
def test_a_failed_delivery(gateway: Gateway, word: str, told: str) -> None:
    gateway.fake.phones.behaviour[TO] = word
    serial = send(gateway)
    (report,) = fetch(gateway)
    assert isinstance(report, Report)
    assert (report.provider_id, report.told, report.code) == (serial, told, word)


def test_a_silent_phone_gives_nothing(gateway: Gateway) -> None:
    gateway.fake.phones.behaviour[TO] = "silent"
    send(gateway)
    assert fetch(gateway) == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_a_reply_comes_with_the_whole_number(gateway: Gateway, *, swapped: bool) -> None:
    gateway.fake.phones.swapped = swapped
    gateway.fake.phones.reply(TO, "１ 收到")
    (reply,) = fetch(gateway)
    assert isinstance(reply, Reply)
    assert (reply.sender, reply.text, reply.at, reply.to) == (TO, "１ 收到", START, None)


def test_the_same_reply_twice_has_one_name_and_another_has_another(gateway: Gateway) -> None:
    phones = gateway.fake.phones
    phones.reply(TO, "1")
    phones.reply(TO, "1")
    phones.reply(TO, "2")
    phones.reply("+8610000000002", "1")
    gateway.clock.forward(timedelta(seconds=1))
    phones.reply(TO, "1")
    names = [reply.id for reply in fetch(gateway) if isinstance(reply, Reply)]
    assert len(names) == 5
    assert names[0] == names[1]
    assert len(set(names)) == 4


def test_more_than_one_page_comes_at_once(gateway: Gateway) -> None:
    for n in range(2 * PAGE + 1):
        gateway.fake.phones.reply(TO, str(n))
    texts = [reply.text for reply in fetch(gateway) if isinstance(reply, Reply)]
    assert texts == [str(n) for n in range(2 * PAGE + 1)]


def test_what_is_not_stored_is_given_again(gateway: Gateway) -> None:
    """The vendor gives each item once; whoever stores it may fail."""
    gateway.fake.phones.reply(TO, "1")
    first = fetch(gateway)
    gateway.fake.phones.reply(TO, "2")
    second = fetch(gateway)
    assert second[:1] == first
    store(gateway, first)
    assert fetch(gateway) == second[1:]
    store(gateway, second)
    assert fetch(gateway) == ()


@pytest.mark.parametrize("fault", ["503_before", "cut", "slow_body", "not_json"])
def test_receipts_are_not_lost_when_replies_cannot_be_had(gateway: Gateway, fault: str) -> None:
    serial = send(gateway)
    gateway.fake.faults["PullSmsReplyStatus"].append(fault)
    (report,) = fetch(gateway)
    assert gateway.fake.reached[fault] == 1
    assert isinstance(report, Report)
    assert report.provider_id == serial
    assert gateway.channel.listening.failing
    assert fetch(gateway) == (report,)
    assert not gateway.channel.listening.failing


def test_what_nobody_can_store_stays_with_the_vendor(gateway: Gateway) -> None:
    for n in range(HELD + PAGE):
        gateway.fake.phones.reply(TO, str(n))
    assert len(fetch(gateway)) == len(fetch(gateway)) == HELD
    assert len(gateway.fake.phones.replies) == PAGE
    store(gateway, fetch(gateway))
    assert len(fetch(gateway)) == PAGE


def test_a_page_that_came_is_kept_when_the_next_does_not(gateway: Gateway) -> None:
    for n in range(PAGE + 1):
        gateway.fake.phones.reply(TO, str(n))
    gateway.fake.faults["PullSmsReplyStatus"] += [None, "503_before"]
    assert len(fetch(gateway)) == PAGE
    assert len(fetch(gateway)) == PAGE + 1


def test_receipts_come_although_replies_were_never_switched_on(gateway: Gateway) -> None:
    gateway.fake.replies_on = False
    send(gateway)
    assert len(fetch(gateway)) == 1
    assert gateway.channel.listening.code == "UnauthorizedOperation.RequestPermissionDeny"


def test_nothing_to_give_and_nobody_to_ask_is_an_error(gateway: Gateway) -> None:
    gateway.fake.replies_on = False
    with pytest.raises(ConnectionError, match="RequestPermissionDeny"):
        fetch(gateway)
    gateway.fake.faults["PullSmsSendStatus"].append("503_before")
    gateway.fake.replies_on = True
    with pytest.raises(ConnectionError, match="http_503"):
        fetch(gateway)
    assert fetch(gateway) == ()


def test_listening_well_does_not_hide_that_sending_fails(gateway: Gateway) -> None:
    gateway.fake.phones.balance = 0
    gateway.run(lambda channel: channel.send(message()))
    fetch(gateway)
    assert gateway.channel.listening.words is None
    assert gateway.channel.sending.failing


def test_what_cannot_be_read_holds_up_nothing_and_is_not_shown(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    phones = gateway.fake.phones
    phones.replies.append({"ReplyContent": "secret words"})
    phones.reply(TO, "1")
    with caplog.at_level(logging.DEBUG):
        assert [item.text for item in fetch(gateway) if isinstance(item, Reply)] == ["1"]
    assert "cannot be read" in caplog.text
    assert "secret words" not in caplog.text


def test_nothing_personal_is_logged(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        send(gateway)
        gateway.fake.phones.reply(TO, "我在坝顶")
        fetch(gateway)
    for secret in (TO[3:], "坝顶", gateway.account.credentials.secret_key):
        assert secret not in caplog.text


def test_two_who_ask_at_once_lose_nothing(gateway: Gateway) -> None:
    for n in range(5):
        gateway.fake.phones.reply(TO, str(n))

    async def both() -> tuple[Sequence[Incoming], Sequence[Incoming]]:
        channel = gateway.channel
        try:
            one, two = await asyncio.gather(channel.fetch(), channel.fetch())
        finally:
            await channel.close()
        return one, two

    one, two = asyncio.run(both())
    assert {r.text for r in (*one, *two) if isinstance(r, Reply)} == set("01234")
