"""What rings in the open incidents of the county, for the start page and the overview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from web.board.alarmlines import Ringing, Sight, alarm_lines, changes_at
from web.board.changing import in_real_life, rate_of
from web.duty.lookout import Lookout
from web.services import Services


def rings(
    services: Services, connection: Connection, who: Lookout, rows: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Ringing, ...], datetime | None]:
    """Of incidents as ``running.named`` has them: those in which something rings, those of the
    reader's own mode first; and when time alone makes a difference next, in operating time."""
    found: list[Ringing] = []
    coming: list[datetime] = []
    several = len(who.counties) > 1
    for row in rows:
        state = services.desk.state_in(connection, row["id"])
        playbook = services.shelf.get(state.plan)
        audience = who.audience(state, playbook)
        now = services.desk.clock_in(connection, row["id"]).now()
        sight = Sight(services, connection, audience, state, playbook, now)
        rate, real = rate_of(row["clock"]), services.clock.now()
        changes = in_real_life(changes_at(sight), now, real, rate)
        coming += [changes] if changes else []
        lines = alarm_lines(sight)
        if lines:
            own = who.mode == state.mode
            ringing = Ringing(
                state.id, row["title"], state.mode, lines, audience.quiets, own,
                county=row["county"] if several else None,
            )  # fmt: skip
            found.append(ringing)
    ordered = tuple(sorted(found, key=lambda r: not r.sounds))
    return ordered, min(coming, default=None)
