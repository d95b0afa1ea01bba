"""Where neither a reply nor a link comes back, a message asks for a call to the duty desk."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from notify.answers.duty import duty_number
from tests.notify.test_answers import VICE, Line, proposing
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import DESK, NOON, Scripted

OFFICE = "+15555550101"
"""The number that the county's file gives the desk; here it stands on its table."""


def desk_has_an_office(line: Line) -> None:
    with line.world.database.write() as connection:
        connection.execute(
            text("UPDATE contact SET kind = 'office' WHERE person_id = :p AND kind = 'mobile'"),
            {"p": DESK},
        )


@pytest.fixture
def deaf(line: Line) -> Scripted:
    """A provider that carries nothing back, in a house that telephones cannot reach."""
    channel = Scripted(name="deaf")
    line.engine = line.world.engine(channel)
    return channel


def test_the_text_names_the_duty_number_and_prints_no_code(line: Line, deaf: Scripted) -> None:
    desk_has_an_office(line)
    line.open()
    (chiefs,) = (m.text for m in deaf.sent if m.person == "lanshan-chief")
    assert chiefs.endswith(f"请致电值班室 {OFFICE}")
    assert {
        row["code"] for row in line.world.rows("SELECT code FROM attempt WHERE channel = 'deaf'")
    } == {None}


def test_an_unknown_duty_number_is_not_made_up(line: Line, deaf: Scripted) -> None:
    """The desk's own mobile is in the registry, and is given to nobody."""
    line.open()
    assert deaf.sent
    assert not any("致电" in m.text or OFFICE in m.text for m in deaf.sent)
    with line.world.database.read() as connection:
        playbook = line.world.shelf.current("lanshan")
        where = {"jurisdiction": "lanshan", "mode": "real"}
        found = duty_number(connection, line.world.directory, playbook, where, NOON)
    assert found is None


def test_a_link_is_asked_for_before_a_call(line: Line, deaf: Scripted) -> None:
    desk_has_an_office(line)
    line.engine = line.world.engine(deaf, base_url="https://alerts.example.org/")
    line.open()
    (chiefs,) = (m.text for m in deaf.sent if m.person == "lanshan-chief")
    assert "https://alerts.example.org/r/" in chiefs
    assert "致电" not in chiefs


def test_an_order_that_can_only_be_given_in_a_call_to_the_desk_has_no_figures(
    line: Line, deaf: Scripted
) -> None:
    desk_has_an_office(line)
    proposing(line)
    texts = [m.text for m in deaf.sent if m.person == VICE and m.event == "Proposed"]
    assert [t.endswith(f"请致电值班室 {OFFICE}") for t in texts] == [True]
    assert line.world.rows("SELECT attempt FROM order_lock") == []
