"""One byte string for one meaning: the JSON Canonicalization Scheme (RFC 8785).

What is hashed, chained or compared is written with sorted keys, no spaces and one way to write a
number, so that the same facts give the same bytes on every machine and in every release.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_STRINGS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes (UTF-8) of a JSON value.

    Raises ``ValueError`` for what has no canonical form: NaN and infinities, integers outside
    ±(2⁵³-1), half surrogates, keys that are no strings, and objects that are not JSON.
    """
    if type(value) is list and all(type(part) is str for part in value):
        # Names and their owners, thousands of times for one page: JSON writes strings the same.
        return _STRINGS.encode(value).encode("utf-8")
    return rfc8785.dumps(value)
