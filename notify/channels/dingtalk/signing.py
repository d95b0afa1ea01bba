"""The signature of a DingTalk robot: HMAC-SHA256 with the secret over ``timestamp\\nsecret``."""

from __future__ import annotations

import base64
import hashlib
import hmac


def signature(secret: str, timestamp_ms: int) -> str:
    """In base64, not yet quoted for an address. ``timestamp_ms`` is Unix time in milliseconds."""
    text = f"{timestamp_ms}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()
