"""The lengths of a plan's texts by every way that sends short messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notify.channel import Capabilities
from notify.channels.modem.channel import Modem
from notify.channels.twilio.channel import Twilio
from notify.longest import Longest, longest
from notify.says import PARTS
from playbooks.lookup import Playbook

WAYS: Mapping[str, Capabilities] = MappingProxyType(
    {"modem": Modem.capabilities, "twilio": Twilio.capabilities}
)
"""Ways that send the text itself; a gateway with templates of its own sends those."""


def text_lengths(playbook: Playbook) -> tuple[Longest, ...]:
    """Every text of the plan, in its order."""
    return tuple(longest(playbook, WAYS))


def fields_of(one: Longest) -> dict[str, object]:
    """What a program is told of one text."""
    return {
        "alert": one.alert, "lang": one.lang, "channel": one.channel, "parts": one.parts,
        "limit": one.limit, "encoding": one.encoding, "says": list(one.says),
        "timed": one.timed, "shortened": one.shortened,
        "fits": one.fits, "complete": one.complete,
    }  # fmt: skip


def line_of(one: Longest) -> str:
    """What people read of one text: its length, and which parts it has."""
    sign = "!" if not (one.fits and one.complete) else "~" if one.shortened else " "
    says = " ".join(part if part in one.says else "-" for part in PARTS)
    return f"{sign} {one.parts} {one.encoding} {one.lang} {one.channel} {one.alert} [{says}]"
