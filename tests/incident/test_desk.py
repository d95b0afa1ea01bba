"""The one door: all or nothing, once, in order, with today's posts, and no names in the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, func, select, text
from sqlmodel import col

from incident import commands as c
from incident.evolve import fold
from incident.log import read
from incident.model import Override
from incident.ports import Commit, Consequence
from incident.state import Entry
from incident.tables import EventRow, IncidentRow
from incident.verify import verify
from registry.tables import HoldingRow
from runtime.refusal import Refused
from tests.incident.conftest import House

OFFICER = "wutai-duty-officer"
COMMANDER = "wutai-vice-magistrate"


def log(house: House, incident: str) -> list[Entry]:
    with house.database.read() as connection:
        return list(read(connection, incident))


def count(house: House, table: str) -> int:
    with house.database.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_report_opens_an_incident_and_its_row_repeats_its_state(house: House) -> None:
    incident = house.report()
    house.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    state = house.desk.state(incident)
    with house.database.read() as connection:
        row = connection.execute(
            select(col(IncidentRow.stage), col(IncidentRow.level), col(IncidentRow.seq))
        ).one()
        due = connection.execute(select(col(IncidentRow.due_at))).scalar_one()
    assert tuple(row) == ("responding", 2, state.seq)
    assert due is not None
    assert due > house.clock.now()
    assert fold(incident, log(house, incident)) == state


def test_a_failing_consequence_leaves_nothing(
    build: Callable[[Sequence[Consequence]], House],
) -> None:
    failing = False

    def consequence(connection: Connection, commit: Commit) -> None:
        if failing:
            raise OSError("no room")

    house = build([consequence])
    incident = house.report()
    before, texts = log(house, incident), count(house, "sealed")
    failing = True
    with pytest.raises(OSError, match="no room"):
        house.desk.put(incident, c.AddNote(note="lost"), OFFICER, command_id="cmd-1")
    assert log(house, incident) == before
    assert count(house, "sealed") == texts
    assert house.desk.state(incident).seq == len(before)
    failing = False
    receipt = house.desk.put(incident, c.AddNote(note="kept"), OFFICER, command_id="cmd-1")
    assert not receipt.repeated
    assert house.desk.state(incident).seq == len(before) + 1


def test_consequences_see_before_and_after_in_the_same_transaction(
    build: Callable[[Sequence[Consequence]], House],
) -> None:
    seen: list[tuple[str, str, int]] = []

    def consequence(connection: Connection, commit: Commit) -> None:
        rows = connection.execute(select(func.count()).select_from(EventRow)).scalar_one()
        seen.append((commit.before.stage, commit.after.stage, rows))

    house = build([consequence])
    incident = house.report()
    house.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    assert [(a, b) for a, b, _ in seen] == [("none", "reported"), ("reported", "responding")]
    assert seen[-1][2] == len(log(house, incident))


def test_a_refused_command_changes_nothing(house: House) -> None:
    incident = house.report()
    before, texts = log(house, incident), count(house, "sealed")
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.LowerLevel(level=2, reason="secret"), COMMANDER)
    assert refused.value.code == "impossible"
    assert (log(house, incident), count(house, "sealed")) == (before, texts)


def test_a_command_that_arrives_twice_counts_once(house: House) -> None:
    incident = house.report()
    first = house.desk.put(incident, c.AddNote(note="once"), OFFICER, command_id="cmd-7")
    again = house.desk.put(incident, c.AddNote(note="once"), OFFICER, command_id="cmd-7")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.entries == first.entries
    assert again.state == first.state
    assert sum(e.cause == "cmd-7" for e in log(house, incident)) == 1


def test_a_report_that_arrives_twice_opens_one_incident(house: House) -> None:
    command = c.ReportIncident(place="沟口", what="溃坝")
    first = house.desk.open(command, OFFICER, "wutai", command_id="cmd-9")
    again = house.desk.open(command, OFFICER, "wutai", command_id="cmd-9")
    assert again.incident == first.incident
    assert again.repeated
    assert again.entries == first.entries
    assert count(house, "incident") == 1


def test_an_identifier_of_another_incident_s_command_is_refused(house: House) -> None:
    one, two = house.report(), house.report()
    house.desk.put(one, c.AddNote(note="n"), OFFICER, command_id="cmd-5")
    with pytest.raises(Refused) as refused:
        house.desk.put(two, c.AddNote(note="n"), OFFICER, command_id="cmd-5")
    assert (refused.value.code, refused.value.field) == ("duplicate", "command_id")


def test_two_threads_write_one_sequence_without_gaps(house: House) -> None:
    incident = house.report()
    start = house.desk.state(incident).seq

    def write(number: int) -> int:
        receipt = house.desk.put(incident, c.AddNote(note=f"note {number}"), OFFICER)
        return receipt.entries[0].seq

    with ThreadPoolExecutor(2) as pool:
        seqs = list(pool.map(write, range(12)))
    assert sorted(seqs) == list(range(start + 1, start + 13))
    with house.database.read() as connection:
        verdict = verify(connection, incident, house.anchors.read(incident))
    assert verdict.sound
    assert verdict.seq == start + 12
    assert house.desk.state(incident) == fold(incident, log(house, incident))


def test_people_s_words_are_sealed_and_only_references_are_hashed(house: House) -> None:
    incident = house.report(what="张家三口失联", source="李四 电话")
    receipt = house.desk.put(
        incident,
        c.StartResponse(level=2, override=Override(reason="王五联系不上")),
        "wutai-duty-leader",
    )
    with house.database.read() as connection:
        bodies = connection.execute(select(col(EventRow.body))).scalars().all()
        used = receipt.entries[0].event
        reason = str(used.model_dump()["reason"])
        opened = str(log(house, incident)[0].event.model_dump()["what"])
        texts = house.vault.unseal(connection, [reason, opened])
    whole = "".join(bodies)
    for word in ("张家", "李四", "王五"):
        assert word not in whole
        assert json.dumps(word)[1:-1] not in whole
    assert texts == {reason: "王五联系不上", opened: "张家三口失联"}


def test_exercise_and_real_never_mix(house: House) -> None:
    real, exercise = house.report(), house.report("wutai-ex-duty-officer", mode="exercise")
    for incident, person in ((real, "wutai-ex-duty-officer"), (exercise, OFFICER)):
        with pytest.raises(Refused) as refused:
            house.desk.put(incident, c.AddNote(note="n"), person)
        assert refused.value.code == "mode_mixed"
    with pytest.raises(Refused) as refused:
        house.report("wutai-ex-duty-officer")
    assert refused.value.code == "mode_mixed"
    with pytest.raises(Refused) as refused:
        house.desk.put(real, c.AddNote(note="n"), "nobody")
    assert refused.value.code == "unknown_person"
    assert count(house, "incident") == 2


def test_posts_are_those_of_this_moment(house: House) -> None:
    incident = house.report()
    with house.database.write() as connection:
        connection.execute(
            text("UPDATE holding SET person_id = :new WHERE post = :post AND person_id = :old"),
            {"new": "wutai-fire-head", "post": "vice_magistrate", "old": COMMANDER},
        )
    assert HoldingRow.__tablename__ == "holding"
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    assert refused.value.code == "not_authorised"
    house.desk.put(incident, c.StartResponse(level=2), "wutai-fire-head")
    assert house.desk.state(incident).level == 2


def test_an_unknown_incident_or_plan_is_refused(house: House) -> None:
    with pytest.raises(Refused) as refused:
        house.desk.put("inc-none", c.AddNote(note="n"), OFFICER)
    assert refused.value.code == "unknown_incident"
    with pytest.raises(Refused) as refused:
        house.desk.open(c.ReportIncident(place="p", what="w"), OFFICER, "elsewhere")
    assert refused.value.code == "unknown_plan"
    incident = house.report()
    seq = house.desk.state(incident).seq
    with pytest.raises(Refused) as refused:
        house.desk.put(incident, c.AdoptPlan(plan="0" * 64, reason="r"), "wutai-emergency-head")
    assert refused.value.code == "unknown_plan"
    assert house.desk.state(incident).seq == seq


def test_a_second_desk_reads_what_the_first_wrote(house: House) -> None:
    incident = house.report()
    other = type(house.desk)(
        house.database,
        house.vault,
        house.desk.directory,
        house.desk.plans,
        house.clock,
        house.desk._ids,
    )
    other.put(incident, c.AddNote(note="from elsewhere"), OFFICER)
    house.desk.put(incident, c.AddNote(note="from here"), OFFICER)
    assert house.desk.state(incident) == other.state(incident)
    assert house.desk.state(incident) == fold(incident, log(house, incident))
