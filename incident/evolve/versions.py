"""Versions of decisions: what changes when a decision is proposed, declined or taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incident.evolve.changed import replace
from incident.state import Entry, Incident


def bump(i: Incident, decision: str, seq: int) -> Incident:
    return replace(i, decisions={**i.decisions, decision: seq})


def without(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k not in keys}


def settled(i: Incident, n: Entry, actions: tuple[str, ...]) -> Incident:
    """All decisions of these kinds change when one of them is taken."""
    # A dict, not a set: its order, and with it the state's, is the same in every process.
    keys = dict.fromkeys(k for k in (*i.decisions, *i.proposals) if k.split(":")[0] in actions)
    return replace(
        i,
        proposals=without(i.proposals, *keys),
        declined=without(i.declined, *keys),
        decisions={**i.decisions, **dict.fromkeys(keys, n.seq)},
    )
