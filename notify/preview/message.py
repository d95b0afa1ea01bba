"""The message of one person as it would arrive, made of the parts that sending is made of.

What is given at the moment of sending alone is stood in for at its length: the figures of an
answer (``CODE``), the secret of an order and a signed link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from notify.about import About
from notify.another import without_template
from notify.answers.offered import sets_out
from notify.budgets import left
from notify.draft import ENDLESS, Draft, Room
from notify.endings import clock, order_by, sample
from notify.escalation import first_until
from notify.letters import Letters
from notify.preview.shown import Told
from notify.recipients import Way
from notify.segments import encoding, parts

CODE = "NN"
"""Stands for the two figures of an answer, which each telephone gets of its own."""

Intent = Mapping[str, Any]
"""What an alert would be written down as: the columns of an intent that a message needs."""


@dataclass(frozen=True)
class Messages:
    """Everybody's, of one message about to be sent. ``at`` is operating time."""

    letters: Letters
    connection: Connection
    about: About
    at: datetime

    def told(self, person: str, way: Way, intents: Sequence[Intent]) -> Told:
        """By ``way``, or the way that it would take where no approved template says it."""
        channel, draft = self.letters.channels[way.channel], self._draft(person, way, intents)
        said, whole = self._said(way, draft, intents)
        if arrives := getattr(channel, "arrives", None):
            said = whole = arrives(draft.gravest["alert"], draft.gaps(CODE))
            if said is None:
                other = without_template(
                    self.connection, self.letters.recipients, person, intents[0]["mode"], self.at
                )
                if other is None:
                    return Told(person, _posts(intents), draft.lang)
                # It carries the very message, with what was joined to it before it was passed on.
                way, channel = other, self.letters.channels[other.channel]
                said, whole = self._said(way, draft, intents)
        able, cut = channel.capabilities, parts(said)
        fits = len(said) <= able.max_chars and len(cut) <= (able.max_segments or len(cut))
        return Told(
            person,
            _posts(intents),
            draft.lang,
            way.channel,
            said,
            len(cut) if able.by_parts else None,
            encoding(said) if able.by_parts else None,
            whole=fits and said == whole,
            left=self._left(person, way),
            joined=len({intent["key"] for intent in draft.intents}) - 1,
        )

    def _draft(self, person: str, way: Way, intents: Sequence[Intent]) -> Draft:
        lang = self.letters.recipients.lang(self.connection, person)
        joining = self.letters.joining(self.about, person, way, lang)
        return joining.draft(self.connection, intents, self.at, self._until(intents))

    def _said(self, way: Way, draft: Draft, intents: Sequence[Intent]) -> tuple[str, str]:
        """As the way takes it, and all of it."""
        channel, playbook = self.letters.channels[way.channel], self.about.playbook
        until = self._until(intents)
        tail, short = sample(
            channel, way, draft.lang, draft.said,
            code=CODE, link=self.letters.links.sample(), desk=self.about.desk,
            by=None if until is None else clock(until, self.at, playbook),
            asks=draft.gravest["confirm"] != "none",
            order_by=order_by(draft.intents, self.at, playbook),
            goes=sets_out(playbook, draft.intents),
        )  # fmt: skip
        room = draft.room if draft.older else Room.of([channel.capabilities])
        return draft.text(tail, short, room=room), draft.text(tail, short, room=ENDLESS)

    def _until(self, intents: Sequence[Intent]) -> datetime | None:
        return first_until(self.about.playbook, intents[0]["alert"], self.at)

    def _left(self, person: str, way: Way) -> int | None:
        letters = self.letters
        counted = left(
            self.connection, letters.vault, letters.channels, person, way.address, self.at
        )
        return counted.get(way.channel)


def _posts(intents: Sequence[Intent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(intent["post"] for intent in intents))
