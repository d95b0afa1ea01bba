"""A program reads people's words by the references to them, as far as its person may."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from incident import commands as c
from runtime.tables import Sealed
from tests.web.conftest import COMMANDER, OFFICER, House

GROUP = "wutai-rescue-liaison"
PLACE = "wutai-village-contact-demo"
RUMOUR = "传言河里漂着的不止这些"


@pytest.fixture
def night(house: House) -> tuple[House, str]:
    """An accident with words in many places; its path."""
    desk = house.services.desk
    report = c.ReportIncident(place="青石沟", what="尾矿库溃坝", source=RUMOUR)
    incident = desk.open(report, OFFICER, "wutai").incident
    for command in (
        c.RecordClaim(measure="missing", value=2, source="township", note=RUMOUR),
        c.AddNote(note=RUMOUR),
        c.AddReport(what=RUMOUR, source=RUMOUR),
        c.SetVerification(status="part", note=RUMOUR),
        c.RecordMovement(post="vice_magistrate", movement="left", place=RUMOUR),
        c.RecordInquiry(from_whom="市里", question=RUMOUR),
        c.RecordInstruction(from_whom="市里", words=RUMOUR, means="telephone"),
        c.ReportVillage(
            village="wutai-village-demo-1", people_moved=3, helpers=RUMOUR, note=RUMOUR
        ),
    ):
        desk.put(incident, command, OFFICER)
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    order = c.OrderTask(group="medical", text="在村口设救护点", verifier="vice_magistrate")
    desk.put(incident, order, COMMANDER)
    desk.put(incident, c.HandOverCommand(to="市现场指挥部"), COMMANDER)
    return house, f"/api/v1/incidents/{incident}"


def told(house: House, path: str, person: str = OFFICER) -> dict[str, Any]:
    answer = house.program(person).get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sealed(house: House) -> set[str]:
    with house.services.database.read() as connection:
        return set(connection.execute(select(col(Sealed.ref))).scalars())


def test_the_desk_reads_every_word_of_the_state_and_of_the_log(night: tuple[House, str]) -> None:
    house, path = night
    refs = sealed(house)
    for address in (path, f"{path}/log"):
        answer = told(house, address)
        texts = answer.pop("texts")
        whole = json.dumps(answer, ensure_ascii=False)
        assert texts.keys() == {ref for ref in refs if f'"{ref}"' in whole}
        assert all(t["text"] and t["why_not"] is None for t in texts.values())
    state, log = told(house, path), told(house, f"{path}/log")
    assert state["texts"][state["opening"]["place"]]["text"] == "青石沟"
    assert state["texts"][state["opening"]["what"]]["text"] == "尾矿库溃坝"
    (note,) = (e["event"]["note"] for e in log["entries"] if e["type"] == "NoteAdded")
    assert log["texts"][note] == {"text": RUMOUR, "why_not": None}


def test_a_group_reads_where_and_who_commands_and_no_rumour(night: tuple[House, str]) -> None:
    house, path = night
    for person in (GROUP, PLACE):
        state = told(house, path, person)
        assert RUMOUR not in json.dumps(state, ensure_ascii=False)
        assert state["texts"][state["opening"]["place"]]["text"] == "青石沟"
        assert state["opening"]["what"] not in state["texts"]
        said = {t["text"] for t in state["texts"].values()}
        assert said == {"青石沟", "市现场指挥部"}, "an ordered task is read on its own page"
    log = told(house, f"{path}/log", GROUP)
    assert {t["text"] for t in log["texts"].values()} == {"青石沟", "市现场指挥部"}
    assert RUMOUR not in json.dumps(log, ensure_ascii=False)


def test_the_words_belong_to_what_this_page_of_the_log_shows(night: tuple[House, str]) -> None:
    house, path = night
    last = told(house, path)["seq"]
    after = told(house, f"{path}/log?after={last - 1}")
    assert [t["text"] for t in after["texts"].values()] == ["市现场指挥部"]
    assert told(house, f"{path}/log?after={last}") == {
        "incident": path.rsplit("/", 1)[1],
        "entries": [],
        "texts": {},
    }


def test_an_erased_text_is_null_and_says_so(night: tuple[House, str]) -> None:
    house, path = night
    with house.services.database.write() as connection:
        house.services.vault.destroy(connection, f"case:{path.rsplit('/', 1)[1]}")
    for address in (path, f"{path}/log"):
        texts = told(house, address)["texts"]
        assert texts
        assert all(t == {"text": None, "why_not": "erased"} for t in texts.values())
