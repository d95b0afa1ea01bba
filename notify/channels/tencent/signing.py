"""The vendor's signature of a request, TC3-HMAC-SHA256.

Four steps, as the vendor documents them ("Signature v3"): the request in a fixed form, a text
that names the time and the service with the digest of that form, a key derived from the secret
for one day and one service, and the header that carries the result. Pure: the time is given.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"
SIGNED_HEADERS = "content-type;host"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account's key pair. Neither half is ever shown."""

    secret_id: str
    secret_key: str

    def __repr__(self) -> str:
        return "Credentials(…)"


def authorization(
    credentials: Credentials, service: str, host: str, body: bytes, timestamp_s: int
) -> str:
    """The ``Authorization`` header of ``POST /`` with this JSON body.

    ``host`` is what the ``Host`` header will say, with the port where there is one;
    ``timestamp_s`` is what ``X-TC-Timestamp`` will say, seconds since 1970. The vendor refuses a
    time that is more than five minutes off.
    """
    day = datetime.fromtimestamp(timestamp_s, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    signature = hmac.digest(
        _key_of_the_day(credentials.secret_key, day, service),
        _to_sign(scope, host, body, timestamp_s),
        hashlib.sha256,
    ).hex()
    return (
        f"{ALGORITHM} Credential={credentials.secret_id}/{scope}, "
        f"SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
    )


def _to_sign(scope: str, host: str, body: bytes, timestamp_s: int) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    # Method, path, query, headers with their own last line break, names, body.
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host.lower()}\n"
    canonical = f"POST\n/\n\n{headers}\n{SIGNED_HEADERS}\n{digest}"
    request = hashlib.sha256(canonical.encode()).hexdigest()
    return f"{ALGORITHM}\n{timestamp_s}\n{scope}\n{request}".encode()


def _key_of_the_day(secret_key: str, day: str, service: str) -> bytes:
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key
