"""Sentences for answers by village."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident import events as e
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.words import word
from runtime.language import N_, Phrase, listed, phrase


def _village(event: e.VillageReported, t: Teller) -> Phrase:
    counts = {
        N_("households moved {count}"): event.households_moved,
        N_("people moved {count}"): event.people_moved,
        N_("still there {count}"): event.people_left,
        N_("need help {count}"): event.need_help,
        N_("with a helper {count}"): event.with_helper,
        N_("do not want to leave {count}"): event.refused,
    }
    said = [phrase(message, count=n) for message, n in counts.items() if n is not None]
    stage = [word(event.stage)] if event.stage else []
    helpers = (
        [phrase(N_("who helps{helpers}"), helpers=t.tail(event.helpers))] if event.helpers else []
    )
    aloud = (
        [phrase(N_("told aloud: {way}{who}"), way=word(event.aloud), who=t.tail(event.done_by))]
        if event.aloud
        else []
    )
    return phrase(
        N_("{village}, as said by {source} at {time}: {said}{note}"),
        village=t.person(event.village),
        source=t.party(event.source),
        time=t.time(event.said_at),
        said=listed([*stage, *aloud, *said, *helpers]),
        note=t.tail(event.note),
    )


SENTENCES: Mapping[type[e.Event], Sentence] = MappingProxyType({e.VillageReported: _village})
"""Event → its sentence."""
