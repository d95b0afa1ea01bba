"""The fake receiver checks what the page asks of a receiver, and each refusal is counted."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.webhook_receiver import SECRET, FakeReceiver, running


@pytest.fixture
def fake() -> Iterator[FakeReceiver]:
    with running() as server:
        yield server


def post(
    fake: FakeReceiver, key: str = "k", off_s: int = 0, secret: bytes = SECRET
) -> httpx.Response:
    stamp = str(int(fake.clock.now().timestamp()) + off_s)
    sign = hmac.new(secret, f"{stamp}.{{}}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Tailings-Timestamp": stamp, "X-Tailings-Signature": f"sha256={sign}"}
    if key:
        headers["Idempotency-Key"] = key
    return httpx.post(fake.url, content=b"{}", headers=headers, timeout=1)


def test_a_key_is_passed_on_once(fake: FakeReceiver) -> None:
    assert [post(fake).status_code, post(fake).status_code] == [202, 409]
    assert fake.passed_on == {"k": {}}
    assert fake.reached == {"known_key": 1}


@pytest.mark.parametrize(
    ("given", "status", "name"),
    [
        ({"off_s": -301}, 401, "too_old"),
        ({"off_s": 301}, 401, "too_old"),
        ({"secret": b"other"}, 401, "bad_signature"),
        ({"key": ""}, 400, "no_key"),
    ],
)
def test_it_refuses(fake: FakeReceiver, given: dict[str, Any], status: int, name: str) -> None:
    assert post(fake, **given).status_code == status
    assert fake.reached == {name: 1}
    assert fake.passed_on == {}


@pytest.mark.parametrize(
    ("fault", "passed_on"),
    [
        ("400", 0), ("404", 0), ("302", 0), ("429", 0), ("429_wait", 0), ("500_before", 0),
        ("503_wait", 0), ("500_after_passing_on", 1),
    ],
)  # fmt: skip
def test_a_fault_comes_once(fake: FakeReceiver, fault: Any, passed_on: int) -> None:
    fake.faults.append(fault)
    answer = post(fake)
    assert answer.status_code == int(fault[:3])
    assert ("retry-after" in answer.headers) is fault.endswith("wait")
    assert fake.reached == {fault: 1}
    assert len(fake.passed_on) == passed_on


def test_it_can_keep_silent(fake: FakeReceiver) -> None:
    fake.faults.append("silent_after_passing_on")
    with pytest.raises(httpx.ReadTimeout):
        post(fake)
    assert len(fake.passed_on) == 1
