"""An answer that the desk took before the program ended, and that was not marked as taken.

By then its alert is answered, by this very item: it is neither late nor for another alert.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from incident.events import AlertAnswered
from incident.log import cause_of, read
from notify.answers.matching import Asked


def command_name(item: str, number: int = 0) -> str:
    """The name of the command that an item leads to; ``number`` counts what is answered with it."""
    return f"reply:{item}:{number}" if number else f"reply:{item}"


def resumed(
    connection: Connection, item: str, alerts: Sequence[Asked], code: str | None
) -> tuple[Asked, ...]:
    """What ``item`` has answered already, in its order, then what went out with that (under
    ``code``, where it says one) and is still open. Empty for an item that is taken for the first
    time."""
    done: list[Asked] = []

    def following() -> Asked | None:
        name = command_name(item, len(done))
        return next((a for a in alerts if a not in done and _by(connection, name, a)), None)

    while one := following():
        done.append(one)
    if not done or done[0].code is None:
        return tuple(done)
    first = (done[0].incident, done[0].person)
    rest = (a for a in alerts if a.open and (a.incident, a.person) == first)
    if code is None:
        return (*done, *(a for a in rest if a.code == done[0].code))
    return (*done, *(a for a in rest if a.under(code)))


def _by(connection: Connection, command: str, alert: Asked) -> bool:
    """Whether the command answered this alert."""
    for seq in cause_of(connection, alert.incident, command):
        event = next(iter(read(connection, alert.incident, after=seq - 1))).event
        if isinstance(event, AlertAnswered):
            return (event.alert, event.person) == (alert.key, alert.person)
    return False
