"""The fake ntfy server takes what ntfy takes, and each refusal is counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.ntfy import TOKEN, FakeNtfy, running


@pytest.fixture
def fake() -> Iterator[FakeNtfy]:
    with running() as server:
        yield server


def publish(fake: FakeNtfy, token: str | None = None, **push: Any) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.post(fake.url, json=push, headers=headers)


def test_a_message_is_taken(fake: FakeNtfy) -> None:
    answer = publish(fake, topic="t", message="x", priority=5)
    assert (answer.status_code, answer.json()["id"]) == (200, "msg1")
    assert fake.reached == {}


def test_a_long_text_becomes_an_attachment(fake: FakeNtfy) -> None:
    assert "attachment" not in publish(fake, topic="t", message="x" * 4096).json()
    assert "attachment" in publish(fake, topic="t", message="x" * 4097).json()


@pytest.mark.parametrize(
    ("push", "code"),
    [
        ({"topic": "t", "colour": "red"}, 40024),
        ({"topic": "not a topic"}, 40009),
        ({"topic": "t" * 65}, 40009),
        ({}, 40009),
        ({"topic": "t", "priority": 6}, 40007),
        ({"topic": "t", "actions": [{"action": "call", "label": "x"}]}, 40018),
        ({"topic": "t", "actions": [{"action": "http", "label": "x"}]}, 40018),
        ({"topic": "t", "actions": [{"action": "broadcast", "label": "x"}] * 4}, 40018),
    ],
)
def test_it_refuses(fake: FakeNtfy, push: dict[str, Any], code: int) -> None:
    answer = publish(fake, **push)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert fake.reached == {str(code): 1}
    assert fake.taken == []


def test_it_refuses_what_is_no_json(fake: FakeNtfy) -> None:
    assert httpx.post(fake.url, content=b"{").status_code == 400
    assert fake.reached == {"40024": 1}


def test_a_closed_server_asks_for_its_token(fake: FakeNtfy) -> None:
    fake.token = TOKEN
    assert publish(fake, topic="t").status_code == 403
    assert publish(fake, "other", topic="t").status_code == 401
    assert publish(fake, TOKEN, topic="t").status_code == 200
    assert fake.reached == {"40301": 1, "40101": 1}


@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [
        ("429", 429, 0), ("429_wait", 429, 0), ("413", 413, 0), ("500_after_taking", 500, 1),
        ("not_json", 200, 1),
    ],
)  # fmt: skip
def test_a_fault_comes_once(fake: FakeNtfy, fault: Any, status: int, taken: int) -> None:
    fake.faults.append(fault)
    assert publish(fake, topic="t").status_code == status
    assert fake.reached[fault] == 1
    assert len(fake.taken) == taken
    assert publish(fake, topic="t").status_code == 200


def test_a_button_is_pressed(fake: FakeNtfy) -> None:
    action = {"action": "http", "label": "x", "url": f"{fake.url}/none", "method": "POST"}
    publish(fake, topic="t", actions=[action])
    assert fake.press(0) == 404
