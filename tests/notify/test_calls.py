"""The telephone list at work: one line a person, one caller a person, every call kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import col

from incident import commands as c
from incident.model import Spoken
from notify.channels.calls.claims import LASTS
from notify.channels.calls.listing import Call, call_list
from notify.channels.calls.results import CallDesk, Said
from notify.tables import CallRow
from registry.load import load_county
from registry.store import store_county
from runtime.refusal import Refused
from runtime.unwritten import Unwritten
from tests.notify.world import COUNTY, DESK, World

CHIEF, VICE, MINE = "lanshan-chief", "lanshan-vice", "lanshan-mine-a"
DEPUTY, COMMANDER = "lanshan-deputy", "lanshan-commander"


def call_desk(world: World) -> CallDesk:
    return CallDesk(world.database, world.vault, world.directory, world.desk.put, world.clock)


def lines(world: World, incident: str) -> dict[str, Call]:
    with world.database.read() as connection:
        found = call_list(connection, world.directory, world.vault, incident, world.clock.now())
    return {call.person: call for call in found}


def alarmed(world: World) -> str:
    """Reported, then started: the chief is told twice."""
    incident = world.open()
    world.run(world.engine())
    world.forward(60)
    spoken = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=2, spoken=spoken), DESK)
    world.run(world.engine())
    return incident


def test_a_person_with_several_alerts_is_one_line_with_the_newest_first(world: World) -> None:
    incident = alarmed(world)
    chief = lines(world, incident)[CHIEF]
    assert [alert.key for alert in chief.alerts][-1] == "entry-1"
    assert len(chief.alerts) > 1
    assert "甲村" in str(chief.alerts[-1].text)
    assert [contact.kind for contact in chief.contacts] == ["sim", "mobile"]


def test_the_list_is_the_plans_order_the_urgent_first_and_then_as_the_posts_are_named(
    world: World,
) -> None:
    """Whoever came onto it first: the plan says who is called before whom, not the moment at which
    a message failed."""
    incident = alarmed(world)
    told = [
        DESK, CHIEF,  # of the report, which is flash
        VICE, DEPUTY,  # of the start: leader, acting leader and liaison of the groups
        COMMANDER,  # and then the posts
    ]  # fmt: skip
    assert list(lines(world, incident)) == told
    with world.database.write() as connection:
        for minute, person in enumerate(reversed(told)):
            theirs = update(CallRow).where(col(CallRow.person) == person)
            opened = world.clock.now() + timedelta(minutes=minute)
            connection.execute(theirs.values(opened_at=opened))
    assert list(lines(world, incident)) == told


def test_a_line_has_every_number_of_a_person_in_the_order_to_try_them(
    world: World, tmp_path: Path
) -> None:
    kinds = ("mobile", "short", "office", "secretary", "driver", "home")
    numbers = {kind: f"+1555555020{n}" for n, kind in enumerate(kinds)}
    known = ", ".join(f'{{kind: {kind}, address: "{n}"}}' for kind, n in numbers.items())
    county = (COUNTY / "county.yaml").read_text(encoding="utf-8")
    before = '{kind: sim, address: "sim:0002"}, {kind: mobile, address: "+15555550102"}'
    assert county.count(before) == 1
    (tmp_path / "county.yaml").write_text(county.replace(before, known), encoding="utf-8")
    with world.database.write() as connection:
        store_county(connection, world.vault, load_county(tmp_path), world.clock)
    world.forward(1)
    incident = world.open()
    world.run(world.engine(profile={"mobile": ("calls",)}))
    shown = [(c.kind, c.address) for c in lines(world, incident)[CHIEF].contacts]
    assert shown == list(numbers.items())


def test_one_call_tells_everything_that_is_open(world: World) -> None:
    incident = alarmed(world)
    chief = lines(world, incident)[CHIEF]
    call_desk(world).record(incident, chief.id, Said("answered", "马上到", "7"), DESK, "t1")
    assert CHIEF not in lines(world, incident)
    answered = [a.alert for a in world.desk.state(incident).answers.values() if a.person == CHIEF]
    assert sorted(answered) == sorted(alert.key or "" for alert in chief.alerts)
    (kept,) = world.rows("SELECT * FROM call_try")
    assert (kept["recording"], kept["by"]) == ("7", DESK)
    assert "马上到" not in str(kept), "words are in the vault"


def test_what_was_said_and_how_often_it_was_tried_stays_on_the_line(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    desk.record(incident, call, Said("no_answer"), DESK, "t1")
    world.forward(30)
    desk.record(incident, call, Said("out_of_county", "在太原，已启程"), DESK, "t2")
    tries = lines(world, incident)[CHIEF].tries
    assert [(t.result, t.note) for t in tries] == [
        ("out_of_county", "在太原，已启程"),
        ("no_answer", None),
    ]
    assert world.desk.state(incident).answers == {}


def test_the_same_record_sent_twice_counts_once(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    for _ in range(2):
        desk.record(incident, call, Said("busy", "正在通话"), DESK, "t1")
    assert len(lines(world, incident)[CHIEF].tries) == 1
    assert {
        r["tries"] for r in world.rows("SELECT tries FROM call_entry WHERE person = :p", p=CHIEF)
    } == {1}


def test_a_result_sent_again_answers_nothing_that_came_since(world: World) -> None:
    incident = world.open()
    world.run(world.engine())
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    said = Said("answered", "马上到")
    desk.record(incident, call, said, DESK, "t1")
    world.forward(60)
    spoken = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=2, spoken=spoken), DESK)
    world.run(world.engine())
    desk.record(incident, call, said, DESK, "t1")
    assert CHIEF in lines(world, incident), "the second alert was told to nobody"


def test_another_result_under_the_same_name_is_refused(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    desk.record(incident, call, Said("busy", "正在通话"), DESK, "t1")
    for other in (Said("answered", "正在通话"), Said("busy"), Said("busy", "正在通话", "7")):
        with pytest.raises(Refused) as refused:
            desk.record(incident, call, other, DESK, "t1")
        assert refused.value.code == "duplicate"
    assert CHIEF in lines(world, incident)
    with world.database.write() as connection:
        world.vault.destroy(connection, CHIEF)
    desk.record(incident, call, Said("busy", "别的话"), DESK, "t1")


def test_two_operators_never_have_the_same_person(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    first = desk.claim(incident, call, DESK)
    assert desk.claim(incident, call, VICE) == first
    assert lines(world, incident)[CHIEF].claim == first
    desk.release(incident, call, VICE)
    assert lines(world, incident)[CHIEF].claim == first, "only one's own can be given back"
    world.forward(60)
    renewed = desk.claim(incident, call, DESK)
    assert renewed.until > first.until
    world.forward(LASTS.total_seconds())
    assert lines(world, incident)[CHIEF].claim is None, "it is over by itself"
    assert desk.claim(incident, call, VICE).by == VICE
    desk.release(incident, call, VICE)
    assert lines(world, incident)[CHIEF].claim is None
    assert desk.claim(incident, call, DESK).by == DESK


def test_while_one_is_calling_nobody_else_records(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    desk.claim(incident, call, VICE)
    for said in (Said("answered"), Said("busy")):
        with pytest.raises(Refused) as refused:
            desk.record(incident, call, said, DESK, "t1")
        assert refused.value.code == "being_called"
        assert refused.value.value == VICE
        assert "副局长" in refused.value.say("zh"), "the one who has the person, by name"
        assert "180" in refused.value.say("en")
    assert lines(world, incident)[CHIEF].tries == ()
    assert world.desk.state(incident).answers == {}
    desk.record(incident, call, Said("busy"), VICE, "t2")
    assert lines(world, incident)[CHIEF].claim is None, "a result ends the caller's own claim"
    desk.record(incident, call, Said("busy"), DESK, "t1")
    assert len(lines(world, incident)[CHIEF].tries) == 2


def test_the_same_result_sent_again_is_no_second_call_whoever_is_calling_by_now(
    world: World,
) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    desk.record(incident, call, Said("busy"), DESK, "t1")
    desk.claim(incident, call, VICE)
    desk.record(incident, call, Said("busy"), DESK, "t1")
    assert len(lines(world, incident)[CHIEF].tries) == 1


def test_a_result_that_the_desk_refuses_takes_the_person_from_nobody(world: World) -> None:
    incident = alarmed(world)
    desk, call = call_desk(world), lines(world, incident)[CHIEF].id
    with pytest.raises(Refused) as refused:
        desk.record(incident, call, Said("answered"), MINE, "t1")
    assert refused.value.status == 403
    assert lines(world, incident)[CHIEF].claim is None
    desk.claim(incident, call, MINE)
    with pytest.raises(Refused):
        desk.record(incident, call, Said("answered"), MINE, "t1")
    assert lines(world, incident)[CHIEF].claim is not None, "who had the person keeps them"


def test_two_incidents_are_one_person_and_one_call(world: World) -> None:
    first = alarmed(world)
    world.forward(600)
    second = world.open()
    world.run(world.engine())
    desk = call_desk(world)
    here, there = lines(world, first)[CHIEF], lines(world, second)[CHIEF]
    desk.claim(first, here.id, DESK)
    seen = lines(world, second)[CHIEF].claim
    assert seen is not None
    assert seen.by == DESK, "the second list says so too"
    assert desk.claim(second, there.id, VICE).by == DESK
    desk.record(first, here.id, Said("no_answer"), DESK, "t1", [second])
    assert [len(lines(world, i)[CHIEF].tries) for i in (first, second)] == [1, 1]
    assert lines(world, second)[CHIEF].claim is None
    desk.record(first, here.id, Said("answered"), DESK, "t2", [second])
    for incident in (first, second):
        assert CHIEF not in lines(world, incident)
        answers = world.desk.state(incident).answers.values()
        assert CHIEF in {answer.person for answer in answers}


def test_an_incident_that_takes_no_answer_keeps_its_line(world: World) -> None:
    first = alarmed(world)
    second = world.open()
    world.run(world.engine())

    def put(incident: str, *given: Any, **more: Any) -> Any:
        if incident == second:
            raise Refused("impossible", field="incident", value=incident, allowed="—")
        return world.desk.put(incident, *given, **more)

    desk = replace(call_desk(world), put=put)
    desk.record(first, lines(world, first)[CHIEF].id, Said("answered"), DESK, "t1", [second])
    assert CHIEF not in lines(world, first)
    assert CHIEF in lines(world, second)


def test_an_answer_that_could_not_be_written_is_asked_for_again_in_every_incident(
    world: World,
) -> None:
    """Nobody decided about it: whoever called presses again, and nothing is twice."""
    first = alarmed(world)
    second = world.open()
    world.run(world.engine())

    def put(incident: str, *given: Any, **more: Any) -> Any:
        if incident == second:
            raise Unwritten("busy", field="database", value="locked", allowed="again")
        return world.desk.put(incident, *given, **more)

    line, heard = lines(world, first)[CHIEF].id, Said("answered")
    with pytest.raises(Unwritten):
        replace(call_desk(world), put=put).record(first, line, heard, DESK, "t1", [second])
    call_desk(world).record(first, line, heard, DESK, "t1", [second])
    for incident in (first, second):
        assert CHIEF not in lines(world, incident)
        answers = world.desk.state(incident).answers
        assert world.events(incident).count("AlertAnswered") == len(answers) > 0


def test_the_number_that_was_dialled_is_kept_with_the_call(world: World) -> None:
    incident = alarmed(world)
    desk, chief = call_desk(world), lines(world, incident)[CHIEF]
    mobile = next(c for c in chief.contacts if c.kind == "mobile")
    desk.record(incident, chief.id, Said("no_answer", dialled=mobile.id), DESK, "t1")
    desk.record(incident, chief.id, Said("no_answer", dialled=mobile.id), DESK, "t1")
    (tried,) = lines(world, incident)[CHIEF].tries
    assert tried.dialled is not None
    assert (tried.dialled.kind, tried.dialled.address) == ("mobile", mobile.address)
    assert mobile.address not in str(world.rows("SELECT * FROM call_try")), "it is in the vault"
    with pytest.raises(Refused) as refused:
        desk.record(incident, chief.id, Said("no_answer"), DESK, "t1")
    assert refused.value.code == "duplicate", "another number is another call"
    with pytest.raises(Refused) as refused:
        desk.record(incident, chief.id, Said("busy", dialled="somebody-else"), DESK, "t2")
    assert (refused.value.code, refused.value.field) == ("unknown_item", "dialled")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM call_try", "UPDATE call_try SET result = 'off'"]
)
def test_a_call_that_was_made_is_never_changed(world: World, statement: str) -> None:
    incident = alarmed(world)
    call_desk(world).record(incident, lines(world, incident)[CHIEF].id, Said("busy"), DESK, "t1")
    with pytest.raises(DatabaseError, match="append-only"), world.database.write() as connection:
        connection.execute(text(statement))
