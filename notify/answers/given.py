"""The code of an alert on one person's telephone, given once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers.codes import KEPT, choose
from notify.tables import AttemptRow


def code_for(
    connection: Connection, about: Mapping[Any, Any], person: str, seed: str, now: datetime
) -> str | None:
    """The same for each message about an alert; ``about`` names its incident and key. None where
    every code belongs to another alert."""
    query = (
        select(
            col(AttemptRow.incident),
            col(AttemptRow.key),
            col(AttemptRow.code),
            col(AttemptRow.created_at),
        )
        .where(
            col(AttemptRow.person) == person,
            col(AttemptRow.code).is_not(None),
            col(AttemptRow.created_at) > now - KEPT,
        )
        .order_by(col(AttemptRow.created_at))
    )
    rows = connection.execute(query).all()
    for row in rows:
        if (row.incident, row.key) == (about["incident"], about["key"]):
            return str(row.code)
    return choose(seed, {str(row.code): row.created_at for row in rows}, now)
