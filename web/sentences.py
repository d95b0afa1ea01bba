"""One plain sentence per entry of the log, for the page."""

from __future__ import annotations

from collections.abc import Mapping

from incident.model import sealed_fields
from incident.state import Entry
from playbooks.lookup import Playbook
from runtime.language import Phrase, phrase


def narrate(
    entry: Entry,
    playbook: Playbook,
    texts: Mapping[str, str | None],
    names: Mapping[str, str | None],
) -> Phrase:
    """The event's name and its first facts; the plan's posts and groups by their titles."""
    facts = []
    for name, value in entry.event.model_dump(mode="json").items():
        if isinstance(value, str) and value:
            post = playbook.posts.get(value)
            said = texts.get(value) or names.get(value) or (post.title.zh if post else value)
            facts.append(f"{name} {said}")
        elif isinstance(value, int):
            facts.append(f"{name} {value}")
    return phrase("{event} {facts}", event=entry.event.wire(), facts=" · ".join(facts[:4]))


def refs(entry: Entry) -> tuple[str, ...]:
    """The vault references in an entry."""
    found = (getattr(entry.event, name) for name in sealed_fields(type(entry.event)))
    return tuple(ref for ref in found if ref is not None)
