"""When what came of a message: each time is kept once, the provider's own where it says one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from incident import commands as c
from notify.channel import Accepted, Outcome, Permanent, Report, Temporary, Unknown
from notify.next_step import TIMES
from notify.reports import forward
from notify.rows import columns
from notify.settle import Settler
from notify.tables import AttemptRow
from tests.notify.test_told import CHIEF, PROFILE, alarmed, chief, shown
from tests.notify.world import DESK, NOON, Scripted, World
from web.board.cells import told_step


def times(world: World, step: int = 1) -> Mapping[str, datetime]:
    """The times of the chief's message that are known."""
    query = select(*columns(AttemptRow)).where(
        col(AttemptRow.person) == CHIEF, col(AttemptRow.step) == step
    )
    with world.database.read() as connection:
        (row,) = connection.execute(query).mappings()
    return {name: row[name] for name in TIMES if row[name] is not None}


def reported(world: World, told: str, at: datetime | None = None, word: str = "") -> bool:
    """The provider says something about the chief's message; True where it was news."""
    settler = Settler(world.letters())
    query = select(*columns(AttemptRow)).where(col(AttemptRow.person) == CHIEF)
    with world.database.write() as connection:
        row = connection.execute(query).mappings().first()
        assert row is not None
        said = Report("p1", word or told, told, at=at)  # type: ignore[arg-type]
        return forward(connection, settler, row, said, Permanent("27"), world.clock.now())


@pytest.mark.parametrize(
    ("outcome", "known"),
    [
        (Accepted("p1"), {"accepted_at"}),
        (Accepted("p1", delivered=True), {"accepted_at", "delivered_at"}),
        (Temporary("too_fast"), {"failed_at"}),
        (Temporary("modem_busy"), set()),
        (Permanent("bad_number"), {"failed_at"}),
        (Unknown("timeout"), {"unknown_at"}),
    ],
)
def test_each_outcome_has_its_time(world: World, outcome: Outcome, known: set[str]) -> None:
    alarmed(world, outcome)
    assert times(world) == dict.fromkeys(known, NOON)


def test_what_is_sent_again_has_no_times_of_the_one_before(world: World) -> None:
    alarmed(world, Unknown("timeout"), on_unknown="resend")
    assert times(world, step=1) == {"unknown_at": NOON}
    assert times(world, step=2) == {}


@pytest.mark.parametrize(
    ("outcome", "name"),
    [(Unknown("timeout"), "unknown_at"), (Temporary("busy"), "failed_at")],
)
def test_answered_meanwhile_it_still_says_what_came_of_it(
    world: World, outcome: Outcome, name: str
) -> None:
    incident = world.open()

    class Answers(Scripted):
        async def send(self, message: object) -> Outcome:
            said = c.AnswerAlert(alert="entry-1", person=CHIEF, means="in_person")
            world.desk.put(incident, said, DESK, command_id="once")
            return outcome

    world.run(world.engine(Answers(), profile=PROFILE))
    assert times(world) == {name: NOON}


def test_delivered_and_read_have_the_providers_own_time(world: World) -> None:
    incident = alarmed(world, Accepted("p1"))
    world.forward(60)
    assert reported(world, "delivered", NOON + timedelta(seconds=4))
    assert told_step(chief(shown(world, incident)), "zh") == "已送达"
    assert shown(world, incident).read == 0
    assert reported(world, "read", NOON + timedelta(seconds=9))
    assert times(world) == {
        "accepted_at": NOON,
        "delivered_at": NOON + timedelta(seconds=4),
        "read_at": NOON + timedelta(seconds=9),
    }
    told = shown(world, incident)
    assert chief(told).read_at == NOON + timedelta(seconds=9)
    assert told_step(chief(told), "zh") == "已读"
    assert told.read == 1
    assert told.counts["answered"] == 0, "read is no answer"
    assert not reported(world, "delivered", word="DELIVRD"), "it says nothing new"


def test_read_without_a_word_of_delivery_is_delivered_too(world: World) -> None:
    alarmed(world, Accepted("p1"))
    world.forward(60)
    assert reported(world, "read"), "it says no time: the one at which it came counts"
    at = NOON + timedelta(seconds=60)
    assert times(world) == {"accepted_at": NOON, "delivered_at": at, "read_at": at}


def test_a_time_of_the_provider_that_is_still_to_come_is_not_believed(world: World) -> None:
    alarmed(world, Accepted("p1"))
    assert reported(world, "delivered", NOON + timedelta(hours=8))
    assert times(world)["delivered_at"] == NOON


def test_one_that_was_sent_again_may_have_arrived_after_all(world: World) -> None:
    incident = alarmed(world, Unknown("timeout"), on_unknown="resend")
    world.forward(2)
    assert reported(world, "delivered")
    assert times(world, step=1)["delivered_at"] == NOON + timedelta(seconds=2)
    told = shown(world, incident)
    assert told_step(chief(told), "zh") == "已送达"
    assert not chief(told).in_doubt


def test_a_failure_has_its_time(world: World) -> None:
    alarmed(world, Accepted("p1"))
    world.forward(30)
    assert reported(world, "failed_permanent")
    assert times(world) == {"accepted_at": NOON, "failed_at": NOON + timedelta(seconds=30)}
