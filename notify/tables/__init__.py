"""The tables of ``notify``: what must be told, to whom it was told, and what came of it.

Every row names its incident with the incident's mode, and every row about a person names the
person with theirs: the composite foreign keys make it impossible for an exercise to address
somebody of the real roster. A trigger keeps exercise rows away from channels that reach the world,
but for people for whom two others have armed the exercise.
Texts and addresses lie in the vault under the person's key.
"""

from notify.tables.armed import ArmedRow
from notify.tables.calls import CallClaimRow, CallRow, CallTryRow
from notify.tables.chain import HeartbeatRow, ReachGapRow
from notify.tables.groups import GroupPostRow
from notify.tables.inbox import InboundRow, OrderLockRow
from notify.tables.outbox import (
    STATUSES,
    UNSENT,
    WAITING,
    AttemptRow,
    IntentRow,
    ReceiptRow,
    ShortfallRow,
    SimMessageRow,
)
from notify.tables.selftests import SelfTestRow, SelfTestRunRow, SelfTestWordRow
from notify.tables.watches import WatchRow

__all__ = [
    "APPEND_ONLY",
    "STATUSES",
    "UNSENT",
    "WAITING",
    "ArmedRow",
    "AttemptRow",
    "CallClaimRow",
    "CallRow",
    "CallTryRow",
    "GroupPostRow",
    "HeartbeatRow",
    "InboundRow",
    "IntentRow",
    "OrderLockRow",
    "ReachGapRow",
    "ReceiptRow",
    "SelfTestRow",
    "SelfTestRunRow",
    "SelfTestWordRow",
    "ShortfallRow",
    "SimMessageRow",
    "WatchRow",
]

APPEND_ONLY = ("receipt", "call_try", "self_test", "self_test_word")
"""Tables whose rows can neither be changed nor deleted."""
