"""One message before its ending: what it tells of, with what waits for the same person and goes
along, and the words for all of it, from the whole to the fewest.

What is sent and what is only looked at beforehand are both made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from notify.about import About, words_of
from notify.answers.orders import REASON
from notify.answers.voice import reason_of
from notify.bundles import intents_of, waiting
from notify.compose import compose
from notify.endings import decides
from notify.notices import own
from notify.signed import sender
from notify.text import BRIEF, fill, values
from notify.urgency import most_urgent
from runtime.language import Lang, phrase
from runtime.vault import Vault


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

    def text(
        self, max_chars: int, max_parts: int | None, tail: str, short: str, mark: str = ""
    ) -> str:
        """The message as a way takes it; see ``compose``."""
        playbook, filled, *shorter = self.about.playbook, *self.forms
        return compose(
            filled, self.posts, playbook, self.lang, self.intents[0]["mode"], max_chars,
            max_parts=max_parts, mark=mark, tail=tail, short_tail=short, shorter=shorter,
            senders=[sender(playbook, i["alert"], self.lang) for i in self.intents],
        )  # fmt: skip

    def gaps(self, code: str | None, mark: str = "") -> dict[str, str]:
        """The words for a provider's own template."""
        about, gravest = self.about, self.gravest
        gaps = values(
            about.playbook, gravest["alert"], gravest["facts"], about.words, self.lang, about.where
        )
        told = own([i["facts"] for i in self.intents], self.forms[0])
        return {**gaps, "code": code or "", "mark": mark, **told}


def drafted(
    connection: Connection,
    vault: Vault,
    about: About,
    person: str,
    channel: str,
    intents: Sequence[Mapping[Any, Any]],
    lang: Lang,
    *,
    joins: bool = True,
) -> Draft:
    """``intents`` are of one entry; with ``joins`` what waits for the person goes along. Nothing
    is written."""
    first, urgency = intents[0], most_urgent(intents)["urgency"]
    older = waiting(connection, first, person, channel, urgency) if joins else ()
    if older:
        before = [i for row in older for i in intents_of(connection, row)]
        about = replace(about, words={**words_of(connection, vault, before), **about.words})
        intents = [*before, *intents]
    reasons = [about.words.get(reason_of(i["facts"]) or "") for i in intents if decides(i)]
    given = [phrase(REASON, reason=said).say(lang) for said in reasons if said]
    forms = [[*(_said(about, i, lang, brief) for i in intents), *given] for brief in BRIEF]
    return Draft(about, lang, intents, older, forms)


def _said(about: About, intent: Mapping[Any, Any], lang: Lang, brief: int) -> str:
    name = (intent["id"], lang, brief)
    if (text := about.texts.get(name)) is None:
        alert, facts = intent["alert"], intent["facts"]
        text = fill(about.playbook, alert, facts, about.words, lang, about.where, brief)
        about.texts[name] = text
    return text
