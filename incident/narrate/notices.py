"""Sentences for messages in people's own words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import number, word
from runtime.language import N_, Phrase, listed, phrase


def _sent(event: e.NoticeSent, t: Teller) -> Phrase:
    to = (*map(t.group, event.groups), *map(t.post, event.posts))
    return phrase(
        N_("Message no. {number} from {post} to {audience}: {words}"),
        number=number(event.notice),
        post=t.post(event.by),
        audience=listed(to),
        words=t.text(event.words),
    )


def _corrected(event: e.NoticeCorrected, t: Teller) -> Phrase:
    return phrase(
        N_(
            "Message no. {number} from {post} ({kind}) to the {count} who were told of entry"
            " {entry}; found at {time}: {words}"
        ),
        number=number(event.notice),
        post=t.post(event.by),
        kind=word(event.correction),
        count=len(event.told),
        entry=event.corrects,
        time=t.time(event.found_at),
        words=t.text(event.words),
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {e.NoticeSent: _sent, e.NoticeCorrected: _corrected}
)
"""Event → its sentence."""
