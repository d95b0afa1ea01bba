"""Every event and every field is for somebody named, and nobody else gets a byte of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.events import EVENTS
from incident.state import Approved, Command, GroupState, Incident, Opening, TaskState, Withdrawal
from incident.state.response import OtherResponse
from tests.web.conftest import COMMANDER, OFFICER, House
from web import classified as table
from web.others import government

Report = Callable[[TestClient], str]
GROUP = "wutai-rescue-liaison"
SUPERIOR = "wutai-superior-commander"
OTHER = "wutai-weather-head"
PLACE = "wutai-village-contact-demo"
FIGURE, FEWER = 743174, 621762
WORDS = "传言河里漂着的不止这些"
POLICE = "警情7755"


def test_every_event_is_for_everybody_with_a_log_or_for_those_who_see_figures() -> None:
    assert table.TOLD.keys() | table.ASSESSED == EVENTS.keys()
    assert not table.TOLD.keys() & table.ASSESSED


@pytest.mark.parametrize("name", sorted(table.TOLD))
def test_every_field_of_a_told_event_is_told_or_withheld(name: str) -> None:
    told, withheld = {*table.TOLD[name]}, {*table.WITHHELD.get(name, ())}
    assert told | withheld == set(EVENTS[name].model_fields)
    assert not told & withheld


def test_what_is_withheld_is_of_told_events() -> None:
    assert table.WITHHELD.keys() <= table.TOLD.keys()


def test_every_field_of_the_state_is_for_one_circle() -> None:
    circles = (table.STATE_EVERYBODY, table.STATE_LOG, table.STATE_ASSESSED)
    assert sorted(f.name for f in fields(Incident)) == sorted(n for c_ in circles for n in c_)


TOLD_PARTS: dict[type, str] = {
    Opening: "jurisdiction title place what occurred_at learned_at dam township source"
    " police_number occurred_stated learned_stated",
    Approved: "number figures below_assessed checking by at",
    Command: "by since to sheet",
    OtherResponse: "government scale status told_by at",
    GroupState: "id since leader acting_leader liaison duties",
    TaskState: "id group status due_at at text proof verifier evidence reason by",
    Withdrawal: "number reason since lifted_at",
}
"""Parts of the state that everybody is told, as they were when somebody last looked at each field
for figures, words and numbers; what is withheld of them is in ``web.told_state``."""


@pytest.mark.parametrize("part", TOLD_PARTS, ids=lambda part: part.__name__)
def test_a_new_field_of_what_everybody_is_told_has_to_be_looked_at(part: type) -> None:
    assert [f.name for f in fields(part)] == TOLD_PARTS[part].split()


@pytest.fixture
def night(house: House) -> tuple[House, str]:
    """Rival figures, an approved paper below them, words and a leader on the way."""
    desk = house.services.desk
    report = c.ReportIncident(
        place="青石沟", what=WORDS, title="夜间事故", mode="real", police_number=POLICE
    )
    incident = desk.open(report, OFFICER, "wutai").incident
    for command in (
        c.RecordClaim(measure="missing", value=FEWER, source="operator"),
        c.RecordClaim(measure="missing", value=FIGURE, source="township", note=WORDS),
        c.AddNote(note=WORDS),
        c.RecordMovement(post="vice_magistrate", movement="left", place=WORDS),
        c.RecordInquiry(from_whom="市里", question=WORDS),
    ):
        desk.put(incident, command, OFFICER)
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    approve = c.ApproveFigures(figures={"missing": FEWER}, checking=WORDS)
    desk.put(incident, approve, COMMANDER)
    other = c.TellOtherResponse(
        government="city_government", scale=WORDS, status="started", told_by=WORDS
    )
    desk.put(incident, other, OFFICER)
    order = c.OrderTask(group="rescue", text=WORDS, verifier="duty_officer")
    desk.put(incident, order, COMMANDER)
    return house, incident


def got(house: House, incident: str, person: str) -> str:
    """Every byte of the incident that a person gets, by browser and by program."""
    client, program = house.signed_in(person), house.program(person)
    path = f"/incidents/{incident}"
    pages = [path, f"{path}?log=all", f"{path}/board.json", f"{path}?wall"]
    shown = [json.dumps(client.get(p).text, ensure_ascii=False) for p in pages]
    told = [program.get(f"/api/v1{p}").json() for p in (path, f"{path}/log")]
    return "".join(shown) + json.dumps(told, ensure_ascii=False)


def test_who_sees_assessed_figures_gets_it_all(night: tuple[House, str]) -> None:
    house, incident = night
    for person in (OFFICER, COMMANDER):
        seen = got(house, incident, person)
        for told in (str(FIGURE), WORDS, POLICE, "below_assessed", "checking"):
            assert told in seen, (person, told)


@pytest.mark.parametrize("person", [GROUP, SUPERIOR, OTHER, PLACE])
def test_nobody_else_gets_a_byte_of_it(night: tuple[House, str], person: str) -> None:
    house, incident = night
    seen = got(house, incident, person)
    assert str(FEWER) in seen, "what was approved is for everybody"
    for hidden in (str(FIGURE), WORDS, POLICE, "below_assessed", '"checking"', "低于已知"):
        assert hidden not in seen, hidden


def test_not_even_the_desk_brings_what_was_typed_to_the_wall(night: tuple[House, str]) -> None:
    house, incident = night
    client = house.signed_in(OFFICER)
    for path in (f"/incidents/{incident}?wall", f"/incidents/{incident}/board.json?wall"):
        shown = json.dumps(client.get(path).text, ensure_ascii=False)
        assert "市级人民政府" in shown
        for hidden in (str(FIGURE), WORDS):
            assert hidden not in shown, path


def test_a_superior_reads_of_an_ordered_task_its_number_and_its_group(
    night: tuple[House, str],
) -> None:
    house, incident = night
    page = house.signed_in(SUPERIOR).get(f"/incidents/{incident}").text
    tasks = page.partition('id="tasks-rescue"')[2].partition("</dialog>")[0]
    assert "临时任务1" in tasks
    assert WORDS in house.signed_in(OFFICER).get(f"/incidents/{incident}").text


def test_a_government_that_was_typed_before_there_was_a_list_is_one_without_a_name() -> None:
    assert government("市政府失联9人") == "another_government"
    assert government("nation_government") == "nation_government"


def test_that_more_is_being_checked_is_said_to_everybody(night: tuple[House, str]) -> None:
    house, incident = night
    path = f"/api/v1/incidents/{incident}"
    (approved,) = house.program(OTHER).get(path).json()["approved"]
    assert approved["further_checked"] is True
    entries = house.program(GROUP).get(f"{path}/log").json()["entries"]
    (event,) = [e["event"] for e in entries if e["type"] == "FiguresApproved"]
    assert event == {"number": 1, "figures": [["missing", FEWER]], "further_checked": True}


def test_without_a_post_there_is_no_log_no_told_list_and_no_ledger(
    night: tuple[House, str],
) -> None:
    house, incident = night
    path = f"/api/v1/incidents/{incident}"
    refused = house.program(OTHER).get(f"{path}/log")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    told = house.program(OTHER).get(path).json()
    assert not told.keys() & (table.STATE_LOG | table.STATE_ASSESSED | {"open_decisions"})
    assert {d["sort"] for d in told["duties"]} <= {"task"}
    page = house.signed_in(OTHER).get(f"/incidents/{incident}").text
    assert 'id="r-people"' in page
    for region in ("r-log", "r-ledger", "r-unreached", "r-reports", "r-crew", "r-orders"):
        assert f'id="{region}"' not in page
    assert 'id="r-log"' in house.signed_in(SUPERIOR).get(f"/incidents/{incident}").text


def test_the_words_of_a_withdrawal_are_for_those_who_take_part(night: tuple[House, str]) -> None:
    house, incident = night
    order = c.OrderWithdrawal(reason="坝下撤出，因743174人传言")
    house.services.desk.put(incident, order, GROUP)
    path = f"/incidents/{incident}/me"
    for person in (GROUP, OFFICER):
        assert "坝下撤出" in house.signed_in(person).get(path).text
    for person in (SUPERIOR, OTHER):
        page = house.signed_in(person).get(path).text
        assert "坝下撤出" not in page
        assert str(FIGURE) not in page
    house.services.desk.put(incident, c.CheckIn(movement="arrived"), OTHER)
    assert "坝下撤出" in house.signed_in(OTHER).get(path).text, "who is there is told why"
