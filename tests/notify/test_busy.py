"""A modem that is busy with other messages: waiting for it is no try, however long it takes."""

from __future__ import annotations

from notify.channel import Temporary
from notify.next_step import BACK_OFF_S
from tests.notify.world import Scripted, World

LONG = len(BACK_OFF_S) + 4


def test_waiting_for_the_modem_uses_up_no_tries(world: World) -> None:
    """After more waits than there are tries the message still goes out, and nobody is called."""
    modem = Scripted(name="modem")
    modem.outcomes = [Temporary("modem_busy", 30.0) for _ in range(LONG * 4)]
    engine = world.engine(modem)
    world.open()
    world.run(engine)
    for _ in range(LONG):
        world.forward(30)
        world.run(engine)
    waiting = world.rows("SELECT DISTINCT status, tries FROM attempt WHERE channel = 'modem'")
    assert [tuple(row.values()) for row in waiting] == [("failed_temporary", 0)]
    modem.outcomes = []
    world.forward(30)
    world.run(engine)
    sent = world.rows("SELECT DISTINCT status, tries FROM attempt WHERE channel = 'modem'")
    assert [tuple(row.values()) for row in sent] == [("accepted", 1)]
    assert world.rows("SELECT person FROM call_entry") == []


def test_a_failure_of_the_modem_itself_is_a_try(world: World) -> None:
    modem = Scripted(name="modem")
    engine = world.engine(modem)
    modem.outcomes = [Temporary("cms_42", 30.0) for _ in range(8)]
    world.open()
    world.run(engine)
    rows = world.rows("SELECT DISTINCT status, tries FROM attempt WHERE channel = 'modem'")
    assert [tuple(row.values()) for row in rows] == [("failed_temporary", 1)]
