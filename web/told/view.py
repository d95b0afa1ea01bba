"""The page of one person in parts that are patched one by one: a section for each alert."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from incident.log import read
from notify.channelwords import title
from runtime.language import Lang
from web.board.audience import Audience
from web.board.loglines import readable
from web.board.read import board
from web.board.rows import log_lines
from web.board.view import Board
from web.board.watching import audience_of
from web.calls.words import NUMBERS, RESULTS, why_called
from web.paper import render
from web.people import People
from web.reader import Reader
from web.services import Services
from web.texts import open_texts
from web.told.backs import Replied, replied_to, what_came
from web.told.read import somebody_told, told_of
from web.told.record import ToldOf, Unsettled
from web.told.unsettled import unsettled_of
from web.told.words import MEANS, NEXT, ORDERS, STATES, order_key, times, why, why_unsettled

UNSETTLED_PART = "unsettled"

_OF_ENTRY = re.compile(r"entry-(\d+)")


@dataclass(frozen=True, slots=True)
class Looks:
    """A view's name: who was told of what, and with whose eyes they are looked at."""

    incident: str
    person: str
    audience: Audience


@dataclass(frozen=True)
class Seen:
    """What an audience sees of one person."""

    board: Board
    told: tuple[ToldOf, ...]
    unsettled: tuple[Unsettled, ...]
    """What came back from them and changed nothing."""
    names: Mapping[str, str | None]
    """Of the person and of everybody who entered something about them; None where erased."""
    about: Mapping[str, str]
    """What an alert was about in the log's sentence, by its key, as far as it may be read."""
    replied: Mapping[str, Replied]
    """What a message back replies to, by its key."""


def looks(
    services: Services, connection: Connection, who: Reader, incident: str, person: str
) -> Looks:
    """With whose eyes a reader sees the page. Raises Refused as ``somebody_told`` does, and
    ``unknown_incident``."""
    audience = audience_of(services, connection, who, incident)
    somebody_told(connection, audience, incident, person)
    # By which post they act makes no difference here: whoever may read the same shares a view.
    return Looks(incident, person, replace(audience, posts=frozenset()))


def seen_of(services: Services, view: Looks, *, told: bool = True) -> Seen:
    """The page as it is now; without ``told`` only what stands around the alerts."""
    incident, audience = view.incident, view.audience
    seen = board(services, audience, incident, log_shown=0)
    with services.database.read() as connection:
        alerts = (
            told_of(
                connection, services.vault, audience, incident, view.person, services.clock.now()
            )
            if told
            else ()
        )
        unsettled = (
            unsettled_of(
                connection, services.vault, audience, incident, view.person, voices(services)
            )
            if told
            else ()
        )
        replied = replied_to(connection, incident, view.person, voices(services)) if told else {}
        entered = {a.by for one in alerts for a in one.answers}
        entered |= {call.by for one in alerts for call in one.calls}
        names = services.directory.names(connection, sorted(entered | {view.person}))
        about = _about(services, connection, seen, [one.key for one in alerts])
    return Seen(seen, alerts, unsettled, names, about, replied)


def voices(services: Services) -> frozenset[str]:
    """The channels that call."""
    channels = services.channels.items()
    return frozenset(name for name, channel in channels if channel.capabilities.voice)


def parts(seen: Seen, view: Looks) -> Mapping[str, str]:
    """Every alert as it is now; the key begins with the moment in which it was first written. What
    changed nothing stands before them."""
    lang = view.audience.lang
    alerts = {
        f"alert/{_written(one):%Y%m%d%H%M%S%f}-{one.key}": _section(one, seen, view, lang)
        for one in seen.told
    }
    return {UNSETTLED_PART: _unsettled(seen, lang) if seen.unsettled else "", **alerts}


def _unsettled(seen: Seen, lang: Lang) -> str:
    return render(
        "told_unsettled.html",
        lang,
        seen.board.zone,
        seen.board.now,
        board=seen.board,
        unsettled=seen.unsettled,
        about=seen.about,
        means=MEANS,
        next=NEXT,
        why=lambda one: why_unsettled(one, lang),
    )


def _section(alert: ToldOf, seen: Seen, view: Looks, lang: Lang) -> str:
    return render(
        "told_alert.html",
        lang,
        seen.board.zone,
        seen.board.now,
        alert=alert,
        board=seen.board,
        person=view.person,
        names=seen.names,
        about=seen.about.get(alert.key) or alert.key,
        back=alert.sent[0].reply,
        replied=seen.replied.get(alert.key),
        means=MEANS,
        what_came=lambda one: what_came(one, lang),
        inside=inside(seen.board),
        states=STATES,
        orders=ORDERS,
        order_key=order_key,
        results=RESULTS,
        numbers=NUMBERS,
        times=times,
        why=lambda sent: why(sent, lang),
        way=lambda channel: title(channel).say(lang),
        why_called=why_called,
    )


def inside(seen: Board) -> bool:
    """Whether nothing of a real incident leaves this machine."""
    return not seen.reaches_world and seen.incident.mode == "real"


def _written(alert: ToldOf) -> datetime:
    return min(sent.queued_at for sent in alert.sent)


def _about(
    services: Services, connection: Connection, seen: Board, keys: Collection[str]
) -> dict[str, str]:
    wanted = {int(found[1]) for key in keys if (found := _OF_ENTRY.fullmatch(key))}
    if not wanted:
        return {}
    state, audience = seen.incident, seen.audience
    since = read(connection, state.id, min(wanted) - 1)
    entries = readable((e for e in since if e.seq in wanted), assessed=audience.assessed)
    texts = open_texts(services.vault, connection, state, entries, assessed=audience.assessed)
    people = People(services.directory, connection, state, services.clock.now())
    lines = log_lines(entries, state, seen.playbook, people, texts, audience.lang)
    return {f"entry-{line.seq}": line.text for line in lines}
