"""Handing messages over: what goes out, and what is known afterwards."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.tencent.channel import TencentSms
from notify.channels.tencent.errors import DOWN_S
from notify.channels.tencent.signing import Credentials
from notify.channels.tencent.templates import Template, Templates
from runtime.clock import ManualClock
from tests.fakes.tencent import ALERT, DRILL, SECRET_ID, running
from tests.notify.tencent.gateway import ACCOUNT, START, TO, Gateway, message


def send(gateway: Gateway, what: Message | None = None) -> Outcome:
    return gateway.run(lambda channel: channel.send(what or message()))


def test_a_message_goes_as_its_template_and_names_its_attempt(gateway: Gateway) -> None:
    outcome = send(gateway)
    (taken,) = gateway.fake.phones.taken
    assert outcome == Accepted(taken.serial)
    assert (taken.number, taken.template, taken.context) == (TO, ALERT, "att-1")
    assert taken.text == "一号坝：坝顶，渗水。14:30前到位。回复1已收到，2需要帮助。"
    assert gateway.fake.reached == {}


def test_each_alert_of_the_plan_may_have_a_template_of_its_own(gateway: Gateway) -> None:
    send(gateway, message(alert="muster"))
    (taken,) = gateway.fake.phones.taken
    assert (taken.template, taken.text) == (DRILL, "演练：一号坝。回复1已收到。")


@pytest.mark.parametrize("written", ["10000000001", "86 100-0000-0001", "＋８６10000000001"])
def test_a_number_goes_out_in_full(gateway: Gateway, written: str) -> None:
    assert isinstance(send(gateway, message(address=written)), Accepted)
    assert gateway.fake.phones.taken[0].number == TO


@pytest.mark.parametrize(
    "what", [message(mode="exercise"), message(mode="test"), message(address="sim:0001")]
)
def test_an_exercise_stays_inside(gateway: Gateway, what: Message) -> None:
    assert send(gateway, what) == Permanent("exercise_stays_inside")
    assert gateway.fake.phones.taken == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"place": "见 https://a.example/x"}, "url_in_template"),
        ({"place": "坝" * 500}, "too_long"),
    ],
)
def test_what_the_vendor_would_refuse_is_not_even_tried(
    gateway: Gateway, fields: dict[str, str], code: str
) -> None:
    assert send(gateway, message(fields)) == Permanent(code, elsewhere=True)
    assert gateway.fake.reached == {}
    assert gateway.fake.phones.taken == []


def test_what_slips_through_is_refused_by_the_vendor_for_good(gateway: Gateway) -> None:
    blind = Templates(Template(DRILL, ("incident",)))  # without its text it cannot be measured
    code = "InvalidParameterValue.ContentLengthLimit"
    assert send(gateway.but(templates=blind), message({"incident": "坝" * 490})) == Permanent(code)
    assert gateway.fake.reached[code] == 1


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"signature": "x"}, Temporary("FailedOperation.SignatureIncorrectOrUnapproved")),
        ({"sdk_app_id": "1"}, Temporary("InvalidParameterValue.SdkAppIdNotExist")),
        (
            {"credentials": Credentials("other", "x")},
            Temporary("AuthFailure.SecretIdNotFound"),
        ),
        (
            {"credentials": Credentials(SECRET_ID, "x")},
            Temporary("AuthFailure.SignatureFailure"),
        ),
        (
            {"templates": Templates(Template("9", ("incident",)))},
            Temporary("FailedOperation.TemplateIncorrectOrUnapproved"),
        ),
    ],
)
def test_wrong_settings_wait_for_somebody_to_mend_them_and_others_call(
    gateway: Gateway, change: dict[str, Any], outcome: Temporary
) -> None:
    expected = replace(outcome, after_s=DOWN_S, call_meanwhile=True)
    assert send(gateway.but(**change)) == expected
    assert gateway.fake.reached[outcome.code] == 1


def test_a_template_with_other_gaps_than_the_approved_one(gateway: Gateway) -> None:
    code = "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
    wrong = Templates(Template(ALERT, ("incident",)))
    assert send(gateway.but(templates=wrong)) == Permanent(code)


def test_an_empty_account(gateway: Gateway) -> None:
    gateway.fake.phones.balance = 0
    code = "FailedOperation.InsufficientBalanceInSmsPackage"
    assert send(gateway) == Temporary(code, DOWN_S, call_meanwhile=True)
    assert gateway.fake.reached[code] == 1


def test_a_wrong_clock_is_named(gateway: Gateway) -> None:
    right = START + timedelta(minutes=6)
    gateway.fake.phones.now_s = right.timestamp
    code = "AuthFailure.SignatureExpire"
    assert send(gateway) == Temporary(code, DOWN_S, call_meanwhile=True)
    words = gateway.channel.sending.words
    assert words is not None
    assert "clock" in words.message


def test_a_number_on_the_black_list_and_a_wrong_one(gateway: Gateway) -> None:
    gateway.fake.phones.blocked.add(TO)
    assert send(gateway) == Permanent("FailedOperation.PhoneNumberInBlacklist")
    short = message(address="+8610")
    assert send(gateway, short) == Permanent("InvalidParameterValue.IncorrectPhoneNumber")
    assert gateway.fake.reached.total() == 2


def test_a_sensitive_word(gateway: Gateway) -> None:
    gateway.fake.words.add("渗水")
    assert send(gateway) == Permanent("FailedOperation.ContainSensitiveWord")


def test_limits_of_a_number_say_how_long_to_wait(gateway: Gateway) -> None:
    """The third message of a day has to wait until midnight in Beijing: somebody calls."""
    other = message({"mark": "2", "what": "第2次提醒"})
    assert isinstance(send(gateway), Accepted)
    assert send(gateway) == Temporary("LimitExceeded.PhoneNumberThirtySecondLimit", 31.0)
    assert isinstance(send(gateway, other), Accepted)
    gateway.clock.forward(timedelta(seconds=31))
    until_midnight_s = 8 * 3600 - 31  # the clock started at 16:00 in Beijing
    code = "LimitExceeded.PhoneNumberDailyLimit"
    assert send(gateway) == Temporary(code, until_midnight_s, call_meanwhile=True)
    gateway.clock.forward(timedelta(seconds=until_midnight_s))
    assert isinstance(send(gateway), Accepted)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("429", Temporary("http_429", 15.0)),
        ("redirect", Temporary("http_302")),
        ("RequestLimitExceeded", Temporary("RequestLimitExceeded", 15.0)),
        ("InternalError.OtherError", Temporary("InternalError.OtherError")),
        ("A.CodeOfTomorrow", Temporary("A.CodeOfTomorrow")),
        ("InternalError.Timeout", Unknown("InternalError.Timeout")),
        ("503_before", Unknown("http_503")),
    ],
)
def test_trouble_before_acceptance(gateway: Gateway, fault: str, outcome: Outcome) -> None:
    gateway.fake.faults["SendSms"].append(fault)
    assert send(gateway) == outcome
    assert gateway.fake.reached[fault] == 1
    assert gateway.fake.phones.taken == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("500_after", "http_500"),
        ("slow_body", "TimeoutError"),
        ("cut", "ClientPayloadError"),
        ("not_json", "unreadable_answer"),
        ("no_status", "unreadable_answer"),
    ],
)
def test_trouble_after_acceptance_leaves_it_unknown(
    gateway: Gateway, fault: str, reason: str
) -> None:
    gateway.fake.faults["SendSms"].append(fault)
    assert send(gateway) == Unknown(reason)
    assert gateway.fake.reached[fault] == 1
    assert len(gateway.fake.phones.taken) == 1


def test_no_connection_is_temporary_because_nothing_went_out() -> None:
    with running() as fake:
        pass
    gateway = Gateway(fake)
    assert send(gateway) == Temporary("no_connection")
    words = gateway.channel.sending.words
    assert words is not None
    assert "internet" in words.message


@contextmanager
def deaf() -> Iterator[str]:
    """The address of a host that answers no call: its queue of connections is full."""
    with ExitStack() as stack:
        host = stack.enter_context(socket.socket())
        host.bind(("127.0.0.1", 0))
        host.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(host.getsockname())
        yield f"http://127.0.0.1:{host.getsockname()[1]}"


def test_a_connection_that_never_comes_is_temporary_too() -> None:
    with deaf() as url:
        channel = TencentSms(ACCOUNT, ManualClock(START), base_url=url, call_s=10.0, connect_s=0.3)

        async def once() -> Outcome:
            try:
                return await channel.send(message())
            finally:
                await channel.close()

        assert asyncio.run(once()) == Temporary("no_connection")


@pytest.mark.parametrize(("pause", "connections"), [(0.0, 1), (0.8, 2)])
def test_no_message_goes_by_a_connection_that_the_vendor_may_have_closed(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, pause: float, connections: int
) -> None:
    monkeypatch.setattr("notify.channels.tencent.client.KEPT_S", 0.3)

    async def two(channel: TencentSms) -> None:
        await channel.send(message())
        await asyncio.sleep(pause)
        await channel.send(message({"what": "垮塌"}))

    gateway.run(two)
    assert len(gateway.fake.phones.taken) == 2
    assert len(gateway.fake.callers) == connections


def test_health_tells_the_last_good_and_the_last_bad_news(gateway: Gateway) -> None:
    assert gateway.channel.sending.words is None
    gateway.fake.faults["SendSms"].append("503_before")
    send(gateway)
    bad = gateway.channel.sending
    assert (bad.last_failure, bad.code, bad.last_success) == (START, "http_503", None)
    gateway.clock.forward(timedelta(seconds=5))
    send(gateway)
    good = gateway.channel.sending
    assert good.last_success == START + timedelta(seconds=5)
    assert (good.last_failure, good.words) == (START, None)


def test_one_bad_number_says_nothing_about_the_gateway(gateway: Gateway) -> None:
    send(gateway, message(address="+8610"))
    assert gateway.channel.sending.last_failure is None


def test_a_channel_that_was_never_used_closes_too() -> None:
    channel = TencentSms(ACCOUNT, ManualClock(START))
    with running() as fake:
        Gateway(fake).run(lambda _: channel.close())
    assert channel.sending.last_success is None
