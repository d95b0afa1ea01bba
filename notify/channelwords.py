"""A channel in words: what it is, what it can do, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from notify.channel import Capabilities
from notify.channels.tencent.health import words_for
from runtime.language import N_, Phrase, phrase, plain

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "simulated": N_("simulated phones"),
        "calls": N_("telephone list"),
        "console": N_("console"),
        "modem": N_("GSM modem"),
        "tencent": N_("gateway of Tencent Cloud"),
        "twilio": N_("text messages by Twilio"),
        "twilio_voice": N_("calls by Twilio"),
        "email": N_("e-mail"),
        "ntfy": N_("push by ntfy"),
        "webhook": N_("gateway of the county's own"),
        "wecom": N_("WeCom group"),
        "dingtalk": N_("DingTalk group"),
        "feishu": N_("Feishu group"),
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_modem": N_("the modem does not answer; look at its cable, power and port"),
        "modem_busy": N_("too many messages wait for the modem"),
        "modem_stuck": N_("the modem has been given a message and does not answer"),
        "no_connection": N_("no connection; check the line and the other side"),
        "timeout": N_("no answer in time"),
        "too_slow": N_("no answer in time"),
        "slow": N_("it takes almost as long as it may"),
        "cut_after_handover": N_("the line broke after a message was handed over"),
        "interrupted": N_("the program stopped while a message was handed over"),
        "too_fast": N_("the other side takes no more in this minute"),
    }
)


def title(name: str) -> Phrase:
    """A channel's name for people; a second modem is called as in the file."""
    return phrase(TITLES[name]) if name in TITLES else plain(name)


def reason(name: str, code: str) -> Phrase:
    """What a failure's code means, and what to do where that is known."""
    if name == "tencent":
        return words_for(code)
    return phrase(REASONS[code]) if code in REASONS else phrase(N_("failure {code}"), code=code)


def abilities(can: Capabilities) -> Iterator[Phrase]:
    """What it can do and what it needs, the most important first."""
    if can.group:
        yield phrase(N_("posts to a group; nobody in it counts as told"))
    elif not can.reaches_world:
        yield phrase(N_("leaves this machine by nobody but a human"))
    else:
        yield phrase(N_("answers come back") if can.two_way else N_("no answers come back"))
        yield phrase(
            N_("says that it arrived") if can.receipts else N_("never says that it arrived")
        )
    if can.reaches_world:
        yield phrase(
            N_("works without internet") if can.works_offline else N_("needs the internet")
        )
    if can.voice:
        yield phrase(N_("speaks"))
    if can.needs_template:
        yield phrase(N_("sends approved templates only"))
    if can.daily_budget is not None:
        yield phrase(N_("{count} messages a day to one number"), count=can.daily_budget)
