"""The three group robots against small servers that refuse as the vendors do: with 200."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from notify.channel import Accepted, Outcome, Permanent, Temporary, Unknown
from notify.channels.dingtalk.channel import DingTalk
from notify.channels.feishu.channel import Feishu
from notify.channels.http import Answer
from notify.channels.robots import outcome_of
from notify.channels.wecom.channel import WeCom
from notify.channels.wecom.errors import CODES
from notify.groups import GroupNotice
from tests.fakes.robots import KEY, SECRET, TOKEN, FakeRobots, Vendor, running

REAL = GroupNotice("notice-77", "accident", "responding", "real")
TEXT = REAL.text("zh")

Robot = WeCom | DingTalk | Feishu
VENDORS: tuple[Vendor, ...] = ("wecom", "dingtalk", "feishu")


@pytest.fixture
def fake() -> Iterator[FakeRobots]:
    with running() as server:
        yield server


def robot(
    fake: FakeRobots, vendor: Vendor, key: str | None = None, secret: str | None = SECRET
) -> Robot:
    where: dict[str, Any] = {"base_url": f"{fake.url}/", "call_s": 2.0}
    if vendor == "wecom":
        return WeCom(key or KEY, fake.clock, "zh", **where)
    if vendor == "dingtalk":
        return DingTalk(key or TOKEN, secret, fake.clock, "zh", **where)
    return Feishu(key or TOKEN, secret, fake.clock, "zh", **where)


def post(channel: Robot, notice: GroupNotice = REAL) -> Outcome:
    """Each post in a loop of its own: a channel can be closed and used again."""

    async def once() -> Outcome:
        try:
            return await channel.post(notice)
        finally:
            await channel.close()

    return asyncio.run(once())


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_post_is_the_notice_and_nothing_else(fake: FakeRobots, vendor: Vendor) -> None:
    assert post(robot(fake, vendor)) == Accepted(None)
    assert fake.posted == [(vendor, TEXT)]
    assert fake.reached == {}


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_exercise_stays_inside(fake: FakeRobots, vendor: Vendor) -> None:
    notice = GroupNotice("n", "accident", "responding", "exercise")
    assert post(robot(fake, vendor), notice) == Permanent("exercise_stays_inside")
    assert fake.calls == 0


@pytest.mark.parametrize(
    ("vendor", "given", "reached", "code"),
    [
        ("wecom", {"key": "other"}, "93000", "93000"),
        ("dingtalk", {"key": "other"}, "300001", "300001"),
        ("dingtalk", {"secret": "other"}, "dingtalk_sign", "310000"),
        ("dingtalk", {"secret": None}, "dingtalk_sign", "310000"),
        ("feishu", {"key": "other"}, "19001", "19001"),
        ("feishu", {"secret": "other"}, "feishu_sign", "19021"),
        ("feishu", {"secret": None}, "feishu_sign", "19021"),
    ],
)
def test_a_200_with_an_error_is_a_failure(
    fake: FakeRobots, vendor: Vendor, given: dict[str, Any], reached: str, code: str
) -> None:
    assert post(robot(fake, vendor, **given)) == Permanent(code)
    assert fake.reached == {reached: 1}
    assert fake.posted == []


@pytest.mark.parametrize(
    ("vendor", "reached", "code"),
    [("dingtalk", "dingtalk_keyword", "310000"), ("feishu", "19024", "19024")],
)
def test_a_missing_keyword_is_a_failure(
    fake: FakeRobots, vendor: Vendor, reached: str, code: str
) -> None:
    fake.keyword = "a word that no notice has"
    assert post(robot(fake, vendor)) == Permanent(code)
    assert fake.reached == {reached: 1}


@pytest.mark.parametrize("vendor", ["dingtalk", "feishu"])
def test_a_robot_without_signatures_needs_no_secret(fake: FakeRobots, vendor: Vendor) -> None:
    fake.signed = False
    assert post(robot(fake, vendor, secret=None)) == Accepted(None)


@pytest.mark.parametrize(("vendor", "limit"), [("wecom", 20), ("dingtalk", 20)])
def test_the_message_too_many_is_never_handed_over(
    fake: FakeRobots, vendor: Vendor, limit: int
) -> None:
    channel = robot(fake, vendor)
    assert [post(channel) for _ in range(limit)] == [Accepted(None)] * limit
    fake.clock.forward(timedelta(seconds=20))
    assert post(channel) == Temporary("too_fast", 40.0)
    assert fake.reached == {}
    fake.clock.forward(timedelta(seconds=40))
    assert post(channel) == Accepted(None)


@pytest.mark.parametrize(
    ("vendor", "limit", "code", "after_s"),
    [
        ("wecom", 20, "45009", 60.0),
        ("dingtalk", 20, "130101", 600.0),
        ("feishu", 5, "11232", 60.0),
    ],
)
def test_somebody_elses_posts_count_too(
    fake: FakeRobots, vendor: Vendor, limit: int, code: str, after_s: float
) -> None:
    """The same robot may be used by another program; then the vendor says it, and we keep still."""
    other, channel = robot(fake, vendor), robot(fake, vendor)
    for _ in range(limit):
        assert post(other) == Accepted(None)
    assert post(channel) == Temporary(code, after_s)
    assert fake.reached == {code: 1}
    calls = fake.calls
    fake.clock.forward(timedelta(seconds=after_s - 1))
    assert post(channel) == Temporary("too_fast", 1.0)
    assert fake.calls == calls
    fake.clock.forward(timedelta(seconds=1))
    assert post(channel) == Accepted(None)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("429", Temporary),
        ("302", Permanent),
        ("400", Permanent),
        ("500_after_posting", Unknown),
        ("slow_body", Unknown),
        ("cut", Unknown),
        ("not_json", Unknown),
        ("no_code", Unknown),
    ],
)
def test_what_is_not_said_is_not_believed(
    fake: FakeRobots, vendor: Vendor, fault: Any, outcome: type[Outcome]
) -> None:
    fake.faults.append(fault)
    assert isinstance(post(robot(fake, vendor)), outcome)
    assert fake.reached == {fault: 1}


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_connection_is_temporary_because_nothing_went_out(vendor: Vendor) -> None:
    with running() as fake:
        pass
    assert post(robot(fake, vendor)) == Temporary("no_connection")


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_it_declares_is_so(fake: FakeRobots, vendor: Vendor) -> None:
    """A group, one-way, without receipts, on the internet, for texts of any notice's length."""
    channel = robot(fake, vendor)
    declared = channel.capabilities
    assert channel.name == vendor
    assert declared.group
    assert declared.reaches_world
    assert not declared.works_offline
    outcome = post(channel)
    assert isinstance(outcome, Accepted)
    # No receipts: nothing that a report could name, and nobody counts as told.
    assert (declared.receipts, outcome.provider_id, outcome.delivered) == (False, None, False)
    assert not declared.two_way
    for nothing in ("send", "fetch", "stored"):
        assert not hasattr(channel, nothing)


def test_the_longest_declared_text_is_taken_by_the_tightest_vendor(fake: FakeRobots) -> None:
    import httpx

    longest = "\U00020bb7" * WeCom.capabilities.max_chars
    body = {"msgtype": "text", "text": {"content": longest}}
    answer = httpx.post(f"{fake.url}/cgi-bin/webhook/send", params={"key": KEY}, json=body)
    assert answer.json()["errcode"] == 0
    body["text"] = {"content": longest + "x"}
    answer = httpx.post(f"{fake.url}/cgi-bin/webhook/send", params={"key": KEY}, json=body)
    assert answer.json()["errcode"] == 45002


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"errcode": 0}', Accepted(None)),
        (b'{"errcode": -1}', Temporary("-1")),  # a code of tomorrow
        (b'{"errcode": false}', Unknown("not_understood")),
        (b'{"errcode": "0"}', Unknown("not_understood")),
        (b'{"code": 0}', Unknown("not_understood")),
        (b"[0]", Unknown("not_understood")),
        (b"\xff", Unknown("not_understood")),
    ],
)
def test_how_an_answer_is_read(body: bytes, outcome: Outcome) -> None:
    assert outcome_of(Answer(200, body), CODES) == outcome


def test_an_address_that_is_none_is_a_failure_to_connect(fake: FakeRobots) -> None:
    """A slip in the settings must not end the round in which others are told."""
    mistyped = WeCom(KEY, fake.clock, "zh", base_url="http://[fe80", call_s=2.0)
    assert post(mistyped) == Temporary("no_connection")
