"""Whether a message leaves this machine at all; where none does, delivered is not reached."""

from __future__ import annotations

from collections.abc import Mapping

from notify.channel import Channel

NOT_SENT = "not_sent"
"""Why a human has to call: the installation has no channel that reaches the world."""


def world_reached(channels: Mapping[str, Channel]) -> bool:
    """Whether any channel of the installation reaches people by itself.

    Where none does, everybody told of a real incident is on the telephone list as well, whatever
    a simulated phone shows.
    """
    return any(channel.capabilities.reaches_world for channel in channels.values())
