"""The menu of what can be recorded: everything that is possible now, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.lifecycle import ROWS
from incident.model import Spoken
from incident.state import Stage
from tests.web.conftest import OFFICER, House
from web.board.menu import GROUPS, NEEDS
from web.incidents import AT_ONCE, OFFERED

Report = Callable[[TestClient], str]
IN_PLACE = AT_ONCE | {"ReceiveTasks"}
"""Pressed where the task or the group stands."""


@pytest.fixture
def desk(house: House) -> TestClient:
    return house.signed_in()


@pytest.fixture
def path(desk: TestClient, reported: Report) -> str:
    return reported(desk)


def put(house: House, path: str, command: c.Command) -> None:
    house.services.desk.put(path.rsplit("/", 1)[1], command, OFFICER)


def spoken(house: House, post: str = "vice_magistrate") -> Spoken:
    return Spoken(on_behalf_of=post, means="telephone", said_at=house.clock.now())


def to_stage(house: House, path: str, stage: Stage) -> None:
    if stage == "dismissed":
        put(house, path, c.DismissReport(reason="误报", evidence="现场看过",
                                       spoken=spoken(house, "emergency_head")))  # fmt: skip
    if stage == "responding":
        put(house, path, c.StartResponse(level=2, spoken=spoken(house)))


def menu(desk: TestClient, path: str) -> list[str]:
    """The commands in the menu, in its order."""
    found = desk.get(f"{path}/board.json").json()["fragments"]["menu"]
    return re.findall(r'/do/(\w+)(?:\?spoken=1)?"', found)


def test_every_command_has_its_place_once() -> None:
    grouped = [name for _, names in GROUPS for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(OFFERED) - IN_PLACE
    assert NEEDS.keys() <= set(grouped)


@pytest.mark.parametrize("stage", ["reported", "responding", "dismissed"])
def test_what_is_offered_can_be_asked_and_what_this_stage_refuses_is_absent(
    house: House, desk: TestClient, path: str, stage: Stage
) -> None:
    to_stage(house, path, stage)
    offered = menu(desk, path)
    assert "AddNote" in offered
    for name in OFFERED:
        if stage not in ROWS[name].stages:
            assert name not in offered, name
    for name in offered:
        answer = desk.get(f"{path}/do/{name}", headers={"x-dialogue": "1"})
        assert answer.status_code == 200, name
        for select in re.findall(r"<select[^>]* required.*?</select>", answer.text, re.DOTALL):
            assert re.search(r'<option value="[^"]', select), f"{name}: nothing to choose: {select}"


@pytest.mark.parametrize(
    "name", ["AnswerInquiry", "AnswerInstruction", "SignOrder", "SecondOverride",
             "ReturnTask", "Decline", "DoubtClaim", "AcceptLowering", "AnswerWithdrawal"]
)  # fmt: skip
def test_nothing_is_offered_for_which_there_is_nothing(
    desk: TestClient, path: str, name: str
) -> None:
    assert "reported" in ROWS[name].stages
    assert name not in menu(desk, path)


def test_what_something_has_come_for_is_offered_from_then_on(
    house: House, desk: TestClient, path: str
) -> None:
    put(house, path, c.RecordInquiry(from_whom="市局", question="几人失联"))
    assert "AnswerInquiry" in menu(desk, path)
    put(house, path, c.AnswerInquiry(inquiry="inquiry-1", answer="正在核实"))
    assert "AnswerInquiry" not in menu(desk, path)
    to_stage(house, path, "responding")
    offered = menu(desk, path)
    assert {"SignOrder", "RaiseLevel", "FinishTask", "FormOnSite", "OrderWithdrawal"} <= {*offered}
    assert not {"LiftWithdrawal", "TakeBackCommand", "EndResponse", "AnswerWithdrawal"} & {*offered}
    put(house, path, c.RaiseLevel(level=1, spoken=spoken(house, "general_commander")))
    put(house, path, c.OrderWithdrawal(reason="二次溃坝风险"))
    offered = menu(desk, path)
    assert "RaiseLevel" not in offered, "there is no higher level"
    assert {"LowerLevel", "LiftWithdrawal", "AnswerWithdrawal"} <= {*offered}


def test_headings_stand_above_and_only_over_something(desk: TestClient, path: str) -> None:
    found = desk.get(f"{path}/board.json").json()["fragments"]["menu"]
    for section in found.split("<section>")[1:]:
        assert re.search(r"<h3[^>]*>[^<]+</h3>", unescape(section))
        assert "/do/" in section


def test_who_only_reads_has_no_menu(house: House, path: str) -> None:
    page = house.signed_in("wutai-rescue-liaison").get(path).text
    assert 'id="record"' not in page
