"""Calls, keys and messages as the vendor tells of them, in our shape.

Requests come twice, late and in any order. Each gives the same each time, with a name that does
not change, so that who keeps them can tell a second one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from notify.answers.words import KEYS
from notify.channel import Reply, Report, Told
from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused

_CONFIRMED = re.compile(r"[0-9]{6}#")

CALLS: Mapping[str, Told] = MappingProxyType(
    {
        "queued": "accepted",
        "initiated": "accepted",
        "ringing": "accepted",
        "in-progress": "accepted",
        # Picked up and ended, perhaps by a voicemail: nobody is known to have heard it.
        "completed": "accepted",
        "busy": "failed_temporary",
        "no-answer": "failed_temporary",
        "failed": "failed_permanent",
        "canceled": "failed_permanent",
    }
)
"""The vendor's words for a call, and ours; one not listed counts as ``accepted``."""


def call_report(fields: Mapping[str, str]) -> Report:
    """How a call goes. Raises Refused ``missing`` where it does not say which or how."""
    sid = _needed(fields, "CallSid", phrase(N_("the call's name")))
    word = _needed(fields, "CallStatus", phrase(N_("how the call goes")))
    code = fields.get("ErrorCode") or fields.get("SipResponseCode") or None
    return Report(sid, word, CALLS.get(word, "accepted"), code, _time(fields.get("Timestamp")))


def pressed(fields: Mapping[str, str]) -> Reply | None:
    """The key that somebody pressed in a call; None for one that means nothing.

    The call was ours, so the number that pressed is the one that was called. Raises Refused
    ``missing`` where it names no call.
    """
    sid = _needed(fields, "CallSid", phrase(N_("the call's name")))
    key = fields.get("Digits", "")
    if key not in KEYS:
        return None
    return Reply(f"{sid}.{key}", fields.get("To", ""), key, to=sid)


def ordered(fields: Mapping[str, str]) -> Reply | None:
    """The figures of an order, confirmed by the hash key; None where they are not six, or were not
    confirmed. One for each call, however often it is told.

    Raises Refused ``missing`` where it names no call.
    """
    sid = _needed(fields, "CallSid", phrase(N_("the call's name")))
    figures = fields.get("Digits", "")
    if not _CONFIRMED.fullmatch(figures):
        return None
    return Reply(f"{sid}.order", fields.get("To", ""), f"启动 {figures[:-1]}", to=sid)


def message(fields: Mapping[str, str]) -> Reply:
    """A message that somebody sent to the installation's number.

    The vendor does not say which message it answers. Raises Refused ``missing`` where it has no
    name or no sender.
    """
    sid = _needed(fields, "MessageSid", phrase(N_("the message's name")))
    sender = _needed(fields, "From", phrase(N_("the sender's number")))
    return Reply(sid, sender, fields.get("Body", ""))


def _needed(fields: Mapping[str, str], name: str, allowed: Phrase) -> str:
    if value := fields.get(name):
        return value
    raise Refused("missing", field=name, value=None, allowed=allowed)


def _time(written: str | None) -> datetime | None:
    """A time by the vendor's clock, written as in a letter (RFC 2822)."""
    try:
        return parsedate_to_datetime(written).astimezone(UTC) if written else None
    except ValueError:
        return None
