"""Outcomes that come side by side: one that cannot be recorded takes none of the others with it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from notify.channel import Accepted, Outcome
from notify.recorder import Recorder
from notify.rows import columns
from notify.settle import Settler
from notify.tables import AttemptRow
from tests.notify.world import Scripted, World

CHIEF, DESK = "lanshan-chief", "lanshan-desk"


class Stumbles(Settler):
    """Cannot settle what the chief was sent."""

    def settle(
        self, connection: Connection, attempt: RowMapping, outcome: Outcome, now: datetime
    ) -> bool:
        if attempt["person"] == CHIEF:
            raise RuntimeError("a row that nobody understands")
        return super().settle(connection, attempt, outcome, now)


def under_way(world: World) -> dict[str, Any]:
    """The messages of a new incident, handed over to a provider that has not answered yet."""
    world.open()
    asyncio.run(world.engine(Scripted())._expand())
    with world.database.write() as connection:
        connection.execute(update(AttemptRow).values(status="sending", tries=1))
        rows = connection.execute(select(*columns(AttemptRow))).mappings().all()
    return {row["person"]: row for row in rows}


def recorder(world: World, kind: type[Settler]) -> Recorder:
    return Recorder(world.database, kind(world.letters()), world.clock)


def test_one_that_cannot_be_recorded_keeps_no_other_from_it(world: World) -> None:
    """Fifty people's "accepted" must not be lost because of one: they would get it twice."""
    sent = under_way(world)
    stumbling = recorder(world, Stumbles)

    async def both() -> list[BaseException | None]:
        return await asyncio.gather(
            *(stumbling.record(sent[person], Accepted("p")) for person in (CHIEF, DESK)),
            return_exceptions=True,
        )

    fault, fine = asyncio.run(both())
    assert isinstance(fault, RuntimeError), "whoever waits for the chief's hears what was wrong"
    assert fine is None
    assert world.attempts() == [
        ("chief", 1, "twilio", "sending"), ("desk", 1, "twilio", "accepted"),
    ]  # fmt: skip


def test_what_nobody_waits_for_any_more_is_recorded_all_the_same(world: World) -> None:
    """The program is ending and has cancelled the sending; the provider has the message."""
    sent = under_way(world)
    quiet = recorder(world, Settler)

    async def cancelled() -> bool:
        waiting = [
            asyncio.create_task(quiet.record(sent[person], Accepted("p")))
            for person in (CHIEF, DESK)
        ]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.wait(waiting)
        return waiting[0].cancelled()

    assert asyncio.run(cancelled())
    assert {status for *_, status in world.attempts()} == {"accepted"}
