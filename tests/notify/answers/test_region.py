"""Outside China a number without a country is of the installation's own region."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notify.answers.stopped import stopped
from notify.answers.telephones import digest
from notify.unread import Replies
from runtime.database import Database
from tests.notify.test_answers import CHIEF, CHIEFS_PHONE, TWO_WAY, Line, Modem, code_in
from tests.notify.world import World, make_world

NATIONAL, ABROAD = "(555) 555-0102", CHIEFS_PHONE
"""One telephone, as a county outside China writes it and as a provider does."""


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Line]:
    """The chief's number is written without a country."""
    world = make_world(database, region="US")
    with world.database.write() as connection:
        world.vault.seal(connection, CHIEF, NATIONAL, "national")
        connection.exec_driver_sql(
            f"UPDATE contact SET address_ref = 'national' WHERE person_id = '{CHIEF}'"
        )
    modem = Modem(name="modem", capabilities=TWO_WAY)
    yield Line(world, modem, world.engine(modem))
    world.close()


def test_an_answer_in_the_international_form_meets_its_alert(elsewhere: Line) -> None:
    incident = elsewhere.open()
    code = code_in(elsewhere.modem.to(CHIEF)[0])
    assert elsewhere.write(ABROAD, f"收到{code}") == "acknowledged"
    assert elsewhere.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_one_telephone_is_one_line_wherever_it_is_looked_for(elsewhere: Line) -> None:
    world = elsewhere.world
    elsewhere.open()
    (kept,) = {
        row["address_digest"]
        for row in world.rows("SELECT address_digest FROM attempt WHERE person = :p", p=CHIEF)
    }
    elsewhere.write(ABROAD, "退订")
    with world.database.write() as connection:
        assert digest(connection, world.vault, ABROAD) == kept
        assert stopped(connection, world.vault) == {("modem", kept)}
        (waits,) = Replies(world.database, world.vault, world.clock).unread(connection)
    assert (waits.person, waits.number) == (CHIEF, ABROAD)


def test_a_stop_in_quiet_times_names_its_owner(elsewhere: Line) -> None:
    assert elsewhere.write(ABROAD, "退订") == "stop"
    rows = elsewhere.world.rows("SELECT person FROM inbound")
    assert [row["person"] for row in rows] == [CHIEF]


def test_without_a_region_a_number_is_of_china_as_it_always_was(world: World) -> None:
    with world.database.write() as connection:
        one, other = (digest(connection, world.vault, n) for n in ("12345 67", "+861234567"))
    assert one == other
