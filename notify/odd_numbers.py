"""Numbers in the registry that no telephone can have: a slip that would show only on the night."""

from __future__ import annotations

from notify.numbers import possible
from registry.directory import Contact

_DIALLED = frozenset({"mobile", "office", "secretary", "driver", "home"})
"""Kinds with a number of the public network, at its full length."""


def odd(contact: Contact, region: str) -> bool:
    """``region`` is where a number that names no country belongs. A person dials an office of the
    same town without its area code; a message needs the whole number."""
    if contact.kind not in _DIALLED:
        return False
    return not possible(contact.address, region, local=contact.kind != "mobile")
