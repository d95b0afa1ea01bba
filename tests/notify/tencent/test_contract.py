"""What the adapter declares about itself is true of the gateway."""

from __future__ import annotations

from datetime import timedelta

from notify.channel import (
    Accepted,
    Channel,
    Listening,
    Outcome,
    Permanent,
    Reply,
    Report,
    Temporary,
)
from notify.channels.tencent.channel import DAILY
from tests.notify.tencent.gateway import TO, Gateway, message


def test_it_is_a_channel_that_listens(gateway: Gateway) -> None:
    channel: Channel = gateway.channel
    listening: Listening = gateway.channel
    assert gateway.run(lambda _: listening.fetch()) == ()
    assert channel.name == "tencent"
    assert not channel.capabilities.voice
    assert not channel.capabilities.group


def test_two_way_and_receipts(gateway: Gateway) -> None:
    declared = gateway.channel.capabilities
    gateway.run(lambda channel: channel.send(message()))
    gateway.fake.phones.reply(TO, "1")
    came = {type(item) for item in gateway.run(lambda channel: channel.fetch())}
    assert (declared.receipts, declared.two_way) == (Report in came, Reply in came) == (True, True)


def test_it_reaches_the_world_and_never_in_an_exercise(gateway: Gateway) -> None:
    assert gateway.channel.capabilities.reaches_world
    gateway.run(lambda channel: channel.send(message(mode="exercise")))
    assert gateway.fake.phones.taken == []
    gateway.run(lambda channel: channel.send(message()))
    assert len(gateway.fake.phones.taken) == 1


def test_it_needs_a_template(gateway: Gateway) -> None:
    """The free text of a message never goes out."""
    assert gateway.channel.capabilities.needs_template
    gateway.run(lambda channel: channel.send(message()))
    assert message().text not in gateway.fake.phones.taken[0].text


def test_it_does_not_work_without_the_way_out(gateway: Gateway) -> None:
    assert not gateway.channel.capabilities.works_offline
    gateway.fake.url = "http://127.0.0.1:9"  # nobody listens on the discard port
    cut_off = Gateway(gateway.fake)
    assert cut_off.run(lambda channel: channel.send(message())) == Temporary("no_connection")


def send(gateway: Gateway, what: str) -> Outcome:
    return gateway.run(lambda channel: channel.send(message({"what": what})))


def test_no_longer_message_than_declared(gateway: Gateway) -> None:
    room = gateway.channel.capabilities.max_chars
    text = ""
    while send(gateway, text) != Permanent("too_long", elsewhere=True):
        text += "水"
        gateway.clock.forward(timedelta(days=1))
    longest = max(len(taken.text) for taken in gateway.fake.phones.taken)
    assert longest + len(f"【{gateway.account.signature}】") == room
    assert gateway.fake.reached == {}


def test_the_budget_of_a_day_is_the_vendors(gateway: Gateway) -> None:
    assert gateway.channel.capabilities.daily_budget == DAILY == gateway.fake.phones.per_day
    taken = 0
    while isinstance(gateway.run(lambda channel: channel.send(message())), Accepted):
        taken += 1
        gateway.clock.forward(timedelta(minutes=1))
    assert taken == DAILY


def test_a_budget_raised_at_the_vendor_is_raised_here(gateway: Gateway) -> None:
    assert gateway.but(daily_budget=10).channel.capabilities.daily_budget == 10
