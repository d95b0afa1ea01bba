"""The ntfy adapter against a small server that refuses what ntfy refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.http import Answer
from notify.channels.ntfy.channel import BUTTON, TITLE, Ntfy, outcome_of
from runtime.clock import ManualClock
from runtime.language import phrase
from tests.fakes.ntfy import TOKEN, FakeNtfy, running
from tests.fakes.twilio_server import serve

CLOCK = ManualClock(datetime(2024, 6, 1, 4, tzinfo=UTC))


@pytest.fixture
def fake() -> Iterator[FakeNtfy]:
    with running() as server:
        yield server


def message(**changes: Any) -> Message:
    given: dict[str, Any] = {
        "attempt": "att-1", "incident": "inc-1", "jurisdiction": "lanshan", "mode": "real",
        "event": "x", "key": "entry-1", "person": "p", "posts": ("desk",), "position": 1,
        "address": "chief-k3Jd9", "text": "请立即到指挥部", "text_ref": "r",
    }  # fmt: skip
    return Message(**(given | changes))


def send(fake: FakeNtfy, what: Message | None = None, **settings: Any) -> Outcome:
    async def once() -> Outcome:
        channel = Ntfy(fake.url, CLOCK, "zh", call_s=2.0, **settings)
        try:
            return await channel.send(what or message())
        finally:
            await channel.close()

    return asyncio.run(once())


def test_a_message_is_pushed_to_its_topic(fake: FakeNtfy) -> None:
    assert send(fake) == Accepted("msg1")
    assert fake.taken == [
        {
            "topic": "chief-k3Jd9",
            "title": phrase(TITLE).say("zh"),
            "message": "请立即到指挥部",
            "priority": 3,
        }
    ]
    assert fake.reached == {}


@pytest.mark.parametrize(
    ("urgency", "priority"), [("flash", 5), ("urgent", 4), ("normal", 3), ("of tomorrow", 3)]
)
def test_urgency_is_priority(fake: FakeNtfy, urgency: str, priority: int) -> None:
    send(fake, message(urgency=urgency))
    assert fake.taken[0]["priority"] == priority


def test_the_link_of_a_message_is_a_button_too(fake: FakeNtfy) -> None:
    """Pressing it needs nothing but the house's network. No code is printed: none comes back."""
    pressed: list[tuple[str, bytes]] = []

    async def take(request: Request) -> Response:
        pressed.append((request.headers["content-type"], await request.body()))
        return Response(status_code=204)

    with serve(Starlette(routes=[Route("/r/abc-def", take, methods=["POST"])])) as site:
        send(fake, message(text=f"请立即到指挥部\n请打开 {site}/r/abc-def 作答"))
        assert fake.taken[0]["actions"][0]["label"] == phrase(BUTTON).say("zh")
        assert fake.press(0) == 204
    form = "application/x-www-form-urlencoded"
    assert pressed == [(form, b"answer=acknowledged&_key=att-1")]
    assert not Ntfy(fake.url, CLOCK, "zh").capabilities.two_way


def test_a_message_that_asks_for_no_answer_has_no_button(fake: FakeNtfy) -> None:
    send(fake, message(text="见 https://example.org/news"))
    assert "actions" not in fake.taken[0]


@pytest.mark.parametrize("changes", [{"mode": "exercise"}, {"address": "sim:0001"}])
def test_an_exercise_stays_inside(fake: FakeNtfy, changes: dict[str, str]) -> None:
    assert send(fake, message(**changes)) == Permanent("exercise_stays_inside")
    assert fake.taken == []


@pytest.mark.parametrize("address", ["", "two words", "a/b", "t" * 65, "主任"])
def test_an_address_that_is_no_topic(fake: FakeNtfy, address: str) -> None:
    assert send(fake, message(address=address)) == Permanent("bad_address")
    assert fake.reached == {}


def test_a_closed_server_is_temporary_until_somebody_mends_it(fake: FakeNtfy) -> None:
    fake.token = TOKEN
    assert send(fake) == Temporary("40301")
    assert send(fake, token="other") == Temporary("40101")
    assert send(fake, token=TOKEN) == Accepted("msg1")
    assert fake.reached == {"40301": 1, "40101": 1}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("429", Temporary("42901", 5.0)),
        ("429_wait", Temporary("42901", 17.0)),
        ("413", Permanent("41301")),
        ("500_after_taking", Unknown("50001")),
        ("not_json", Unknown("not_understood")),
    ],
)
def test_what_goes_wrong(fake: FakeNtfy, fault: Any, outcome: Outcome) -> None:
    fake.faults.append(fault)
    assert send(fake) == outcome
    assert fake.reached[fault] == 1


def test_no_connection_is_temporary_because_nothing_went_out() -> None:
    with running() as fake:
        pass
    assert send(fake) == Temporary("no_connection")


def test_an_address_that_is_none_is_a_failure_to_connect() -> None:
    """A slip in the settings must not end the round in which others are told."""
    assert send(FakeNtfy(url="http://[fe80")) == Temporary("no_connection")


def test_an_error_without_a_code_goes_by_its_status() -> None:
    assert outcome_of(Answer(404, b""), 5.0) == Permanent("http_404")
    assert outcome_of(Answer(200, b'{"id": 7}'), 5.0) == Unknown("not_understood")


def test_what_it_declares_is_so(fake: FakeNtfy) -> None:
    declared = Ntfy(fake.url, CLOCK, "zh").capabilities
    assert (declared.group, declared.reaches_world) == (False, True)
    # Offline: the fake is on this machine, and the longest text stays a text there.
    assert declared.works_offline
    outcome = send(fake, message(text="\U00020bb7" * declared.max_chars))
    assert len(fake.taken[0]["message"].encode()) <= 4096
    assert isinstance(outcome, Accepted)
    assert (declared.receipts, outcome.delivered) == (False, False)
    # Answers come by the button alone, so no code is printed.
    assert not declared.two_way
