"""What the telephone list calls results, numbers and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notify.channels.calls.results import Result
from notify.failurewords import alone, ours
from notify.keys import STAYS_INSIDE
from registry.schema import ContactKind
from runtime.language import N_, Phrase, phrase

RESULTS: Mapping[Result, str] = MappingProxyType(
    {
        "answered": N_("answered in person"),
        "secretary": N_("secretary took it"),
        "no_answer": N_("no answer"),
        "off": N_("switched off"),
        "busy": N_("line busy"),
        "out_of_county": N_("out of the county"),
    }
)
"""In the order of their buttons; only the first is an acknowledgement."""

NUMBERS: Mapping[ContactKind, str] = MappingProxyType(
    {
        "mobile": N_("mobile"),
        "short": N_("short number"),
        "office": N_("office"),
        "secretary": N_("secretary"),
        "driver": N_("driver"),
        "home": N_("home"),
        "email": N_("e-mail"),
        "ntfy": N_("push to a telephone"),
        "sim": N_("simulated phone"),
    }
)

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "channel": N_("has no number for written messages"),
        "not_sent": N_("no message leaves this machine"),
        "unknown": N_("nobody knows whether the message went out"),
        "call_first": N_("the plan has them called first; the message is only the record"),
        "no_answer": N_("has not answered the message"),
        "locked": N_("gave wrong figures for an order twice: ask whether it was them"),
        "unsaid_order": N_(
            "has started the response from the telephone and got no word back, since what the "
            "number still takes today is kept for alerts: say that it is done"
        ),
        "unheard_order": N_(
            "has started the response from the telephone, and the word back did not come, or "
            "nobody knows whether it came: say that it is done"
        ),
        "unwritten_order": N_(
            "has started the response from the telephone, and no word back could be written to "
            "it: say that it is done"
        ),
        "stop": N_("has stopped messages from the system: have it undone"),
    }
)


def why_called(reason: str) -> Phrase:
    """Why a human has to call; anything else is the code of a message that failed."""
    if reason in _REASONS:
        return phrase(_REASONS[reason])
    code = alone(reason)
    if code == STAYS_INSIDE:
        return phrase(N_("the exercise does not reach their telephone by itself any more"))
    said = ours(code)
    if said is not None:
        return phrase(N_("the message failed: {why}"), why=said)
    return phrase(N_("the message failed ({code})"), code=code)
