"""The fake Twilio refuses what the vendor refuses."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.fakes.twilio_server import SENDER, SID, TOKEN, FakeTwilio, running, sign

TO = "+15555550101"


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeTwilio]:
    with running() as server:
        yield server


def post(fake: FakeTwilio, **form: str) -> httpx.Response:
    url = f"{fake.url}/2010-04-01/Accounts/{SID}/Messages.json"
    return httpx.post(url, data=form, auth=(SID, TOKEN))


def test_takes_a_message(fake: FakeTwilio) -> None:
    answer = post(fake, To=TO, From=SENDER, Body="测试")
    assert answer.status_code == 201
    assert answer.json()["status"] == "queued"
    assert fake.taken[-1].body == "测试"
    assert fake.taken[-1].sid == answer.json()["sid"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": SENDER, "Body": "x"}, 21604),
        ({"To": TO, "Body": "x"}, 21603),
        ({"To": TO, "From": SENDER}, 21602),
        ({"To": TO, "From": SENDER, "Body": "x" * 1601}, 21617),
        ({"To": "sim:0001", "From": SENDER, "Body": "x"}, 21211),
        ({"To": TO, "From": "+15555550199", "Body": "x"}, 21606),
        ({"To": TO, "From": SENDER, "Body": "x", "StatusCallback": "http://a_b/x"}, 21609),
        ({"To": TO, "From": SENDER, "Body": "x", "Idempotency": "1"}, 20001),
    ],
)
def test_refuses_a_bad_request(fake: FakeTwilio, form: dict[str, str], code: int) -> None:
    answer = post(fake, **form)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert fake.reached[str(code)] == 1


def test_refuses_who_is_not_the_account(fake: FakeTwilio) -> None:
    url = f"{fake.url}/2010-04-01/Accounts/{SID}/Messages.json"
    answer = httpx.post(url, data={"To": TO}, auth=(SID, "other"))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_refuses_after_stop(fake: FakeTwilio) -> None:
    fake.stopped.add("+15555550102")
    answer = post(fake, To="+15555550102", From=SENDER, Body="x")
    assert answer.json()["code"] == 21610


@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [
        ("429", 429, 0),
        ("503_before", 503, 0),
        ("500_after_acceptance", 500, 1),
        ("not_json", 201, 1),
    ],
)
def test_plays_faults(fake: FakeTwilio, fault: str, status: int, taken: int) -> None:
    before = len(fake.taken)
    fake.faults.append(fault)  # type: ignore[arg-type]
    assert post(fake, To=TO, From=SENDER, Body="x").status_code == status
    assert len(fake.taken) == before + taken


def test_a_cut_answer_breaks_off(fake: FakeTwilio) -> None:
    fake.faults.append("cut")
    with pytest.raises(httpx.RemoteProtocolError):
        post(fake, To=TO, From=SENDER, Body="x")


def test_reports_are_signed_as_the_vendor_signs(fake: FakeTwilio) -> None:
    post(fake, To=TO, From=SENDER, Body="x", StatusCallback="http://here.example/s?attempt=a1")
    url, form, signature = fake.report(-1, "delivered")
    assert RequestValidator(TOKEN).validate(url, form, signature)
    assert not RequestValidator(TOKEN).validate(url, {**form, "MessageStatus": "x"}, signature)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://here.example/s", {}),
        ("https://here.example/s?attempt=a1&b=%E5%9D%9D", {"B": "2", "a": "1", "ErrorCode": ""}),
        ("https://here.example:8443/s", {"To": "坝 +1", "MessageStatus": "delivered"}),
    ],
)
def test_the_published_scheme_is_what_the_vendors_own_library_computes(
    url: str, form: dict[str, str]
) -> None:
    assert sign(url, form) == RequestValidator(TOKEN).compute_signature(url, form)
    assert sign(url, form, "other") != sign(url, form)
