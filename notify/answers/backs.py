"""What is written back to somebody whose answer settles nothing, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from notify.answers.matching import Asked
from notify.arming.reach import may_leave
from notify.keys import REPLY
from notify.tables import AttemptRow
from notify.text import EXERCISE
from runtime.language import N_, Lang, Phrase, phrase
from runtime.vault import Vault
from runtime.wallclock import local

ANSWERED = N_("Answered already at {time}: {answer}, by {who}. Nothing more is needed.")
OVER = N_("This is over; nobody waits for an answer any more. What is new, tell the duty desk.")
SEVERAL = N_("{count} alerts wait for you. Write which one, such as “received {code}”: {codes}.")
UNCLEAR = N_("Not understood. Write “received {code}”, or call the duty desk.")
NO_SUCH = N_("No alert has this number. Look at the message again, or call the duty desk.")
WRONG = N_("Wrong figures. One more try; after that call the duty desk.")
LOCKED = N_("Locked. The duty desk has been told and calls you.")
GONE = N_("These figures no longer count: {why}. Call the duty desk.")
STARTED = N_("Started by your order at {time}. It is in the log.")
REFUSED = N_("Not done: {why}")

_BACK = "back:"
"""Begins the key of a message back; behind it stands the item of the inbox that it answers."""


def late(one: Asked, answer: Phrase, who: str, zone: ZoneInfo) -> Phrase:
    """Who answered, and when."""
    if one.answered_at is None:
        return phrase(OVER)
    return phrase(ANSWERED, time=clock(one.answered_at, zone), answer=answer, who=who)


def several(among: Sequence[Asked]) -> Phrase:
    """Which codes wait."""
    codes = [one.code for one in among if one.code is not None]
    first = codes[0] if codes else "??"
    return phrase(SEVERAL, count=len(among), code=first, codes="、".join(codes) or "—")


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Local time of the day."""
    return f"{local(at, zone):%H:%M}"


def write_back(
    connection: Connection,
    vault: Vault,
    to: Any,
    words: Phrase,
    inbound: str,
    now: datetime,
    *,
    by_template: bool = False,
) -> bool:
    """A message back by the way of the attempt ``to``; once for each thing that came. Gives whether
    it was written: none goes to a real telephone of an exercise that was disarmed meanwhile.
    ``by_template``: with the words for a provider's own one."""
    if not may_leave(connection, to, now):
        return False
    lang: Lang = to["lang"]
    mark = EXERCISE[lang] if to["mode"] == "exercise" else ""
    attempt = f"back-{inbound}"
    text = f"{mark}{words.say(lang)}{mark}"
    sealed = {f"{attempt}.text": text}
    if by_template:
        sealed[f"{attempt}.fields"] = json.dumps({"text": text, "mark": ""}, ensure_ascii=False)
    vault.seal_many(connection, to["person"], sealed)
    same = (
        "incident",
        "jurisdiction",
        "mode",
        "person",
        "posts",
        "channel",
        "address_ref",
        "address_digest",
    )
    row = {
        **{name: to[name] for name in same},
        "id": attempt,
        "event": REPLY,
        "key": key_of(inbound),
        "position": 0,
        "step": 1,
        "text_ref": f"{attempt}.text",
        "fields_ref": f"{attempt}.fields" if by_template else None,
        "lang": lang,
        "roster_version": to["roster_version"],
        "urgency": "urgent",
        "confirm": "none",
        "on_unknown": "resend",
        "status": "ready",
        "created_at": now,
        "next_try_at": now,
        "tries": 0,
    }
    connection.execute(insert(AttemptRow), row)
    return True


def key_of(item: str) -> str:
    """The key of a message back to an item of the inbox."""
    return f"{_BACK}{item}"


def item_of(back: Mapping[Any, Any]) -> str:
    """The item of the inbox that a message back answers."""
    return str(back["key"]).removeprefix(_BACK)
