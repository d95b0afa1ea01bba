"""What the page of one person calls what became of a message, and its times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from notify.channelwords import reason
from runtime.language import N_, Lang, Phrase, phrase
from web.told.record import Sent, State

STATES: Mapping[State, str] = MappingProxyType(
    {
        "ready": N_("not sent yet"),
        "sending": N_("being sent"),
        "accepted": N_("message sent"),
        "delivered": N_("delivered"),
        "read": N_("read"),
        "failed_temporary": N_("failed for now, will be tried again"),
        "failed_permanent": N_("failed for good"),
        "passed_over": N_("failed; it went another way"),
        "joined": N_("went as part of another message"),
        "unknown": N_("unknown whether it went out"),
        "stopped": N_("not sent any more"),
    }
)

_TIMES: Mapping[str, str] = MappingProxyType(
    {
        "queued_at": N_("written"),
        "handed_at": N_("given to the way"),
        "accepted_at": N_("taken by the provider"),
        "delivered_at": N_("delivered"),
        "read_at": N_("read"),
        "failed_at": N_("failed"),
        "unknown_at": N_("outcome in doubt"),
        "next_try_at": N_("next try"),
    }
)

FIRST_TRY = N_("will be sent")
"""The time of a message that waits for its turn."""

_OURS: Mapping[str, str] = MappingProxyType(
    {
        "erased": N_("the number was erased"),
        "no_channel": N_("this way is switched off here"),
        "exercise_stays_inside": N_("nothing of an exercise leaves this machine"),
        "not_simulated": N_("not the number of a simulated phone"),
    }
)
"""Why a message was not even handed over."""


def times(sent: Sent) -> list[tuple[str, datetime]]:
    """What happened to a message with its time, in the order in which it happened."""
    said = {**_TIMES, "next_try_at": FIRST_TRY} if sent.state == "ready" else _TIMES
    known = [(words, at) for name, words in said.items() if (at := getattr(sent, name))]
    return sorted(known, key=lambda pair: pair[1])


def why(sent: Sent, lang: Lang) -> str | None:
    """The reason of the last failure or doubt; None where there was none."""
    return None if sent.code is None else _reason(sent.channel, sent.code).say(lang)


def _reason(channel: str, code: str) -> Phrase:
    return phrase(_OURS[code]) if code in _OURS else reason(channel, code)
