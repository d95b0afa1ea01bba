"""The webhook against a receiver that was written from the published page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.webhook.channel import Webhook, content
from notify.channels.webhook.signing import signature
from tests.fakes.webhook_receiver import SECRET, FakeReceiver, running

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/webhook.md"


@pytest.fixture
def fake() -> Iterator[FakeReceiver]:
    with running() as server:
        yield server


def message(**changes: Any) -> Message:
    given: dict[str, Any] = {
        "attempt": "att-1", "incident": "inc-1", "jurisdiction": "lanshan", "mode": "real",
        "event": "x", "key": "entry-1", "person": "p", "posts": ("desk",), "position": 1,
        "address": "siren-3", "text": "请立即转移", "text_ref": "r", "urgency": "flash",
    }  # fmt: skip
    return Message(**(given | changes))


def send(fake: FakeReceiver, what: Message | None = None, secret: bytes = SECRET) -> Outcome:
    async def once() -> Outcome:
        channel = Webhook(fake.url, secret, fake.clock, call_s=1.0)
        try:
            return await channel.send(what or message())
        finally:
            await channel.close()

    return asyncio.run(once())


def test_a_signed_message_is_passed_on(fake: FakeReceiver) -> None:
    assert send(fake) == Accepted("att-1")
    assert fake.passed_on == {"att-1": content(message())}
    assert fake.passed_on["att-1"]["text"] == "请立即转移"
    assert fake.reached == {}


@pytest.mark.parametrize("changes", [{"mode": "exercise"}, {"address": "sim:0001"}])
def test_an_exercise_stays_inside(fake: FakeReceiver, changes: dict[str, str]) -> None:
    assert send(fake, message(**changes)) == Permanent("exercise_stays_inside")
    assert fake.passed_on == {}


def test_the_same_attempt_twice_is_one_message(fake: FakeReceiver) -> None:
    assert [send(fake), send(fake)] == [Accepted("att-1")] * 2
    assert fake.reached == {"known_key": 1}
    assert len(fake.passed_on) == 1


def test_a_wrong_secret_or_clock_is_refused(fake: FakeReceiver) -> None:
    assert send(fake, secret=b"another secret of this test") == Permanent("http_401")
    assert fake.reached == {"bad_signature": 1}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("302", Permanent("http_302")),
        ("400", Permanent("http_400")),
        ("404", Permanent("http_404")),
        ("429", Temporary("http_429")),
        ("429_wait", Temporary("http_429", 42.0)),
        ("500_before", Temporary("http_500")),
        ("503_wait", Temporary("http_503", 42.0)),
        ("500_after_passing_on", Temporary("http_500")),
        ("silent_after_passing_on", Unknown("TimeoutError")),
    ],
)
def test_what_goes_wrong(fake: FakeReceiver, fault: Any, outcome: Outcome) -> None:
    fake.faults.append(fault)
    assert send(fake) == outcome
    assert fake.reached == {fault: 1}
    # Whatever it was: the next try is one message, not two.
    assert send(fake) == Accepted("att-1")
    assert len(fake.passed_on) == 1


def test_no_connection_is_temporary_because_nothing_went_out() -> None:
    with running() as fake:
        pass
    assert send(fake) == Temporary("no_connection")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Webhook("http://127.0.0.1/", b"short", FakeReceiver().clock)


def test_the_pages_example_accepts_what_we_sign_and_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    genuine: Callable[..., bool] = names["genuine"]
    body, stamp = b'{"text": "x"}', "1717214400"
    good = signature(SECRET, stamp, body)
    now = int(stamp)
    assert genuine(SECRET, stamp, good, body, now + 300)
    assert not genuine(SECRET, stamp, good, body, now + 301)
    assert not genuine(SECRET, stamp, good, body + b" ", now)
    assert not genuine(SECRET, "1717214401", good, body, now)
    assert not genuine(b"another secret", stamp, good, body, now)
    assert not genuine(SECRET, "", good, body, now)


def test_the_page_names_every_field_and_header() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in content(message()):
        assert f"| `{name}` |" in page
    for header in ("Idempotency-Key", "X-Tailings-Timestamp", "X-Tailings-Signature"):
        assert f"| `{header}` |" in page


def test_what_it_declares_is_so(fake: FakeReceiver) -> None:
    declared = Webhook.capabilities
    assert (declared.group, declared.reaches_world) == (False, True)
    longest = "\U00020bb7" * declared.max_chars
    outcome = send(fake, message(text=longest))
    assert fake.passed_on["att-1"]["text"] == longest
    assert isinstance(outcome, Accepted)
    assert (declared.receipts, outcome.delivered) == (False, False)
    assert not declared.two_way
    assert not hasattr(Webhook, "fetch")


def test_an_address_that_is_none_is_a_failure_to_connect() -> None:
    """A slip in the settings must not end the round in which others are told."""
    assert send(FakeReceiver(url="http://[fe80")) == Temporary("no_connection")
