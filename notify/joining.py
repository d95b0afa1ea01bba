"""How much of what waits for a person goes along with the next message: what its reader then has in
hand, whichever way carries it, and no more.

One answer confirms all that stands in a message. So each text is whole, but for a place of a few
words, in the least room of all ways to the person; where a provider fills templates of its own, in
what arrives by the one that the message gets there. What does not go along stays a message of its
own, with its own code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from notify.about import About
from notify.answers.links import Links
from notify.bundles import waiting
from notify.channel import Channel
from notify.draft import Draft, Room, drafted
from notify.endings import clock, order_by, order_of, sample
from notify.recipients import Recipients, Way
from notify.text import RESENT
from notify.urgency import most_urgent
from runtime.language import Lang
from runtime.vault import Vault

FIGURES = "00"
"""As long as any code."""


@dataclass(frozen=True)
class Joining:
    """Looks only; nothing is written. ``person`` reads ``lang`` and is reached by ``way``."""

    vault: Vault
    recipients: Recipients
    links: Links
    about: About
    person: str
    way: Way
    lang: Lang

    def draft(
        self,
        connection: Connection,
        intents: Sequence[Mapping[Any, Any]],
        now: datetime,
        until: datetime | None,
        *,
        joins: bool = True,
    ) -> Draft:
        """The message of ``intents``, which are of one entry. With ``joins`` as much as fits of
        what waits goes along: the last, and what waits just before it, so that nothing is told
        before what was given earlier. ``until`` is when somebody else is told."""
        make, channels = self._draft, self.recipients.routes.channels
        alone = Room.of([channels[self.way.channel].capabilities])
        found = make(connection, intents, alone)
        if not joins:
            return found
        first, urgency = intents[0], most_urgent(intents)["urgency"]
        older = waiting(connection, first, self.person, self.way.channel, urgency)
        if not older:
            return found
        within = self.recipients.within(first["incident"])
        names = within.carriers(connection, self.person, first["mode"], now)
        ways = [channels[name] for name in dict.fromkeys((self.way.channel, *names))]
        least = Room.of([way.capabilities for way in ways])
        by = None if until is None else clock(until, now, self.about.playbook)
        for start in range(len(older) - 1, -1, -1):
            more = make(connection, intents, least, older[start:])
            if not self._in_hand(more, ways, by, now):
                break
            found = more
        return found

    def _draft(
        self,
        connection: Connection,
        intents: Sequence[Mapping[Any, Any]],
        room: Room,
        older: Sequence[Mapping[str, Any]] = (),
    ) -> Draft:
        return drafted(connection, self.vault, self.about, intents, self.lang, room, older)

    def _in_hand(
        self, draft: Draft, ways: Sequence[Channel], by: str | None, now: datetime
    ) -> bool:
        """Whether all of it arrives by each of the ways, also when it is sent again."""
        channel, order = ways[0], order_of(draft.intents)
        if channel.capabilities.voice and order is not None:
            return False  # a call asks for one order at a time, and for nothing else
        by_order = order_by(draft.intents, now, self.about.playbook)
        for way in ways:
            # Each has lines of its own below the text: a link is longer than a code.
            tail, short = sample(
                way, self.way, self.lang, draft.said,
                code=FIGURES, link=self.links.sample(), desk=self.about.desk, by=by,
                asks=draft.gravest["confirm"] != "none", order_by=by_order,
            )  # fmt: skip
            if not (draft.stands_in(draft.text(tail, short)) and _filled(way, draft)):
                return False
        return True


def _filled(channel: Channel, draft: Draft) -> bool:
    """Whether all of it stands in the provider's template, where it needs one."""
    if not channel.capabilities.needs_template:
        return True
    arrives, again = getattr(channel, "arrives", None), f"{RESENT[draft.lang]}9"
    said = arrives and arrives(draft.gravest["alert"], draft.gaps(FIGURES, again))
    return (
        said is not None and len(said) <= channel.capabilities.max_chars and draft.stands_in(said)
    )
