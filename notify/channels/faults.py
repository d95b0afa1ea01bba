"""Where a vendor's library failed, for the log: its kinds and lines, and none of its words.

Libraries say what they were given: a number, an address, the text of a message.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def traced(error: BaseException) -> str:
    """The kind of the error and of each that led to it, the last first, each with its lines of
    code."""
    told = []
    for one in _led_to(error):
        lines = "".join(traceback.format_tb(one.__traceback__)).rstrip()
        told.append(f"{type(one).__module__}.{type(one).__qualname__}\n{lines}".rstrip())
    return "\nafter ".join(told)


def _led_to(error: BaseException) -> Iterator[BaseException]:
    seen = set[int]()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__
