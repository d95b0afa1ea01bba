"""What DingTalk's error codes mean for a post.

More than 20 messages a minute block the robot for 10 minutes (documented by users; one says 10 a
minute). The meanings of the codes were not verified with the vendor.
"""

from __future__ import annotations

from types import MappingProxyType

from notify.channels.robots import Codes

PER_MINUTE = 20

BLOCKED_S = 600.0
"""How long a robot stays blocked that has sent too fast, 10 min."""

CODES = Codes(
    field="errcode",
    permanent=frozenset(
        {
            310000,  # keyword, signature or sender's address refused; also a clock 1 h off
            300001,  # no such robot
        }
    ),
    later=MappingProxyType({130101: BLOCKED_S}),
    throttled_s=BLOCKED_S,
)
