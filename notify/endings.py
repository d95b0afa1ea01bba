"""How a message ends: how it is answered, until when, and how an order is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from notify.answers.given import code_for
from notify.answers.lines import (
    BY_KEY,
    answered_by_reply,
    answered_elsewhere,
    answered_in_the_call,
    answered_shortly,
)
from notify.answers.links import Links
from notify.answers.moved import settled_by
from notify.answers.offered import sets_out
from notify.answers.orders import BY_REPLY, offer
from notify.answers.tails import takes_links, takes_replies
from notify.answers.voice import waits
from notify.channel import Channel
from notify.recipients import Way
from notify.routes import Routes
from notify.urgency import most_urgent
from playbooks.lookup import Playbook
from runtime.language import Lang, phrase
from runtime.wallclock import minute

FIGURES = "NNNNNN"
"""Stands for the secret of an order where a message is only looked at."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The lines below a text; ``short`` says the same in fewer words."""

    tail: str
    short: str
    code: str | None
    """The two figures of the answer, where replies arrive."""


@dataclass(frozen=True)
class Endings:
    """Made inside the transaction that freezes the message."""

    routes: Routes
    links: Links

    def of(
        self,
        connection: Connection,
        playbook: Playbook,
        intents: Sequence[Mapping[Any, Any]],
        person: str,
        way: Way,
        lang: Lang,
        attempt: str,
        *,
        desk: str | None,
        said: str,
        telephone: str,
        by: str | None,
        now: datetime,
        code: str | None,
    ) -> Ending:
        """The ending of a message that says ``said``; ``desk`` is the duty desk's number, ``by``
        until when an answer is asked for, ``code`` one that its reader has already.

        A new code and the secret of an order are written down where they are given.
        """
        first, channel = intents[0], self.routes.channels[way.channel]
        able = channel.capabilities
        asks = most_urgent(intents)["confirm"] != "none"
        replies = asks and takes_replies(channel, way.address)
        if replies and code is None:
            code = code_for(connection, first, person, telephone, attempt, now)
        tail, short, link = "", "", None
        if asks:
            if not replies and takes_links(channel):
                link = self.links.link(connection, attempt, person)
            tail, short = _asking(
                channel,
                lang,
                said,
                replies,
                code=code,
                link=link,
                desk=desk,
                by=by,
                goes=sets_out(playbook, intents),
            )
        order = order_of(intents)
        if order is not None and settled_by(
            connection, first["incident"], order["id"], order["version"]
        ):
            order = None  # written after it was settled: it tells, and asks for nothing
        if order is not None and able.voice and waits(connection, first["incident"], person, now):
            tail = short = BY_KEY[lang]
        elif order is not None and (replies or link is not None):
            asked = {**first, "id": attempt, "person": person}
            secret = offer(connection, asked, order, now)
            if replies:
                how = _how(secret, _valid_until(order, now, playbook), lang)
                tail, short = f"{tail}{how}", f"{short}{how}"
        return Ending(tail, short, code)


def order_of(intents: Sequence[Mapping[Any, Any]]) -> Mapping[str, Any] | None:
    """The first order that the reader may give."""
    return next((i["facts"]["order"] for i in intents if decides(i)), None)


def decides(intent: Mapping[Any, Any]) -> bool:
    """Whether the post may give the order that the alert asks for."""
    order = intent["facts"].get("order")
    return order is not None and intent["post"] in order["posts"]


def order_by(intents: Sequence[Mapping[Any, Any]], now: datetime, playbook: Playbook) -> str | None:
    """Until when the figures of an order count that are given at ``now``; None without one."""
    order = order_of(intents)
    return None if order is None else _valid_until(order, now, playbook)


def _valid_until(order: Mapping[str, Any], now: datetime, playbook: Playbook) -> str:
    return clock(now + timedelta(minutes=order["minutes"]), now, playbook)


def sample(
    channel: Channel,
    way: Way,
    lang: Lang,
    said: str,
    *,
    code: str,
    link: str | None,
    desk: str | None,
    by: str | None,
    asks: bool,
    order_by: str | None = None,
    goes: bool = True,
) -> tuple[str, str]:
    """The lines, whole and short, of a message that is only looked at: nothing is given out.
    ``goes``: its reader is sent somewhere."""
    tail, short, replies = "", "", takes_replies(channel, way.address)
    if asks:
        tail, short = _asking(
            channel, lang, said, replies, code=code, link=link, desk=desk, by=by, goes=goes
        )
    how = _how(FIGURES, order_by, lang) if replies and order_by is not None else ""
    return f"{tail}{how}", f"{short}{how}"


def _asking(
    channel: Channel,
    lang: Lang,
    said: str,
    replies: bool,
    *,
    code: str | None,
    link: str | None,
    desk: str | None,
    by: str | None,
    goes: bool,
) -> tuple[str, str]:
    if replies:
        whole = answered_by_reply(said, code, lang, by, sets_out=goes)
        return whole, answered_shortly(code, lang, by, sets_out=goes)
    if takes_links(channel):
        return (answered_elsewhere(lang, link=link, number=desk, by=by),) * 2
    return (answered_in_the_call(lang, by) if channel.capabilities.voice else "",) * 2


def _how(secret: str, until: str, lang: Lang) -> str:
    """How an order is given from a telephone, and until when."""
    return phrase(BY_REPLY, secret=secret, time=until).say(lang)


def clock(at: datetime, now: datetime, playbook: Playbook) -> str:
    """A moment by the plan's clock, e.g. ``02:40``; with the day where that is not today."""
    return minute(at, ZoneInfo(playbook.plan.document.zone), now)
