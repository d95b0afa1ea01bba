"""What WeCom's error codes mean for a post. The limit of 20 a minute is documented; what the codes
mean is known from use by others and was not verified with the vendor."""

from __future__ import annotations

from types import MappingProxyType

from notify.channels.robots import Codes

PER_MINUTE = 20

CODES = Codes(
    field="errcode",
    permanent=frozenset(
        {
            93000,  # not a robot's address: a wrong key, or the robot was removed
            40008,  # not a kind of message
            44004,  # no text
            45002,  # text too long
        }
    ),
    later=MappingProxyType({45009: 60.0}),  # too many in this minute
    throttled_s=60.0,
)
