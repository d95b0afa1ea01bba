"""An answer pressed on a message itself, on a simulated phone or behind its link."""

from __future__ import annotations

from typing import Literal

from incident.commands import AnswerAlert
from notify.bundles import keys_of
from notify.shortfall import DeskPut
from runtime.database import Database

Answer = Literal["acknowledged", "on_the_way", "on_scene", "declined"]


def press(
    database: Database,
    put: DeskPut,
    incident: str,
    message: tuple[str, str],
    person: str,
    given: Answer,
    name: str,
    words: str | None = None,
) -> None:
    """Answer a message, by its id and its alert's key, with everything that was joined to it.

    ``name`` is the press's own: sent twice it is one answer. ``words`` are what was said with it.
    Raises what the desk refuses.
    """
    attempt, own = message
    with database.read() as connection:
        keys = keys_of(connection, attempt, own)
    for number, key in enumerate(keys):
        command = AnswerAlert(alert=key, answer=given, means="message", words=words)
        put(incident, command, person, command_id=f"{name}:{number}" if number else name)
