"""The last question before a message of an exercise goes to a real telephone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping

from notify.arming.reach import armed_channels
from notify.channel import Channel, Message
from notify.recipients import Recipients
from notify.text import EXERCISE
from runtime.database import Database


def still_armed(
    database: Database,
    people: Recipients,
    row: RowMapping,
    channel: Channel,
    message: Message,
    now: datetime,
) -> bool:
    """The channel carries exercises, the words say at both ends that they are one, the person is
    armed for this channel still, and the number is theirs. ``row`` is the attempt as claimed."""
    mark = EXERCISE.get(row["lang"], "")
    words = message.text.startswith(mark) and message.text.endswith(mark)
    if not (mark and words and channel.capabilities.drills):
        return False
    with database.read() as connection:
        armed = armed_channels(connection, row["incident"], row["person"], now)
        theirs = people.addresses(connection, row["person"], row["mode"])
    return channel.name in armed and message.address in theirs
