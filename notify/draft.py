"""One message before its ending: what it tells of, with what waits for the same person and goes
along, and the words for all of it, from the whole to the fewest.

What is sent and what is only looked at beforehand are both made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from notify.about import About, words_of
from notify.answers.orders import REASON
from notify.answers.voice import reason_of
from notify.bundles import intents_of
from notify.channel import Capabilities
from notify.compose import compose
from notify.endings import decides
from notify.notices import own
from notify.signed import sender
from notify.text import BRIEF, RESENT, fill, values
from notify.urgency import most_urgent
from runtime.language import Lang, phrase
from runtime.vault import Vault


@dataclass(frozen=True, slots=True)
class Room:
    """The longest text."""

    max_chars: int
    max_parts: int | None
    """Of a short message; None where parts do not matter."""

    @classmethod
    def of(cls, ways: Iterable[Capabilities]) -> Room:
        """What every one of these takes."""
        able = tuple(ways)
        parts = [one.max_segments for one in able if one.max_segments is not None]
        return cls(min(one.max_chars for one in able), min(parts, default=None))


ENDLESS = Room(1_000_000, None)


@dataclass(frozen=True, slots=True)
class Draft:
    """For one person and one channel."""

    about: About
    lang: Lang
    intents: Sequence[Mapping[Any, Any]]
    """What it tells of, with what was joined to it, the oldest first."""
    older: Sequence[Mapping[str, Any]]
    """Messages that wait and go out as part of it."""
    forms: Sequence[Sequence[str]]
    """The texts, from the whole to the shortest."""
    room: Room
    """What the text has to fit in."""

    @property
    def gravest(self) -> Mapping[Any, Any]:
        """What says how urgent it is and who has to answer."""
        return most_urgent(self.intents)

    @property
    def posts(self) -> list[str]:
        """As what its reader is told, each once."""
        return list(dict.fromkeys(intent["post"] for intent in self.intents))

    @property
    def said(self) -> str:
        """All texts in full, before the hats of the reader and the way to answer."""
        return "\n".join(self.forms[0])

    def text(self, tail: str, short: str, mark: str = "", room: Room | None = None) -> str:
        """The message as it fits; see ``compose``. The mark of what is sent again has its room: it
        must push out neither the code nor who sends it."""
        playbook, filled, *shorter = self.about.playbook, *self.forms
        room, kept = room or self.room, RESENT[self.lang]
        senders = [sender(playbook, intent["alert"], self.lang) for intent in self.intents]
        return compose(
            filled, self.posts, playbook, self.lang, self.intents[0]["mode"], room.max_chars,
            max_parts=room.max_parts, mark=f"{kept}{mark}", tail=tail, short_tail=short,
            shorter=shorter, senders=senders,
        ).replace(kept, "", 1)  # fmt: skip

    def stands_in(self, text: str) -> bool:
        """Whether each text is there with its tasks: in full, or with a place of a few words."""
        return all(any(said in text for said in told) for told in zip(*self.forms[:2], strict=True))

    def gaps(self, code: str | None, mark: str = "") -> dict[str, str]:
        """The words for a provider's own template."""
        about, gravest = self.about, self.gravest
        gaps = values(
            about.playbook, gravest["alert"], gravest["facts"], about.words, self.lang, about.where
        )
        facts = [intent["facts"] for intent in self.intents]
        told = own(facts, self.forms[0], joined=bool(self.older))
        return {**gaps, "code": code or "", "mark": mark, **told}


def drafted(
    connection: Connection,
    vault: Vault,
    about: About,
    intents: Sequence[Mapping[Any, Any]],
    lang: Lang,
    room: Room,
    older: Sequence[Mapping[str, Any]] = (),
) -> Draft:
    """``intents`` are of one entry; the messages ``older`` go along. Nothing is written."""
    if older:
        before = [i for row in older for i in intents_of(connection, row)]
        about = replace(about, words={**words_of(connection, vault, before), **about.words})
        # As they were given, whichever was written down first.
        intents = sorted([*before, *intents], key=itemgetter("entry_seq"))
    reasons = [about.words.get(reason_of(i["facts"]) or "") for i in intents if decides(i)]
    given = [phrase(REASON, reason=said).say(lang) for said in reasons if said]
    forms = [[*(_said(about, i, lang, brief) for i in intents), *given] for brief in BRIEF]
    return Draft(about, lang, intents, older, forms, room)


def _said(about: About, intent: Mapping[Any, Any], lang: Lang, brief: int) -> str:
    name = (intent["id"], lang, brief)
    if (text := about.texts.get(name)) is None:
        alert, facts = intent["alert"], intent["facts"]
        text = fill(about.playbook, alert, facts, about.words, lang, about.where, brief)
        about.texts[name] = text
    return text
