"""What stands behind the fake gateway: its rules for one number, and phones that answer."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any

DAY_S = 86_400
BEIJING_S = 8 * 3600


@dataclass
class Taken:
    """A message that the gateway accepted, whatever it answered."""

    serial: str
    number: str
    template: str
    text: str
    context: str
    at_s: float


@dataclass
class Phones:
    """The virtual phones, the limits of the numbers, and the queues that give each item once."""

    now_s: Callable[[], float] = time
    taken: list[Taken] = field(default_factory=list)
    behaviour: dict[str, str] = field(default_factory=dict)
    """By number: ``deliver`` (without an entry), ``silent``, or a carrier's word for a failure."""
    blocked: set[str] = field(default_factory=set)
    balance: int = 1000
    per_day: int = 2
    per_hour: int = 5
    same_a_day: int = 10
    swapped: bool = False
    """Write the two fields of a number the wrong way round, as an old sample does."""
    reports: deque[dict[str, Any]] = field(default_factory=deque)
    replies: deque[dict[str, Any]] = field(default_factory=deque)

    def refusal(self, number: str, text: str) -> str | None:
        """The vendor's code where this number may not have this text now."""
        now_s = self.now_s()
        earlier = [taken for taken in self.taken if taken.number == number]
        same = [taken for taken in earlier if taken.text == text]
        today = [taken for taken in earlier if _day(taken.at_s) == _day(now_s)]
        ages = Counter(taken.text == text for taken in today)
        if not (number.startswith("+86") and number[1:].isdigit() and len(number) == 14):
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if number in self.blocked:
            return "FailedOperation.PhoneNumberInBlacklist"
        if self.balance < 1:
            return "FailedOperation.InsufficientBalanceInSmsPackage"
        if any(now_s - taken.at_s < 30 for taken in same):
            return "LimitExceeded.PhoneNumberThirtySecondLimit"
        if sum(now_s - taken.at_s < 3600 for taken in earlier) >= self.per_hour:
            return "LimitExceeded.PhoneNumberOneHourLimit"
        if ages[True] >= self.same_a_day:
            return "LimitExceeded.PhoneNumberSameContentDailyLimit"
        if len(today) >= self.per_day:
            return "LimitExceeded.PhoneNumberDailyLimit"
        return None

    def take(self, number: str, template: str, text: str, context: str) -> Taken:
        """Accept a message; the phone behaves as it was told to."""
        serial = f"2640:{len(self.taken):020d}"
        taken = Taken(serial, number, template, text, context, self.now_s())
        self.taken.append(taken)
        self.balance -= 1
        behaviour = self.behaviour.get(number, "deliver")
        if behaviour != "silent":
            self.report(taken, "DELIVRD" if behaviour == "deliver" else behaviour)
        return taken

    def report(self, taken: Taken, word: str) -> None:
        """The carrier says what became of a message; it may say so twice."""
        self.reports.append(
            {
                "UserReceiveTime": int(self.now_s()),
                **self._written(taken.number),
                "SerialNo": taken.serial,
                "ReportStatus": "SUCCESS" if word == "DELIVRD" else "FAIL",
                "Description": word,
            }
        )

    def reply(self, number: str, text: str) -> None:
        """Somebody answers on a phone."""
        self.replies.append(
            {
                "ExtendCode": "",
                **self._written(number),
                "SignName": "",
                "ReplyContent": text,
                "ReplyTime": int(self.now_s()),
            }
        )

    def _written(self, number: str) -> dict[str, str]:
        full, short = number, number.removeprefix("+86")
        if self.swapped:
            full, short = short, full
        return {"CountryCode": "86", "PhoneNumber": full, "SubscriberNumber": short}


def _day(at_s: float) -> int:
    return int(at_s + BEIJING_S) // DAY_S
