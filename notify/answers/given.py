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
    connection: Connection,
    about: Mapping[Any, Any],
    person: str,
    telephone: str,
    seed: str,
    now: datetime,
) -> str | None:
    """The same for each message about an alert; ``about`` names its incident and key. Where it was
    joined with another under one code it gets one of its own when it is told by itself: who reads
    only this message does not confirm the other.

    ``telephone`` is the digest of the number: it may be shared, and then no two people have the
    same code there. None where every code belongs to another alert.
    """
    query = (
        select(
            col(AttemptRow.incident),
            col(AttemptRow.key),
            col(AttemptRow.person),
            col(AttemptRow.code),
            col(AttemptRow.created_at),
        )
        .where(
            (col(AttemptRow.person) == person) | (col(AttemptRow.address_digest) == telephone),
            col(AttemptRow.code).is_not(None),
            col(AttemptRow.created_at) > now - KEPT,
        )
        .order_by(col(AttemptRow.created_at))
    )
    rows = connection.execute(query).all()
    alert = (about["incident"], about["key"], person)
    taken = {r.code for r in rows if (r.incident, r.key, r.person) != alert}
    for row in rows:
        if (row.incident, row.key, row.person) == alert and row.code not in taken:
            return str(row.code)
    # On another telephone of theirs the alert may have a code that is somebody else's on this one.
    return choose(seed, {str(row.code): row.created_at for row in rows}, now)
