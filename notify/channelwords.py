"""A channel in words: what it is and what it can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from notify.channel import Capabilities
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


def title(name: str) -> Phrase:
    """A channel's name for people; a second modem is called as in the file."""
    return phrase(TITLES[name]) if name in TITLES else plain(name)


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
