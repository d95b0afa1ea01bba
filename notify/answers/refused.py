"""Why an answer or an order came to nothing: kept with it, whichever way it came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notify.answers import backs
from notify.answers.orders import Came
from notify.rows import insert_once
from notify.tables import InboundRow
from runtime.database import Database
from runtime.language import Phrase, phrase, plain
from runtime.refusal import Sentence

LINK = "link"
"""Stands for a channel where somebody pressed on the page of a message's link. They read the reason
there, so such a press waits for nobody at the desk."""


def became_of(came: Came, why: Phrase | None, time: str) -> tuple[str, Phrase]:
    """What an item of the inbox became that gives an order, and what is written back."""
    match came:
        case "opened":
            return "started", phrase(backs.STARTED, time=time)
        case "wrong":
            return "wrong_code", phrase(backs.WRONG)
        case "locked":
            return "locked", phrase(backs.LOCKED)
        case "refused" | "settled":
            return "refused", phrase(backs.REFUSED, why=why or plain(""))
    return "wrong_code", phrase(backs.GONE, why=why or plain(came))


def cause_of(came: Came, why: Phrase | None) -> str | None:
    """The word for why nothing was started: the desk's own code, else the lock's; None where it
    was."""
    if came == "opened":
        return None
    return why.code if isinstance(why, Sentence) else came


def note_press(
    database: Database,
    attempt: Mapping[Any, Any],
    came: Came,
    why: Phrase | None,
    now: datetime,
) -> None:
    """A press on the page of a message's link that came to nothing. Once for each reason: whoever
    has the link cannot fill the list."""
    cause = cause_of(came, why)
    row = {
        "id": f"{LINK}:{attempt['id']}:{cause}",
        "channel": LINK,
        "kind": "reply",
        "word": cause,
        "at": now,
        "received_at": now,
        "handled_at": now,
        "became": became_of(came, why, "")[0],
        **{name: attempt[name] for name in ("person", "incident", "key")},
    }
    with database.write() as connection:
        if insert_once(connection, InboundRow, row):
            database.hint(connection, f"alerts:{attempt['incident']}")
