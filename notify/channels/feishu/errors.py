"""What Feishu's error codes mean for a post. Neither these meanings nor the limits (100 a minute,
5 a second) were verified with the vendor."""

from __future__ import annotations

from types import MappingProxyType

from notify.channels.robots import Codes

PER_MINUTE = 100

CODES = Codes(
    field="code",
    permanent=frozenset(
        {
            9499,  # not a message
            19001,  # no such robot
            19021,  # signature refused; also a clock 1 h off
            19022,  # sender's address refused
            19024,  # keyword missing
        }
    ),
    later=MappingProxyType({11232: 60.0}),  # too fast
    throttled_s=60.0,
)
