"""One key means one thing: the same again changes nothing, something else is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.actors import ENGINE
from incident.desk import Desk
from incident.model import Override
from runtime.ids import CountedIds
from runtime.refusal import Refused
from tests.incident.conftest import House
from tests.incident.test_desk import COMMANDER, OFFICER, count, log


def put(house: House, incident: str, command: c.Command, key: str = "key-1") -> bool:
    """Sent under a key of the sender's; whether it was a repetition."""
    receipt = house.desk.put(incident, command, OFFICER, command_id=key, sent=command)
    return receipt.repeated


def refused(house: House, incident: str, command: c.Command) -> Refused:
    before = log(house, incident)
    with pytest.raises(Refused) as refusal:
        put(house, incident, command)
    assert log(house, incident) == before
    return refusal.value


def test_other_words_under_the_same_key_are_not_lost_in_silence(house: House) -> None:
    incident = house.report()
    assert not put(house, incident, c.AddNote(note="first"))
    assert put(house, incident, c.AddNote(note="first"))
    refusal = refused(house, incident, c.AddNote(note="second"))
    assert (refusal.code, refusal.status, refusal.field) == ("duplicate", 409, "command_id")
    assert "something else was sent under this key" in refusal.say("en")
    assert "new key" in refusal.say("en")
    assert not put(house, incident, c.AddNote(note="second"), "key-2")


@pytest.mark.parametrize(
    "other",
    [
        c.RecordClaim(measure="dead", value=3, source="police"),
        c.RecordClaim(measure="missing", value=2, source="police"),
        c.RecordClaim(measure="dead", value=2, source="police", override=Override(reason="r")),
        c.AddNote(note="2"),
    ],
)
def test_a_figure_a_name_or_a_reason_makes_it_something_else(
    house: House, other: c.Command
) -> None:
    incident = house.report()
    put(house, incident, c.RecordClaim(measure="dead", value=2, source="police"))
    assert refused(house, incident, other).code == "duplicate"


def test_a_report_with_other_words_opens_no_incident_and_is_no_repetition(house: House) -> None:
    def send(what: str) -> bool:
        report = c.ReportIncident(place="沟口", what=what)
        named = report.model_copy(update={"title": f"named at {house.clock.now()}"})
        house.clock.forward(timedelta(minutes=1))
        return house.desk.open(named, OFFICER, "wutai", command_id="key-9", sent=report).repeated

    assert [send("溃坝"), send("溃坝")] == [False, True]
    with pytest.raises(Refused) as refusal:
        send("另一件事")
    assert refusal.value.code == "duplicate"
    assert count(house, "incident") == 1


def test_what_changed_nothing_is_remembered_too(house: House) -> None:
    incident = house.report()
    before = log(house, incident)
    nothing = c.NoticeOverdue()

    def send(command: c.Command) -> bool:
        put = house.desk.put
        return put(incident, command, ENGINE, command_id="key-1", sent=command).repeated

    assert [send(nothing), send(nothing)] == [False, True]
    assert log(house, incident) == before
    with pytest.raises(Refused) as refusal:
        send(c.NoticeOverdue(expected_seq=1))
    assert refusal.value.code == "duplicate"


def test_what_was_refused_is_not_remembered(house: House) -> None:
    incident = house.report()
    assert refused(house, incident, c.LowerLevel(level=2, reason="r")).code != "duplicate"
    assert not put(house, incident, c.AddNote(note="n"))


def test_it_is_known_after_another_start(house: House) -> None:
    incident = house.report()
    put(house, incident, c.AddNote(note="first"))
    shelf, directory = house.desk.plans, house.desk.directory
    again = Desk(house.database, house.vault, directory, shelf, house.clock, CountedIds("again"))
    with pytest.raises(Refused):
        put(
            House(again, house.database, house.vault, house.clock, house.anchors),
            incident,
            c.AddNote(note="second"),
        )


def test_nobody_can_try_words_out_on_what_is_kept(house: House) -> None:
    one, two = house.report(), house.report()
    for incident, key in ((one, "key-1"), (two, "key-2")):
        put(house, incident, c.AddNote(note="13"), key)
    with house.database.read() as connection:
        kept = connection.execute(text("SELECT digest FROM sent_command")).scalars().all()
    assert len(set(kept)) == 2
    with house.database.write() as connection:
        house.vault.destroy(connection, f"case:{one}")
    # With its key gone nobody can tell: it counts as the same again.
    assert put(house, one, c.AddNote(note="13"))
    assert put(house, one, c.AddNote(note="14"))


def test_what_came_before_digests_were_kept_counts_as_the_same(house: House) -> None:
    incident = house.report()
    put(house, incident, c.AddNote(note="first"))
    with house.database.write() as connection:
        connection.execute(text("DELETE FROM sent_command"))
    assert put(house, incident, c.AddNote(note="second"))


def test_an_identifier_of_the_program_s_own_costs_no_row(house: House) -> None:
    incident = house.report()
    house.desk.put(incident, c.StartResponse(level=2), COMMANDER, command_id="own-1")
    assert count(house, "sent_command") == 0
