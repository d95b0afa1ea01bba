"""Who was not reached is told to the desk, whatever is wrong with another incident."""

from __future__ import annotations

import pytest

from incident.commands import Command
from notify.channels.simulated.channel import SimulatedPhones
from notify.engine import AlertEngine
from notify.routes import Routes
from notify.shortfall import tell_shortfalls
from runtime.unwritten import Unwritten
from tests.notify.test_expand import with_villages
from tests.notify.world import World

BUSY = Unwritten("busy", field="database", value="database is locked", allowed="again")


@pytest.mark.parametrize("fault", [KeyError("anchor"), BUSY], ids=["fault", "busy"])
def test_an_incident_that_cannot_be_told_holds_up_no_other(world: World, fault: Exception) -> None:
    with_villages(world)
    broken, sound = world.open(), world.open()
    told: list[str] = []

    def put(
        incident: str, command: Command, person: str, *, command_id: str | None = None
    ) -> object:
        if incident == broken:
            raise fault
        told.append(incident)
        return world.desk.put(incident, command, person, command_id=command_id)

    phones = SimulatedPhones(world.database, world.clock)
    engine = AlertEngine(
        world.database, world.directory, world.vault, put, world.shelf.get,
        Routes({phones.name: phones}), world.clock, world.ids,
    )  # fmt: skip
    world.run(engine)
    assert set(told) == {sound}
    (left,) = world.rows("SELECT incident FROM shortfall WHERE told_at IS NULL")
    assert left["incident"] == broken
    now = world.clock.now()
    count, faulty = tell_shortfalls(world.database, put, now, 10)
    assert (count, len(faulty)) == (0, 1)
    assert tell_shortfalls(world.database, put, now, 10, skip=faulty) == (0, ())
    assert tell_shortfalls(world.database, world.desk.put, now, 10) == (1, ())
    assert "PersonUnreachable" in world.events(broken)
