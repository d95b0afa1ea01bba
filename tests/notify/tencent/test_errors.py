"""What follows from each of the vendor's codes, and in what words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notify.channel import Permanent, Temporary, Unknown
from notify.channels.tencent.errors import DOWN, DOWN_S, NEVER, UNTIL_TOMORROW, outcome_of
from notify.channels.tencent.health import Health, words_for

NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)  # 16:00 in Beijing

PERMANENT = [
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberInBlacklist",
    "UnsupportedOperation.UnsuportedRegion",
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "MissingParameter.EmptyPhoneNumberSet",
]
ACCOUNT = [
    "AuthFailure.SignatureExpire",
    "AuthFailure.SecretIdNotFound",
    "InternalError.RequestTimeException",
    "UnauthorizedOperation.SerivceSuspendDueToArrears",
    "UnauthorizedOperation.RequestIpNotInWhitelist",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
]


@pytest.mark.parametrize("code", PERMANENT)
def test_a_number_or_a_message_that_no_try_will_help(code: str) -> None:
    assert outcome_of(code, NOW) == Permanent(code)


@pytest.mark.parametrize("code", ACCOUNT)
def test_trouble_of_the_account_is_nobodys_fault_who_should_be_told(code: str) -> None:
    assert outcome_of(code, NOW) == Temporary(code, DOWN_S, call_meanwhile=True)


@pytest.mark.parametrize("code", UNTIL_TOMORROW)
def test_a_limit_of_the_day_ends_at_midnight_in_beijing(code: str) -> None:
    assert outcome_of(code, NOW) == Temporary(code, 8 * 3600, call_meanwhile=True)
    just_before = datetime(2027, 1, 15, 15, 59, 59, tzinfo=UTC)
    assert outcome_of(code, just_before) == Temporary(code, 1.0, call_meanwhile=True)


@pytest.mark.parametrize(
    ("code", "wait_s", "call"),
    [
        ("LimitExceeded.PhoneNumberThirtySecondLimit", 31.0, False),
        ("LimitExceeded.PhoneNumberOneHourLimit", 3600.0, True),
        ("LimitExceeded.DeliveryFrequencyLimit", 60.0, False),
        ("RequestLimitExceeded", 15.0, False),
        ("http_429", 15.0, False),
        ("InternalError.UnknownError", None, False),
        ("http_404", None, False),
    ],
)
def test_what_may_work_later(code: str, wait_s: float | None, *, call: bool) -> None:
    assert outcome_of(code, NOW) == Temporary(code, wait_s, call_meanwhile=call)


@pytest.mark.parametrize("code", ["InternalError.Timeout", "InternalError.SendAndRecvFail"])
def test_a_time_out_inside_the_vendor_may_have_sent_it(code: str) -> None:
    assert outcome_of(code, NOW) == Unknown(code)


def test_no_code_stands_in_two_tables() -> None:
    tables = (NEVER, DOWN, UNTIL_TOMORROW)
    for one in tables:
        for other in tables:
            if one is not other:
                assert [code for code in one if code.startswith(other)] == []


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("AuthFailure.SignatureExpire", "clock"),
        ("InternalError.RequestTimeException", "clock"),
        ("AuthFailure.SignatureFailure", "key"),
        ("FailedOperation.InsufficientBalanceInSmsPackage", "buy"),
        ("UnauthorizedOperation.SerivceSuspendDueToArrears", "buy"),
        ("UnauthorizedOperation.RequestIpNotInWhitelist", "addresses"),
        ("FailedOperation.SignatureIncorrectOrUnapproved", "signature"),
        ("FailedOperation.TemplateIncorrectOrUnapproved", "template"),
        ("LimitExceeded.PhoneNumberDailyLimit", "limit"),
        ("no_connection", "internet"),
    ],
)
def test_health_says_what_to_do(code: str, word: str) -> None:
    assert word in words_for(code).message


def test_an_unknown_failure_shows_its_code() -> None:
    assert words_for("http_503").say("en").endswith("http_503")


def test_the_last_news_counts() -> None:
    bad = Health().failed(NOW, "no_connection")
    assert bad.words == words_for("no_connection")
    good = bad.succeeded(NOW)
    assert (good.words, good.code, good.last_success) == (None, "no_connection", NOW)
