"""The signature of a Feishu robot: HMAC-SHA256 over nothing, with ``timestamp\\nsecret`` as key."""

from __future__ import annotations

import base64
import hashlib
import hmac


def signature(secret: str, timestamp_s: int) -> str:
    """In base64. ``timestamp_s`` is Unix time in seconds."""
    key = f"{timestamp_s}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()
