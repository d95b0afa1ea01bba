"""Verifying every log of an installation: those in the database, and those that its kept heads
name and the database no longer has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from incident.anchors import Anchor, Kept
from incident.chain import Finding, Verdict
from incident.codec import GENESIS
from incident.stored import known_incidents
from incident.verify import verify
from runtime.language import N_, phrase
from runtime.vault import Vault


def every_incident(connection: Connection, kept: Kept) -> list[str]:
    """Incidents of the database, the oldest first, then those that only a kept head names."""
    return list(dict.fromkeys([*known_incidents(connection), *kept.incidents]))


def verdicts(
    connection: Connection, names: Sequence[str], anchors: Sequence[Anchor], vault: Vault | None
) -> Iterator[Verdict]:
    """One verdict for each incident; rows that the database cannot read are a finding of it.

    Raises Refused ``unknown_incident`` for one that nothing knows.
    """
    for name in names:
        try:
            yield verify(connection, name, anchors, vault)
        except DatabaseError as error:
            text = phrase(N_("the database cannot read its rows: {error}"), error=error.orig)
            yield Verdict(name, 0, GENESIS, None, (Finding(None, "unreadable", text),))
