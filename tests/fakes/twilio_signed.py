"""The account of the small Twilio, and how it signs what it posts."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple

SID = "AC" + "0" * 32
TOKEN = "fake-token"
SENDER = "+15005550006"  # the vendor's own number for tests


def sign(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """The signature of a request by the vendor's published scheme: HMAC-SHA1 with the account's
    token over the whole address and then every field's name and value, in the order of names."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


class Report(NamedTuple):
    """Something that the vendor tells: where it is posted, and its signature."""

    url: str
    form: dict[str, str]
    signature: str
