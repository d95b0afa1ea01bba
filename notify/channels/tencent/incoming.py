"""Receipts and replies as the vendor's queues give them, in our shape."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from notify.channel import Reply, Report, Told
from notify.channels.tencent.numbers import sender

_PHONE_WAS_OFF = "EXPIRED"
"""The carrier's word for a message that waited too long for its phone."""


def report(item: Mapping[str, object]) -> Report | None:
    """A receipt; None where it does not say what it is about.

    ``SUCCESS`` is delivery to the handset. ``FAIL`` is final for this message, and counts as
    temporary only where the phone did not come back in time; carriers' words are not listed
    anywhere (unverified). A word of tomorrow changes nothing.
    """
    serial, word = str(item.get("SerialNo") or ""), str(item.get("ReportStatus") or "")
    if not serial or not word:
        return None
    description = str(item.get("Description") or "") or None
    told: Told = "accepted"
    if word == "SUCCESS":
        told = "delivered"
    elif word == "FAIL":
        off = (description or "").upper() == _PHONE_WAS_OFF
        told = "failed_temporary" if off else "failed_permanent"
    return Report(serial, word, told, description, _at(item.get("UserReceiveTime")))


def reply(item: Mapping[str, object], key: str) -> Reply | None:
    """What somebody sent back; None where it names no number.

    The vendor gives replies no name and no message that they answer. The name is made from
    number, time and words: the same reply given twice has the same one. It is keyed with a secret
    of the account, since a plain digest of a known number and a short word could be guessed.
    """
    number = sender(item)
    if not number:
        return None
    text, time = str(item.get("ReplyContent") or ""), item.get("ReplyTime")
    said = "\0".join((number, str(time), text)).encode()
    name = hmac.digest(key.encode(), said, hashlib.sha256).hex()[:32]
    return Reply(name, number, text, at=_at(time))


def _at(seconds: object) -> datetime | None:
    """A time by the vendor's clock; None for none, which it also writes as 0."""
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
