"""Exercise and real never meet: the database itself refuses, whatever the program does."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from incident import commands as c
from notify.channel import Permanent
from notify.channels.twilio.channel import Twilio
from notify.recipients import Recipients
from notify.routes import Routes
from tests.notify.world import EX_DESK, Scripted, World


def write(world: World, statement: str) -> None:
    with world.database.write() as connection:
        connection.execute(text(statement))


def test_an_exercise_row_takes_no_channel_that_reaches_the_world(world: World) -> None:
    world.open("exercise")
    world.run(world.engine())
    for channel in ("twilio", "sms", ""):
        with pytest.raises(IntegrityError):
            write(world, f"UPDATE attempt SET channel = '{channel}'")
    write(world, "UPDATE attempt SET channel = 'console'")
    assert {channel for *_, channel, _ in world.attempts()} == {"console"}


def test_a_row_cannot_change_its_mode(world: World) -> None:
    world.open("exercise")
    world.run(world.engine())
    for table in ("intent", "attempt", "sim_message"):
        with pytest.raises(IntegrityError):
            write(world, f"UPDATE {table} SET mode = 'real'")
        with pytest.raises(IntegrityError):
            write(world, f"UPDATE {table} SET mode = 'neither'")


def test_an_exercise_cannot_address_a_real_person(world: World) -> None:
    world.open("exercise")
    world.run(world.engine())
    for table in ("attempt", "sim_message"):
        with pytest.raises(IntegrityError):
            write(world, f"UPDATE {table} SET person = 'lanshan-chief'")


def test_a_simulated_phone_has_a_simulated_address(world: World) -> None:
    world.open()
    world.run(world.engine())
    with pytest.raises(IntegrityError):
        write(world, "UPDATE sim_message SET address = '+15555550101'")


def test_an_exercise_reaches_only_simulated_phones_beside_a_real_provider(world: World) -> None:
    incident = world.open("exercise")
    provider = Scripted()
    world.run(world.engine(provider))
    assert provider.sent == []
    assert set(world.texts()) == {"sim:0501", "sim:0502"}
    for said in world.texts().values():
        assert str(said[0]).startswith("【演练】")
        assert str(said[0]).endswith("【演练】")
    assert world.desk.state(incident).mode == "exercise"


def test_real_messages_use_no_simulated_phone_where_a_provider_is_configured(world: World) -> None:
    world.open()
    provider = Scripted()
    world.run(world.engine(provider))
    assert world.texts() == {}
    assert sorted(m.address for m in provider.sent) == ["+15555550101", "+15555550102"]
    assert "演练" not in "".join(m.text for m in provider.sent)


def test_without_a_provider_real_messages_go_to_simulated_phones(world: World) -> None:
    world.open()
    world.run(world.engine())
    assert set(world.texts()) == {"sim:0001", "sim:0002"}


def test_no_way_to_somebody_who_has_only_simulated_addresses_beside_a_provider(
    world: World,
) -> None:
    recipients = Recipients(world.directory, Routes({"twilio": Scripted()}))
    with world.database.read() as connection:
        assert recipients.way(connection, EX_DESK, "real", world.clock.now()) is None
        assert recipients.way(connection, "lanshan-commander", "real", world.clock.now()) is None
        assert recipients.way(connection, "lanshan-chief", "real", world.clock.now()) is not None


def test_a_worldly_channel_under_an_inner_name_is_still_refused(world: World) -> None:
    """Defence in depth: the engine looks at what a channel can do, not only at its name."""
    world.open("exercise")
    disguised = Scripted(name="simulated")
    world.run(world.engine(disguised))
    assert disguised.sent == []
    assert {status for *_, status in world.attempts()} <= {"failed_permanent", "superseded"}


def test_the_provider_adapter_refuses_exercise_messages_itself(world: World) -> None:
    import asyncio

    world.open("exercise")
    inner = Scripted(name="simulated")
    inner.capabilities = inner.capabilities.__class__(
        two_way=False, receipts=False, reaches_world=False, works_offline=True, max_chars=500
    )
    world.run(world.engine(inner))
    adapter = Twilio("AC0", "t", "+15005550006", base_url="http://127.0.0.1:9")
    outcome = asyncio.run(adapter.send(inner.sent[0]))
    assert outcome == Permanent("exercise_stays_inside")


def test_receipts_are_never_changed(world: World) -> None:
    world.open()
    world.run(world.engine())
    write(
        world,
        "INSERT INTO receipt (attempt, status, incident, jurisdiction, mode, at) "
        "SELECT id, 'sent', incident, jurisdiction, mode, created_at FROM attempt",
    )
    for change in ("UPDATE receipt SET status = 'delivered'", "DELETE FROM receipt"):
        with pytest.raises(Exception, match="append-only"):
            write(world, change)


def test_an_answer_from_the_other_roster_is_refused(world: World) -> None:
    incident = world.open("exercise")
    with pytest.raises(Exception, match="mix"):
        world.desk.put(incident, c.AnswerAlert(alert="entry-1"), "lanshan-chief")
