"""Which message a delivery report belongs to, and what the reports on its parts say together.

A modem numbers parts from 0 to 255 and begins again, and reports on a part may come a day later,
after a restart. So the name of a message holds all that is needed to know its reports: when it was
sent, its parts' numbers, and four hexadecimal digits of a digest of the telephone number: enough
to tell two people apart, not enough to find either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from notify.channel import Report, Told
from notify.channels.modem.received import StatusReport

TAIL = 10
"""Last digits of a number that are compared: the network writes it with or without its country."""

GRACE = timedelta(hours=1)
"""Reports come this much later than the message could be delivered, or by another clock."""

_NAME = re.compile(r"gsm-(\d+)-([0-9a-f]{4})-(\d+(?:\.\d+)*)")
_WORD = re.compile(r"(\d+)/\d+:([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message whose reports are waited for."""

    at: datetime
    """In whole seconds."""
    number: str
    """The digest of the recipient's number."""
    references: tuple[int, ...]
    """The modem's, of each part in order."""
    statuses: Mapping[int, int] = field(default_factory=dict)
    """TP-Status by part, counted from 1, as far as reported."""

    @property
    def name(self) -> str:
        """The provider id."""
        parts = ".".join(str(reference) for reference in self.references)
        return f"gsm-{int(self.at.timestamp())}-{self.number}-{parts}"


def sent(at: datetime, number: str, references: Sequence[int]) -> Sent:
    """A message that the modem has taken, all parts of it."""
    return Sent(at.replace(microsecond=0), digest(number), tuple(references))


def digest(number: str) -> str:
    """Four hexadecimal digits of a number's last digits."""
    digits = "".join(char for char in number if char.isdigit())[-TAIL:]
    return hashlib.sha256(digits.encode("ascii")).hexdigest()[:4]


def remembered(name: str, words: Sequence[str]) -> Sent:
    """A message as it stood before a restart, from its name and the words of its reports.

    ``ValueError`` for the name of something else.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError("not the name of a message of a modem")
    try:
        at = datetime.fromtimestamp(int(match[1]), UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("a time that no message was sent at") from error
    references = tuple(int(one) for one in match[3].split("."))
    found = [_WORD.fullmatch(word) for word in words]
    statuses = {int(one[1]): int(one[2], 16) for one in found if one}
    return Sent(at, match[2], references, MappingProxyType(statuses))


def matched(
    waiting: Sequence[Sent], report: StatusReport, now: datetime, life: timedelta
) -> tuple[Sent, int] | None:
    """The message that a report is on, as it stands with the report, and the part; None if it is
    none of ours.

    Of several with the same reference and number, one that lacks a report on it comes first, then
    the one sent nearest to when the network says that it took it.
    """
    number = digest(report.recipient)
    taken_at = report.taken_at or now
    fitting = [
        (part in one.statuses, abs(one.at - taken_at), at, part)
        for at, one in enumerate(waiting)
        # one sent "later" was sent before the clock was set back
        if one.number == number and now - life - GRACE <= one.at
        for part, reference in enumerate(one.references, start=1)
        if reference == report.reference
    ]
    if not fitting:
        return None
    *_, at, part = min(fitting)
    one = waiting[at]
    return replace(one, statuses=MappingProxyType({**one.statuses, part: report.status})), part


def told(status: int) -> Told:
    """What a TP-Status means, TS 23.040 section 9.2.3.15.

    Only 0x00 says that the telephone has it: 0x01 is passed on without confirmation and 0x02
    replaced. Reserved values count as "service rejected", as the section asks.
    """
    if status == 0:
        return "delivered"
    if status <= 0x02 or 0x10 <= status <= 0x3F:
        return "accepted"
    return "failed_permanent" if 0x40 <= status <= 0x5F else "failed_temporary"


def reported(message: Sent, part: int, report: StatusReport) -> Report:
    """The whole message's state after a report on a part.

    Delivered only when every part is, and failed as soon as one is: nobody can read the rest.

    The word names part and status, so that ``remembered`` can read it back.
    """
    total = len(message.references)
    states = [told(status) for status in message.statuses.values()]
    failed: Sequence[Told] = ("failed_permanent", "failed_temporary")
    whole: Told = next((state for state in failed if state in states), "accepted")
    if whole == "accepted" and states.count("delivered") == total:
        whole = "delivered"
    code = f"sms_{report.status:02x}" if whole in failed else None
    word = f"{part}/{total}:{report.status:02x}"
    return Report(message.name, word, whole, code, report.at)
