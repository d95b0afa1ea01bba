"""The signature of a message to a webhook, for this side and as a pattern for the other.

HMAC-SHA256 with the shared secret over ``<timestamp>.<body>``. The timestamp is signed too, so a
receiver can refuse what was recorded and is played again later.
"""

from __future__ import annotations

import hashlib
import hmac

SCHEME = "sha256="


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """The value of ``X-Tailings-Signature``. ``timestamp`` is Unix time in seconds, in digits."""
    signed = timestamp.encode("ascii") + b"." + body
    return SCHEME + hmac.new(secret, signed, hashlib.sha256).hexdigest()
