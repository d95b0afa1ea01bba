"""Notices to groups: written in the transaction of the entries that they tell of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from incident.ports import Commit, Consequence
from notify.rows import insert_once
from notify.tables import GroupPostRow

STAGE_AFTER: Mapping[str, str] = MappingProxyType(
    {
        "ResponseStarted": "responding",
        "LevelRaised": "responding",
        "LevelLowered": "responding",
        "ResponseEnded": "ended",
        "ResponseResumed": "responding",
        "IncidentDismissed": "dismissed",
        "IncidentReopened": "reported",
    }
)
"""Entries that groups are told of, and the stage that the notice names. Whatever takes back what a
group was told is among them: a wrong end or a wrong dismissal is corrected in the same groups."""


def group_notices(groups: Collection[str]) -> Consequence:
    """One notice for each of the group channels named. An exercise has none: its groups would be
    the real ones."""

    def note(connection: Connection, commit: Commit) -> None:
        if commit.mode != "real":
            return
        for entry in commit.entries:
            stage = STAGE_AFTER.get(entry.event.wire())
            if stage is None:
                continue
            for channel in groups:
                row = {
                    "incident": commit.incident,
                    "entry_seq": entry.seq,
                    "channel": channel,
                    "jurisdiction": commit.jurisdiction,
                    "mode": commit.mode,
                    "kind": commit.after.kind,
                    "stage": stage,
                    "status": "ready",
                    "tries": 0,
                    "created_at": commit.now,
                    "next_try_at": commit.now,
                }
                insert_once(connection, GroupPostRow, row)

    return note
