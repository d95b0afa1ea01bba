"""One sentence for each entry of a log, for the log page, the papers and the drill's story.

The sentence is a phrase, so the reader's language is chosen when it is read. Posts, groups and
tasks have the plan's own words; persons come by id with the names that the reader may see; sealed
texts are put in by the caller, and one whose key was destroyed reads ``(erased)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.events import Event
from incident.model import sealed_fields
from incident.names import Names
from incident.narrate import arming, figures, materials, notices, response, villages, warnings, work
from incident.narrate.clauses import clause_of, clauses_of
from incident.narrate.figures import Sentence
from incident.narrate.teller import Teller
from incident.state import Entry
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase

__all__ = [
    "SENTENCES", "clause_of", "clauses_of", "duty_words", "narrate", "refs", "sentence",
]  # fmt: skip

SENTENCES: Mapping[type[Event], Sentence] = MappingProxyType(
    {
        **figures.SENTENCES,
        **response.SENTENCES,
        **work.SENTENCES,
        **materials.SENTENCES,
        **villages.SENTENCES,
        **warnings.SENTENCES,
        **notices.SENTENCES,
        **arming.SENTENCES,
    }
)
"""Every event and how it is told."""


def narrate(
    entry: Entry,
    playbook: Playbook,
    texts: Mapping[str, str | None],
    names: Mapping[str, str | None],
) -> Phrase:
    """The sentence of an entry with its clause, where it has one.

    ``texts`` holds the opened texts of ``refs(entry)`` (None: erased; absent: not for this
    reader); ``names`` the persons' names by id (None: erased; absent: the id is shown).
    """
    told = sentence(entry, playbook, texts, names)
    clause = clause_of(entry, playbook)
    if clause is None:
        return told
    return phrase(N_("{sentence} ({clause})"), sentence=told, clause=Names(playbook).clause(clause))


def sentence(
    entry: Entry,
    playbook: Playbook,
    texts: Mapping[str, str | None],
    names: Mapping[str, str | None],
) -> Phrase:
    """As ``narrate``, without the clause, for readers that show it in a column of its own."""
    teller = Teller(playbook, entry, texts, names)
    return SENTENCES[type(entry.event)](entry.event, teller)


def duty_words(duty: str, entry: Entry, playbook: Playbook) -> Phrase:
    """What the id of a duty stands for, such as a report, a signature or a task."""
    return work.duty(duty, Teller(playbook, entry, {}, {}))


def refs(entry: Entry) -> tuple[str, ...]:
    """The vault references in an entry, in the order of its fields."""
    found = (getattr(entry.event, name) for name in sealed_fields(type(entry.event)))
    return tuple(ref for ref in found if ref is not None)
