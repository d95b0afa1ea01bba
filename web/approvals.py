"""Which links and forms decide or approve something, rather than record what is so. A page that has
heard nothing for a while gives none of these: what speaks for them may have changed."""

from __future__ import annotations

from incident.lifecycle import TABLE

APPROVALS = frozenset(
    {row.command for row in TABLE if row.who in ("authority", "verifier", "second")}
    | {"SignOrder", "RefuseSigning"}
)
"""Decisions of an authority, proofs that are looked at, second hands, and signatures. An order to
withdraw is none: it must never wait."""


def approves(command: str, query: str = "") -> bool:
    """Whether a link decides: not where its ``query`` writes down what another person said."""
    return command in APPROVALS and "spoken" not in query
