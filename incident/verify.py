"""Whether a log in the database is what was written: every row, the chain, and the head.

A chain of hashes alone shows edits by hand. Somebody who owns the database can rebuild the whole
chain; only a head that was kept outside (``incident.anchors``) shows that. So the verdict says
which anchor it rests on, and without one it says so too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from incident.anchors import Anchor
from incident.chain import Chain, Link, Verdict, printable
from incident.materials.check import check_files
from incident.repeated import compare_row
from incident.stored import Stored, stored_events, stored_incident
from incident.wordcheck import check_words
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault


def verify(
    connection: Connection, incident: str, anchors: Iterable[Anchor], vault: Vault | None = None
) -> Verdict:
    """Verify a log in the database. ``anchors`` are the heads kept elsewhere, in any order.

    With a ``vault`` the words and files that the log refers to are held against their digests
    too; without one the verdict says nothing about them. Raises Refused ``unknown_incident``
    where neither the database nor any anchor knows the incident.
    """
    kept = [anchor for anchor in anchors if anchor.incident == incident]
    row = stored_incident(connection, incident)
    shared = {} if row is None else {"mode": row["mode"], "jurisdiction": row["jurisdiction"]}
    chain = Chain(incident, shared)
    for stored in stored_events(connection, incident):
        _add(chain, stored)
    if row is None and not chain.seq and not chain.findings and not kept:
        raise Refused(
            "unknown_incident",
            field="incident",
            value=incident,
            allowed=phrase(N_("an incident of the list")),
        )
    compare_row(connection, chain, row)
    words = None
    if vault is not None:
        words = check_words(connection, chain, vault) + check_files(connection, chain, vault)
    return replace(chain.finish(kept), words=words)


_REPEATED = ("incident", "jurisdiction", "mode", "type", "cause", "recorded_at", "prev")
"""Columns of a row that repeat parts of its body; ``seq`` is compared by itself."""


def _add(chain: Chain, stored: Stored) -> None:
    seq = stored["seq"]
    if not isinstance(seq, int):
        text = phrase(N_("a row has the number {seq}, which is none"), seq=printable(seq))
        chain.find(None, "row", text)
        return
    chain.add(
        Link(
            seq,
            str(stored["algorithm"]),
            str(stored["hash"]),
            str(stored["body"]),
            {name: stored[name] for name in _REPEATED},
        )
    )
