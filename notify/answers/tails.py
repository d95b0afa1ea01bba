"""By which ways an answer can come back, and so which line stands below a message."""

from __future__ import annotations

from typing import Literal

from notify.channel import Channel

Told = Literal["reply", "elsewhere", "call", "nothing"]
"""How a message says that it is answered: by a reply, by a link or a call to the desk, in the call
that it is, or not at all."""


def takes_replies(channel: Channel, address: str) -> bool:
    """Whether an answer comes back from the address; else no code is printed."""
    if not channel.capabilities.two_way or channel.capabilities.voice:
        return False  # a call is answered by a key, which it asks for itself
    two_way_to = getattr(channel, "two_way_to", None)
    return two_way_to is None or bool(two_way_to(address))


def takes_links(channel: Channel) -> bool:
    """Whether the person reads the message on something that opens links."""
    able = channel.capabilities
    return able.reaches_world and not (able.voice or able.needs_template or able.group)


def told_on(channel: Channel, address: str) -> Told:
    """How a message to an address says that it is answered."""
    if takes_replies(channel, address):
        return "reply"
    if takes_links(channel):
        return "elsewhere"
    return "call" if channel.capabilities.voice else "nothing"
