"""What the vendor's error codes mean for a message.

The names are the vendor's, from its published list for API version 2021-01-11; what follows from
each is ours. The list grows: a code that is not known here is tried a bounded number of times.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from notify.channel import Outcome, Permanent, Temporary, Unknown

DOWN_S = 300.0
"""Wait while the account, not the message, is at fault: time for somebody to mend it, 5 min."""

BUSY_S = 15.0
"""Wait after a refusal for asking too often."""

BEIJING = timezone(timedelta(hours=8))
"""Where the vendor's calendar day begins."""

NEVER = (
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.PhoneNumberOnBlacklist",
    "UnsupportedOperation.",  # a region that is not served
    "FailedOperation.ContainSensitiveWord",
    "InvalidParameter.DirtyWordFound",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "InvalidParameterValue.ContentLengthLimit",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "InvalidParameterValue.TemplateParameterFormatError",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "MissingParameter",
)
"""This number, or this message: no try will help."""

DOWN = (
    "AuthFailure",
    "UnauthorizedOperation",  # arrears, address not in the list, application switched off
    "InternalError.RequestTimeException",  # the clock here is wrong
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.MissingSignatureList",
    "FailedOperation.MissingTemplateList",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "FailedOperation.TemplateUnapprovedOrNotExist",
    "InvalidParameter.AppidAndBizId",
    "InvalidParameterValue.SdkAppIdNotExist",
)
"""The account or its settings: nobody is reached this way until somebody has mended it."""

PERHAPS_SENT = ("InternalError.Timeout", "InternalError.SendAndRecvFail")
"""The vendor waited in vain for its own sender, which may have taken the message."""

UNTIL_TOMORROW = (
    "LimitExceeded.AppDailyLimit",
    "LimitExceeded.DailyLimit",
    "LimitExceeded.PhoneNumberDailyLimit",
    "LimitExceeded.PhoneNumberSameContentDailyLimit",
)

WAIT_S = (
    ("LimitExceeded.PhoneNumberThirtySecondLimit", 31.0),
    ("LimitExceeded.PhoneNumberOneHourLimit", 3600.0),
    ("LimitExceeded", 60.0),
    ("RequestLimitExceeded", BUSY_S),
    ("http_429", BUSY_S),
)
"""Longest beginning first."""


def outcome_of(code: str, now: datetime) -> Outcome:
    """What became of a message that the vendor refused with ``code`` at ``now``.

    Where the wait is long or of unknown length, somebody should call meanwhile.
    """
    if code.startswith(PERHAPS_SENT):
        return Unknown(code)
    if is_down(code):
        return Temporary(code, DOWN_S, call_meanwhile=True)
    if code.startswith(NEVER):
        return Permanent(code)
    if code.startswith(UNTIL_TOMORROW):
        return Temporary(code, until_tomorrow_s(now), call_meanwhile=True)
    for beginning, wait_s in WAIT_S:
        if code.startswith(beginning):
            return Temporary(code, wait_s, call_meanwhile=wait_s > DOWN_S)
    return Temporary(code)


def is_down(code: str) -> bool:
    """Whether a refusal is about the account rather than one number or message."""
    return code.startswith(DOWN)


def until_tomorrow_s(now: datetime) -> float:
    """Seconds until the next day begins in Beijing."""
    here = now.astimezone(BEIJING)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - here).total_seconds()
