"""How the channel fares, in words that say what to do.

Sending and listening are two things: queues that answer say nothing of an empty account.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from runtime.language import N_, Phrase, phrase

_WORDS = (
    (
        ("AuthFailure.SignatureExpire", "InternalError.RequestTimeException"),
        N_("the clock of this machine is more than five minutes off; set it"),
    ),
    (
        ("AuthFailure",),
        N_("the gateway does not accept the key; check the key pair in the settings"),
    ),
    (
        (
            "FailedOperation.InsufficientBalanceInSmsPackage",
            "UnauthorizedOperation.SerivceSuspendDueToArrears",  # the vendor's spelling
        ),
        N_("the account at the gateway has no messages left; buy some"),
    ),
    (
        ("UnauthorizedOperation.RequestIpNotInWhitelist",),
        N_("the gateway takes requests from listed addresses only; add this one in its console"),
    ),
    (
        (
            "FailedOperation.MissingSignatureList",
            "FailedOperation.SignatureIncorrectOrUnapproved",
        ),
        N_("the signature is not approved, or is written differently in the settings"),
    ),
    (
        (
            "FailedOperation.MissingTemplateList",
            "FailedOperation.TemplateIncorrectOrUnapproved",
            "FailedOperation.TemplateUnapprovedOrNotExist",
        ),
        N_("the template is not approved, or its number in the settings is wrong"),
    ),
    (
        ("LimitExceeded",),
        N_("the gateway's limit is used up; raise it in its console"),
    ),
    (("no_connection",), N_("no connection to the gateway; check the internet")),
)


@dataclass(frozen=True, slots=True)
class Health:
    """The last good and the last bad news, by operating time."""

    last_success: datetime | None = None
    last_failure: datetime | None = None
    code: str | None = None
    """Of the last failure."""
    failing: bool = False
    """The last news is bad."""

    @property
    def words(self) -> Phrase | None:
        """What is wrong and what to do; None while the last news is good."""
        return words_for(self.code) if self.failing and self.code is not None else None

    def succeeded(self, at: datetime) -> Health:
        """With good news."""
        return replace(self, last_success=at, failing=False)

    def failed(self, at: datetime, code: str) -> Health:
        """With bad news."""
        return replace(self, last_failure=at, code=code, failing=True)


def words_for(code: str) -> Phrase:
    """What a failure means and what to do about it."""
    unknown = phrase(N_("the gateway refused, or gave no clear answer: {code}"), code=code)
    return known_words(code) or unknown


def known_words(code: str) -> Phrase | None:
    """The same for a code that says what to do; None for any other."""
    for beginnings, words in _WORDS:
        if code.startswith(beginnings):
            return phrase(words)
    return None
