"""What Twilio's error codes mean for a message.

Meanings from the vendor's error dictionary. The vendor warns that codes are added and split, so
an unknown code goes by its HTTP class and is tried a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notify.channel import Outcome, Permanent, Temporary, Unknown

PHONE_OFF_S = 1800.0
"""Wait before a phone that is off or without coverage is tried again, 30 min."""

THROTTLED_S = 15.0
"""Wait after a refusal for sending too fast, where the vendor names none."""

PERMANENT = frozenset(
    {
        13224,  # calls: not a number that can be called (13224 to 21216: unverified)
        13227,  # calls: no calls to that country
        21201,  # calls: no recipient
        21205,  # calls: an address of ours is not valid
        21210,  # calls: sender not verified
        21211,  # not a valid number
        21212,  # calls: bad sender
        21214,
        21215,  # calls: region not enabled
        21216,  # calls: blocked
        21217,
        21408,  # region not enabled
        21602,  # empty body
        21603,  # bad sender: our settings, but no try will help
        21604,  # no recipient
        21605,  # body too long
        21606,
        21608,  # trial account, number not verified
        21609,  # invalid StatusCallback
        21610,  # the recipient replied STOP
        21612,
        21614,  # not a mobile number
        21617,  # body too long
        21659,
        30004,  # blocked
        30005,  # unknown handset
        30006,  # landline
        30007,  # filtered as spam: the same text will be filtered again
        30036,  # expired in the vendor's queue
    }
)

LATER: Mapping[int, Temporary] = MappingProxyType(
    {
        20429: Temporary("20429", THROTTLED_S),
        30001: Temporary("30001"),  # queue overflow
        # Off or out of coverage: it may come back, but somebody should call now.
        30003: Temporary("30003", PHONE_OFF_S, call_meanwhile=True),
        30008: Temporary("30008", call_meanwhile=True),
    }
)


def outcome_of(http_status: int, code: int | None) -> Outcome:
    """What became of a message that the vendor answered with an error.

    After a fault of the server (5xx) nobody knows whether it had taken the message before. Errors
    of the account (20003: not our recipient's fault) count as temporary: somebody may mend it.
    """
    name = str(code or f"http_{http_status}")
    if code in PERMANENT:
        return Permanent(name)
    if code is not None and code in LATER:
        return LATER[code]
    if http_status == 429:
        return Temporary(name, THROTTLED_S)
    if http_status >= 500:
        return Unknown(name)
    return Temporary(name)


def undelivered(code: int | None) -> Outcome:
    """What to do when delivery failed after acceptance; never unknown."""
    if code is not None and code in LATER:
        return LATER[code]
    return Permanent(str(code or "undelivered"))
