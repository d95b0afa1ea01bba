"""What the code of a failure or a doubt means, in words, and what to do where that is known.

A provider's own numbers stay numbers: its console and its list of codes say more of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notify.channels.tencent.health import known_words, words_for
from notify.keys import EXHAUSTED, PASSED_OVER
from runtime.language import N_, Phrase, phrase

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_modem": N_("the modem does not answer; look at its cable, power and port"),
        "modem_busy": N_("too many messages wait for the modem"),
        "modem_stuck": N_("the modem has been given a message and does not answer"),
        "sim_budget": N_("the SIM card may send no more messages today"),
        "no_reference": N_("the modem took it and gave no number for it"),
        "no_connection": N_("no connection; check the line and the other side"),
        "timeout": N_("no answer in time"),
        "too_slow": N_("no answer in time"),
        "slow": N_("it takes almost as long as it may"),
        "cut_after_handover": N_("the line broke after a message was handed over"),
        "interrupted": N_("the program stopped while a message was handed over"),
        "partly_sent": N_("only a part of the message went out"),
        "too_fast": N_("the other side takes no more in this minute"),
        "not_understood": N_("the other side gave an answer that cannot be read"),
        "unreadable_answer": N_("the other side gave an answer that cannot be read"),
        "undelivered": N_("the provider could not deliver it"),
        "erased": N_("the number was erased"),
        "kept_for_alerts": N_("what this number still takes today is kept for alerts"),
        "no_channel": N_("this way is switched off here"),
        "bad_number": N_("not a telephone number; correct it in the register"),
        "bad_address": N_("not an address; correct it in the register"),
        "not_simulated": N_("not the number of a simulated phone"),
        "empty": N_("there was no text"),
        "too_long": N_("the text is longer than this way carries"),
        "no_template": N_(
            "no approved template says this: name one in the file of channels (howto/gateway.md)"
        ),
        "template_field_missing": N_("the approved template wants a word that the text has not"),
        "url_in_template": N_("an approved template carries no address of a page"),
        "exercise_stays_inside": N_(
            "of an exercise that two people had not armed for this telephone, or that was disarmed "
            "before the message went"
        ),
    }
)
"""Every code of our own that a message can end with."""

_BROKEN = ("Error", "Exception", "Disconnected", "Timeout")


def alone(kept: str) -> str:
    """A message's code without what was done about it."""
    done, _, code = kept.partition(":")
    return code if done in (PASSED_OVER, EXHAUSTED) else kept


def ours(code: str) -> Phrase | None:
    """What a code that was made here means; None for a provider's own."""
    if (
        words := REASONS.get(code.split(":", maxsplit=1)[0])
    ) is not None:  # behind a colon, a provider's word
        return phrase(words)
    if code.startswith("http_"):
        return phrase(N_("the other side refused, with HTTP status {number}"), number=code[5:])
    if code.startswith("smtp_"):
        return phrase(N_("the mail relay refused, with status {number}"), number=code[5:])
    if code.startswith(("cms", "cme")):
        return phrase(N_("the mobile network or the SIM card refused ({code})"), code=code)
    if code.endswith(_BROKEN):
        broken = N_("the connection failed after a message was handed over ({code})")
        return phrase(broken, code=code)
    return None


def reason(name: str, code: str) -> Phrase:
    """What a code of the channel ``name`` means."""
    said = (known_words(code) if name == "tencent" else None) or ours(code)
    if said is not None:
        return said
    return words_for(code) if name == "tencent" else phrase(N_("failure {code}"), code=code)
