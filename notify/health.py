"""Whether a channel works just now: pure, from what came of the last messages.

A provider that fails or takes long twice in a row rests: others go first, and it is tried again
by itself when its rest is over. Each rest without a success between is twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notify.channel import UNASKED, Accepted, Outcome, Temporary, Unknown

SLOW = 0.8
"""A provider that takes this share of its longest time has as good as failed, even if it took the
message."""

IN_A_ROW = 2
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=5)
ABOUT_ONE_NUMBER_S = 900.0
"""A failure for now that is to last longer is about one number (its budget for the day)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How a channel fares. ``reason`` is the code of the failure that began it."""

    failures: int = 0
    reason: str | None = None
    since: datetime | None = None
    resting_until: datetime | None = None
    rest: timedelta = REST
    last_good: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Whether others go first; not for longer than any rest where the clock was set back."""
        until = self.resting_until
        return until is not None and now < until <= now + LONGEST_REST


def after(condition: Condition, outcome: Outcome, share: float, now: datetime) -> Condition:
    """The condition once a message has come to an outcome. ``share`` is how much of the longest
    time that the provider may take was used, without a wait for one's turn."""
    reason = _fault(outcome, share)
    if reason is None:
        if not isinstance(outcome, Accepted):
            return condition
        return Condition(last_good=now)
    failures = condition.failures + 1
    first = condition.since or now
    if failures < IN_A_ROW:
        return Condition(failures, reason, first, None, condition.rest, condition.last_good)
    longer = min(condition.rest * 2, LONGEST_REST)
    return Condition(failures, reason, first, now + condition.rest, longer, condition.last_good)


def _fault(outcome: Outcome, share: float) -> str | None:
    """What is wrong with the channel; None where the outcome is about one message or number."""
    match outcome:
        case Temporary(code=code) if code in UNASKED:
            return None
        case Temporary(code=code, after_s=after_s):
            return code if after_s is None or after_s <= ABOUT_ONE_NUMBER_S else None
        case Unknown(reason=reason):
            return reason
        case Accepted():
            return "slow" if share > SLOW else None
    return None


@dataclass
class Health:
    """The conditions of this process's channels, by name. Safe to read from any thread."""

    _conditions: dict[str, Condition] = field(default_factory=dict)

    def note(self, channel: str, outcome: Outcome, share: float, now: datetime) -> None:
        """What came of a message, as ``after`` takes it."""
        before = self._conditions.get(channel, Condition())
        self._conditions[channel] = after(before, outcome, share, now)

    def rests(self, channel: str, now: datetime) -> bool:
        """Whether others go first."""
        condition = self._conditions.get(channel)
        return condition is not None and condition.rests(now)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        """Every channel that was used since the start."""
        return dict(self._conditions)
