"""The database itself: nothing of an exercise goes to a real channel unless two people said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from runtime.columns import Instant
from tests.notify.arming.night import EX_CHIEF, arm, ask, with_telephones
from tests.notify.world import EX_DESK, World

COPY = (
    "INSERT INTO attempt (id, incident, jurisdiction, mode, event, key, person, posts, position,"
    " step, channel, address_ref, text_ref, lang, roster_version, urgency, confirm, on_unknown,"
    " status, created_at, claimed_at, tries)"
    " SELECT id || '-x', incident, jurisdiction, mode, event, key, person, posts, position, 9,"
    " :channel, address_ref, text_ref, lang, roster_version, urgency, confirm, on_unknown,"
    " :status, :at, :claimed, 1 FROM attempt WHERE person = :person AND step = 1"
)


def written(
    world: World, person: str, *, later: int = 0, status: str = "ready", channel: str = "twilio"
) -> None:
    """A row by hand, past everything that the program asks."""
    at = world.clock.now() + timedelta(minutes=later)
    claimed = at if status == "sending" else None
    moments = (bindparam("at", type_=Instant()), bindparam("claimed", type_=Instant()))
    query = text(COPY).bindparams(*moments)
    with world.database.write() as connection:
        given = {"channel": channel, "status": status, "person": person, "at": at}
        connection.execute(query, {**given, "claimed": claimed})


def begin(world: World) -> str:
    with_telephones(world)
    incident = world.open("exercise")
    world.run(world.engine())
    return incident


def change(world: World, statement: str) -> None:
    with world.database.write() as connection:
        connection.execute(text(statement))


def test_while_nobody_has_armed_it_a_row_by_hand_is_refused(world: World) -> None:
    begin(world)
    for status in ("ready", "sending", "accepted"):
        with pytest.raises(IntegrityError, match="stays inside"):
            written(world, EX_CHIEF, status=status)
    written(world, EX_CHIEF, channel="console")


def test_one_person_alone_arms_nothing(world: World) -> None:
    incident = begin(world)
    ask(world, incident)
    assert world.rows("SELECT * FROM armed") == []
    with pytest.raises(IntegrityError, match="stays inside"):
        written(world, EX_CHIEF)


def test_armed_for_one_person_no_other_is_reached(world: World) -> None:
    incident = begin(world)
    arm(world, incident, EX_CHIEF)
    with pytest.raises(IntegrityError, match="stays inside"):
        written(world, EX_DESK)
    with pytest.raises(IntegrityError, match="stays inside"):
        written(world, EX_CHIEF, channel="modem")
    written(world, EX_CHIEF)


@pytest.mark.parametrize("status", ["ready", "sending"])
def test_outside_its_time_it_is_refused(world: World, status: str) -> None:
    incident = begin(world)
    arm(world, incident, EX_CHIEF, minutes=60)
    for later in (-1, 60, 61):
        with pytest.raises(IntegrityError, match="stays inside"):
            written(world, EX_CHIEF, later=later, status=status)
    written(world, EX_CHIEF, later=59, status=status)


def test_a_row_is_not_moved_to_a_real_channel_nor_sent_after_the_end(world: World) -> None:
    incident = begin(world)
    with pytest.raises(IntegrityError, match="stays inside"):
        change(world, "UPDATE attempt SET channel = 'twilio'")
    arm(world, incident, EX_CHIEF)
    with pytest.raises(IntegrityError, match="stays inside"):
        change(world, f"UPDATE attempt SET channel = 'twilio' WHERE person = '{EX_DESK}'")
    written(world, EX_CHIEF)
    made = "WHERE channel = 'twilio'"
    with pytest.raises(IntegrityError, match="stays inside"):
        change(world, f"UPDATE attempt SET status = 'sending' {made}")
    with pytest.raises(IntegrityError, match="stays inside"):
        change(world, f"UPDATE attempt SET person = '{EX_DESK}' {made}")
    change(world, f"UPDATE attempt SET status = 'superseded' {made}")


def test_what_was_armed_is_not_changed_and_has_two_different_people(world: World) -> None:
    incident = begin(world)
    arm(world, incident, EX_CHIEF)
    (row,) = world.rows("SELECT armed_by, confirmed_by, arming FROM armed")
    assert (row["armed_by"], row["confirmed_by"]) == (EX_DESK, EX_CHIEF)
    for statement in (
        f"UPDATE armed SET person = '{EX_DESK}'",
        "UPDATE armed SET until_at = '2099-01-01T00:00:00.000000Z'",
        "UPDATE armed SET channel = 'modem'",
        "DELETE FROM armed",
        (
            "INSERT INTO armed (id, incident, jurisdiction, mode, arming, entry, person, channel,"
            " armed_by, confirmed_by, from_at, until_at) SELECT 'x', incident, jurisdiction, mode,"
            f" 'arming-9', entry, '{EX_DESK}', channel, armed_by, armed_by, from_at, until_at"
            " FROM armed"
        ),
    ):
        with pytest.raises(IntegrityError):
            change(world, statement)
    change(world, "UPDATE armed SET ended_at = until_at, why = 'time'")
    with pytest.raises(IntegrityError, match="written once"):
        change(world, "UPDATE armed SET ended_at = NULL, why = NULL")


def test_real_rows_go_as_before(world: World) -> None:
    world.open()
    world.run(world.engine())
    change(world, "UPDATE attempt SET channel = 'twilio', status = 'sending', claimed_at = NULL")
