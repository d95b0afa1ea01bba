"""The fake gateway refuses what the vendor refuses, and gives each queued item once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from notify.channels.tencent.signing import CONTENT_TYPE, Credentials, authorization
from tests.fakes.tencent import (
    ALERT,
    APP_ID,
    DRILL,
    SECRET_ID,
    SECRET_KEY,
    SIGNATURE,
    FakeTencent,
    running,
)

TO = "+8610000000001"
GOOD: dict[str, Any] = {
    "PhoneNumberSet": [TO],
    "SmsSdkAppId": APP_ID,
    "SignName": SIGNATURE,
    "TemplateId": DRILL,
    "TemplateParamSet": ["一号坝"],
    "SessionContext": "att-1",
}
AT_S = 1_800_000_000.0


class Now:
    """The fake's time, which moves when told."""

    def __init__(self) -> None:
        self.at_s = AT_S

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def fake(now: Now) -> Iterator[FakeTencent]:
    with running() as server:
        server.phones.now_s = now
        yield server


def post(
    fake: FakeTencent,
    action: str,
    fields: dict[str, Any] | bytes,
    *,
    key: tuple[str, str] = (SECRET_ID, SECRET_KEY),
    late_s: int = 0,
    **headers: str,
) -> httpx.Response:
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    at_s = int(fake.phones.now_s()) - late_s
    host = urlsplit(fake.url).netloc
    head = {
        "authorization": authorization(Credentials(*key), "sms", host, body, at_s),
        "content-type": CONTENT_TYPE,
        "x-tc-action": action,
        "x-tc-timestamp": str(at_s),
        "x-tc-version": "2021-01-11",
        **headers,
    }
    return httpx.post(fake.url + "/", content=body, headers=head)


def error(answer: httpx.Response) -> str:
    return str(answer.json()["Response"]["Error"]["Code"])


def status(answer: httpx.Response) -> str:
    (one,) = answer.json()["Response"]["SendStatusSet"]
    return str(one["Code"])


def test_takes_a_message(fake: FakeTencent) -> None:
    answer = post(fake, "SendSms", GOOD)
    (one,) = answer.json()["Response"]["SendStatusSet"]
    (taken,) = fake.phones.taken
    assert (one["Code"], one["SerialNo"]) == ("Ok", taken.serial)
    assert (taken.number, taken.context) == (TO, "att-1")
    assert taken.text == "演练：一号坝。回复1已收到。"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"authorization": "Basic x"}, "AuthFailure.InvalidAuthorization"),
        ({"key": ("other", SECRET_KEY)}, "AuthFailure.SecretIdNotFound"),
        ({"key": (SECRET_ID, "other")}, "AuthFailure.SignatureFailure"),
        ({"late_s": 301}, "AuthFailure.SignatureExpire"),
        ({"late_s": -301}, "AuthFailure.SignatureExpire"),
        ({"content-type": "application/json"}, "AuthFailure.SignatureFailure"),
        ({"x-tc-version": "2019-07-11"}, "NoSuchVersion"),
        ({"x-tc-action": "AddSmsSign"}, "InvalidAction"),
    ],
)
def test_refuses_a_caller(fake: FakeTencent, how: dict[str, Any], code: str) -> None:
    assert error(post(fake, "SendSms", GOOD, **how)) == code
    assert fake.reached[code] == 1
    assert fake.phones.taken == []


@pytest.mark.parametrize("late_s", [299, -299])
def test_takes_a_clock_that_is_a_little_off(fake: FakeTencent, late_s: int) -> None:
    assert status(post(fake, "SendSms", GOOD, late_s=late_s)) == "Ok"


def test_refuses_an_address_that_is_not_listed(fake: FakeTencent) -> None:
    fake.addresses = {"192.0.2.1"}
    code = "UnauthorizedOperation.RequestIpNotInWhitelist"
    assert error(post(fake, "SendSms", GOOD)) == code
    fake.addresses = {"127.0.0.1"}
    assert status(post(fake, "SendSms", GOOD)) == "Ok"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Idempotency": "1"}, "UnknownParameter"),
        ({"TemplateId": None}, "MissingParameter"),
        ({"SmsSdkAppId": "1"}, "InvalidParameterValue.SdkAppIdNotExist"),
        ({"PhoneNumberSet": []}, "MissingParameter.EmptyPhoneNumberSet"),
        ({"PhoneNumberSet": [TO] * 201}, "LimitExceeded.PhoneNumberCountLimit"),
        ({"SessionContext": "x" * 512}, "InvalidParameter"),
    ],
)
def test_refuses_a_request(fake: FakeTencent, change: dict[str, Any], code: str) -> None:
    fields = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    assert error(post(fake, "SendSms", fields)) == code
    assert fake.reached[code] == 1


def test_refuses_what_is_no_json(fake: FakeTencent) -> None:
    assert error(post(fake, "SendSms", b"{")) == "FailedOperation.JsonParseFail"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SignName": "x"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
        ({"TemplateId": "9"}, "FailedOperation.TemplateIncorrectOrUnapproved"),
        ({"TemplateId": ALERT}, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        (
            {"TemplateParamSet": ["http://a.example"]},
            "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        ),
        ({"TemplateParamSet": ["x" * 500]}, "InvalidParameterValue.ContentLengthLimit"),
        ({"TemplateParamSet": ["禁词"]}, "FailedOperation.ContainSensitiveWord"),
        ({"PhoneNumberSet": ["sim:0001"]}, "InvalidParameterValue.IncorrectPhoneNumber"),
        ({"PhoneNumberSet": ["10000000001"]}, "InvalidParameterValue.IncorrectPhoneNumber"),
    ],
)
def test_refuses_a_number_inside_a_200(
    fake: FakeTencent, change: dict[str, Any], code: str
) -> None:
    fake.words = {"禁词"}
    answer = post(fake, "SendSms", {**GOOD, **change})
    assert (answer.status_code, status(answer)) == (200, code)
    assert fake.reached[code] == 1
    assert fake.phones.taken == []


def test_one_number_of_two_may_fail(fake: FakeTencent) -> None:
    fake.phones.blocked.add("+8610000000002")
    both = {**GOOD, "PhoneNumberSet": ["+8610000000002", TO]}
    answered = post(fake, "SendSms", both).json()["Response"]["SendStatusSet"]
    assert [one["Code"] for one in answered] == ["FailedOperation.PhoneNumberInBlacklist", "Ok"]


def test_an_empty_account_sends_nothing(fake: FakeTencent) -> None:
    fake.phones.balance = 1
    assert status(post(fake, "SendSms", GOOD)) == "Ok"
    other = {**GOOD, "PhoneNumberSet": ["+8610000000002"]}
    code = "FailedOperation.InsufficientBalanceInSmsPackage"
    assert status(post(fake, "SendSms", other)) == code


def test_limits_of_one_number(fake: FakeTencent, now: Now) -> None:
    """The defaults: the same text once in 30 s, and two messages a calendar day in Beijing."""
    other = {**GOOD, "TemplateParamSet": ["二号坝"]}
    third = {**GOOD, "TemplateParamSet": ["三号坝"]}
    assert status(post(fake, "SendSms", GOOD)) == "Ok"
    now.at_s += 29
    assert status(post(fake, "SendSms", GOOD)) == "LimitExceeded.PhoneNumberThirtySecondLimit"
    assert status(post(fake, "SendSms", other)) == "Ok"
    now.at_s += 1
    assert status(post(fake, "SendSms", GOOD)) == "LimitExceeded.PhoneNumberDailyLimit"
    fake.phones.per_hour = 2
    assert status(post(fake, "SendSms", third)) == "LimitExceeded.PhoneNumberOneHourLimit"
    now.at_s += 3600
    assert status(post(fake, "SendSms", third)) == "LimitExceeded.PhoneNumberDailyLimit"
    now.at_s = (int(now.at_s + 8 * 3600) // 86_400 + 1) * 86_400 - 8 * 3600 - 1
    assert status(post(fake, "SendSms", third)) == "LimitExceeded.PhoneNumberDailyLimit"
    now.at_s += 1
    assert status(post(fake, "SendSms", third)) == "Ok"


def test_the_same_text_has_a_limit_of_its_own(fake: FakeTencent, now: Now) -> None:
    fake.phones.same_a_day = 1
    assert status(post(fake, "SendSms", GOOD)) == "Ok"
    now.at_s += 31
    code = "LimitExceeded.PhoneNumberSameContentDailyLimit"
    assert status(post(fake, "SendSms", GOOD)) == code


def pulled(fake: FakeTencent, action: str, limit: int = 100) -> list[dict[str, Any]]:
    answer = post(fake, action, {"SmsSdkAppId": APP_ID, "Limit": limit}).json()["Response"]
    return list(answer[f"{action}Set"])


def test_phones_deliver_fail_stay_silent_and_answer(fake: FakeTencent) -> None:
    fake.phones.behaviour = {"+8610000000002": "UNDELIV", "+8610000000003": "silent"}
    numbers = [TO, "+8610000000002", "+8610000000003"]
    post(fake, "SendSms", {**GOOD, "PhoneNumberSet": numbers})
    told = [(r["PhoneNumber"], r["ReportStatus"]) for r in pulled(fake, "PullSmsSendStatus")]
    assert told == [(TO, "SUCCESS"), ("+8610000000002", "FAIL")]
    fake.phones.reply(TO, "1")
    (reply,) = pulled(fake, "PullSmsReplyStatus")
    assert (reply["SubscriberNumber"], reply["ReplyContent"]) == ("10000000001", "1")
    assert reply["ReplyTime"] == AT_S


def test_each_item_is_given_once(fake: FakeTencent) -> None:
    for text in ("1", "2", "3"):
        fake.phones.reply(TO, text)
    assert [r["ReplyContent"] for r in pulled(fake, "PullSmsReplyStatus", 2)] == ["1", "2"]
    assert [r["ReplyContent"] for r in pulled(fake, "PullSmsReplyStatus", 2)] == ["3"]
    assert pulled(fake, "PullSmsReplyStatus") == []


@pytest.mark.parametrize("limit", [0, 101])
def test_refuses_a_page_of_another_size(fake: FakeTencent, limit: int) -> None:
    answer = post(fake, "PullSmsSendStatus", {"SmsSdkAppId": APP_ID, "Limit": limit})
    assert error(answer) == "InvalidParameterValue.LimitVerifyFail"


def test_replies_have_to_be_switched_on(fake: FakeTencent) -> None:
    fake.replies_on = False
    answer = post(fake, "PullSmsReplyStatus", {"SmsSdkAppId": APP_ID, "Limit": 1})
    assert error(answer) == "UnauthorizedOperation.RequestPermissionDeny"


@pytest.mark.parametrize(
    ("fault", "http_status", "taken"),
    [
        ("429", 429, 0),
        ("503_before", 503, 0),
        ("redirect", 302, 0),
        ("InternalError.Timeout", 200, 0),
        ("500_after", 500, 1),
        ("not_json", 200, 1),
        ("no_status", 200, 1),
    ],
)
def test_plays_faults(fake: FakeTencent, fault: str, http_status: int, taken: int) -> None:
    fake.faults["SendSms"].append(fault)
    assert post(fake, "SendSms", GOOD).status_code == http_status
    assert len(fake.phones.taken) == taken
    assert fake.reached[fault] == 1


def test_a_cut_answer_breaks_off(fake: FakeTencent) -> None:
    fake.faults["SendSms"].append("cut")
    with pytest.raises(httpx.RemoteProtocolError):
        post(fake, "SendSms", GOOD)
    assert len(fake.phones.taken) == 1


def test_a_person_may_play_with_it(fake: FakeTencent) -> None:
    post(fake, "SendSms", GOOD)
    (shown,) = httpx.get(fake.url + "/phones").json()
    assert shown["number"] == TO
    answer = httpx.post(f"{fake.url}/phones/{TO}", content=b"1")
    assert answer.status_code == 204
    assert [r["ReplyContent"] for r in pulled(fake, "PullSmsReplyStatus")] == ["1"]


def test_it_is_a_program() -> None:
    command = [sys.executable, "-m", "tests.fakes.tencent", "--help"]
    assert "gateway" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
