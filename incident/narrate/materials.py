"""Sentences for files that came with an entry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident import events as e
from incident.materials.kinds import BY_MEDIA
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import numbered, word
from runtime.language import N_, Phrase, phrase

_FAMILIES: Mapping[str, str] = MappingProxyType(
    {"picture": N_("Picture"), "voice": N_("Voice note"), "text": N_("Text file")}
)


def family(media: str) -> Phrase:
    """What a media type is called; one that is not taken in any more stays as it is."""
    kind = BY_MEDIA.get(media)
    return phrase("{it}", it=media) if kind is None else phrase(_FAMILIES[kind.family])


def _kept(event: e.MaterialKept, t: Teller) -> Phrase:
    told = phrase(
        N_("{kind} sent by {person} ({size} kB)"),
        kind=family(event.media),
        person=t.person(event.person),
        size=max(1, event.size // 1024),
    )
    about = t.task(event.task) if event.task else numbered(event.claim) if event.claim else None
    return told if about is None else phrase(N_("{what}: {about}"), what=told, about=about)


def _pasted(event: e.MaterialPasted, t: Teller) -> Phrase:
    return phrase(
        PASTED,
        chat=t.text(event.chat),
        sender=t.text(event.sender),
        time=t.time(event.sent_at),
        age=word(event.age, "age"),
        words=t.tail(event.words),
    )


PASTED = N_(
    "To verify, pasted in from messenger group {chat}, {sender}, sent {time} ({age}){words}"
)


def _checked(event: e.PastedChecked, t: Teller) -> Phrase:
    return phrase(
        N_("{what} checked, {finding}: {reason}"),
        what=numbered(event.pasted),
        finding=word(event.finding, "finding"),
        reason=t.text(event.reason),
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType(
    {e.MaterialKept: _kept, e.MaterialPasted: _pasted, e.PastedChecked: _checked}
)
"""Event → its sentence."""
