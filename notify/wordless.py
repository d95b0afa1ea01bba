"""Channels that carry alerts of the plan but nobody's own words: a provider of templates that has
approved none for notices, or none for what takes one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notify.channel import Channel
from notify.keys import TOLD_AS
from notify.recipients import Way

_TOLD = ("notice", "correction")
_SAMPLE = "notice:sample"


def wordless(channel: Channel) -> bool:
    """Whether a notice or a correction in somebody's own words would not leave by it."""
    if not channel.capabilities.needs_template:
        return False
    arrives = getattr(channel, "arrives", None)
    return arrives is None or any(
        arrives(_SAMPLE, {TOLD_AS: told, "text": "—"}) is None for told in _TOLD
    )


def wordless_way(
    channels: Mapping[str, Channel], worldly: Iterable[str], ways: Iterable[Way]
) -> str:
    """The channel by which somebody is told of alerts and of nobody's own words, where no other of
    their ``ways`` takes those by itself; empty where one does, and where none reaches them."""
    by_itself = [way.channel for way in ways if way.channel in set(worldly)]
    if any(not wordless(channels[name]) for name in by_itself):
        return ""
    return next(iter(by_itself), "")
