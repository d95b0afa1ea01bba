"""Whose something is that waited on a phone: only ever sent as the person who pressed."""

from __future__ import annotations

from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.reader import Reader


def must_be_theirs(person: str, reader: Reader) -> None:
    """Raises Refused ``other_person`` for what somebody else pressed on the same phone. ``person``
    is for whom the page was made that it was pressed on."""
    if person != reader.person:
        allowed = phrase(N_("whoever pressed it signs in on this phone again; then it is sent"))
        raise Refused("other_person", field="person", value=None, allowed=allowed)
