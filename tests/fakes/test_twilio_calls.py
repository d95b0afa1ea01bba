"""The fake Twilio's calls: refused as the vendor refuses, and heard as a telephone hears."""

from __future__ import annotations

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.fakes.twilio_calls import LONGEST_TWIML, Call, Form
from tests.fakes.twilio_server import SENDER, SID, TOKEN, FakeTwilio, running

TO = "+15555550101"
SAY = "<Response><Say language='en-US'>hello</Say><Hangup/></Response>"
ASK = (
    "<Response><Gather input='dtmf' numDigits='1' action='http://here.example/k'>"
    "<Say>press</Say></Gather><Say>bye</Say></Response>"
)


def post(fake: FakeTwilio, form: dict[str, str | list[str]]) -> httpx.Response:
    url = f"{fake.url}/2010-04-01/Accounts/{SID}/Calls.json"
    return httpx.post(url, data=form, auth=(SID, TOKEN))


def test_takes_and_refuses_calls() -> None:
    good: dict[str, str | list[str]] = {"To": TO, "From": SENDER, "Twiml": SAY}
    cases: list[tuple[dict[str, str | list[str]], int]] = [
        ({**good, "To": ""}, 21201),
        ({**good, "To": "12"}, 21211),
        ({**good, "From": "+15555550199"}, 21210),
        ({"To": TO, "From": SENDER}, 21205),
        ({**good, "Twiml": "x" * (LONGEST_TWIML + 1)}, 21205),
        ({**good, "StatusCallbackEvent": ["ringing", "busy"]}, 21626),
        ({**good, "Idempotency": "1"}, 20001),
    ]
    with running() as fake:
        for form, code in cases:
            answer = post(fake, form)
            assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert fake.calls == []
        answer = post(fake, good)
        assert (answer.status_code, answer.json()["status"]) == (201, "queued")
        assert fake.calls[0].sid == answer.json()["sid"]


def heard(markup: str, keys: str = "", *answers: str) -> Call:
    left = list(answers)
    call = Call("CA1", Form([("To", TO), ("Twiml", markup)]))
    call.picked_up(keys, lambda _: left.pop(0))
    return call


def test_the_telephone_hears_and_presses() -> None:
    assert heard(SAY).heard == [("en-US", "hello")]
    assert [words for _, words in heard(ASK).heard] == ["press", "bye"]
    pressed = heard(ASK, "1", SAY)
    assert [words for _, words in pressed.heard] == ["press", "hello"]
    assert pressed.hung_up


@pytest.mark.parametrize(
    "markup",
    [
        "<Response><Dial>1</Dial></Response>",
        "<Response><Gather input='speech' numDigits='1'/></Response>",
        "<Response><Gather input='dtmf'/></Response>",
        "<Response><Gather input='dtmf' numDigits='6' finishOnKey='#'/></Response>",
        "<html/>",
    ],
)
def test_the_telephone_knows_no_other_markup(markup: str) -> None:
    with pytest.raises(ValueError, match=r"verb|number of keys|markup"):
        heard(markup)


def test_it_tells_what_it_was_asked_to_tell_and_signs_it() -> None:
    url = "http://here.example/s?attempt=a1"
    events = [("StatusCallbackEvent", word) for word in ("ringing", "answered", "completed")]
    call = Call("CA1", Form([("To", TO), ("StatusCallback", url), *events]))
    assert [r.form["CallStatus"] for r in call.course("completed")] == [
        "ringing", "in-progress", "completed",
    ]  # fmt: skip
    assert [r.form["CallStatus"] for r in call.course("busy")] == ["ringing", "busy"]
    told = [*call.course("busy"), call.pressed(url, "1"), FakeTwilio().text_in(url, TO, "收到")]
    assert all(RequestValidator(TOKEN).validate(r.url, r.form, r.signature) for r in told)
