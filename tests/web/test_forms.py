"""Forms: what can be chosen, what is filled in already, and what a refused one says to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Override, Spoken
from incident.state import TaskState
from tests.web.conftest import OFFICER, House
from web.answers import spoke

Report = Callable[[TestClient], str]
GENERAL = "general_commander"
COMMANDER_POST = "vice_magistrate"


@pytest.fixture
def desk(house: House) -> TestClient:
    return house.signed_in()


@pytest.fixture
def path(desk: TestClient, reported: Report) -> str:
    return reported(desk)


def incident(path: str) -> str:
    return path.rsplit("/", 1)[1]


def put(house: House, path: str, command: c.Command, person: str = OFFICER) -> None:
    house.services.desk.put(incident(path), command, person)


def started(house: House, path: str) -> None:
    spoken = Spoken(on_behalf_of=COMMANDER_POST, means="telephone", said_at=house.clock.now())
    put(house, path, c.StartResponse(level=2, spoken=spoken))


def form(client: TestClient, path: str, command: str, **query: str) -> str:
    answer = client.get(f"{path}/do/{command}", params=query)
    assert answer.status_code == 200
    return unescape(answer.text)


def asked(page: str, name: str) -> str:
    """The part of a form that asks for one field: its tag with everything in it."""
    found = re.search(
        rf'<(select|textarea|input)[^>]* name="{re.escape(name)}".*?(?:</\1>|>)', page
    )
    wide = re.search(
        rf'<(select|textarea)[^>]*name="{re.escape(name)}".*?</\1>', page, flags=re.DOTALL
    )
    both = wide or found
    assert both is not None, name
    return both.group(0)


def chosen(page: str, name: str) -> str:
    found = re.search(r'<option value="([^"]*)" selected', asked(page, name))
    return found.group(1) if found else ""


def value(page: str, name: str) -> str:
    found = re.search(r'value="([^"]*)"', asked(page, name))
    return found.group(1) if found else ""


def refusal(page: str) -> str:
    return unescape(page).partition('role="alert"')[2].partition("<form")[0]


# -- what can be chosen ------------------------------------------------------------------------


def test_the_answer_to_an_instruction_is_free_text(
    house: House, desk: TestClient, path: str
) -> None:
    told = c.RecordInstruction(from_whom="县委书记", words="全力搜救", means="telephone")
    put(house, path, told)
    assert asked(form(desk, path, "AnswerInstruction"), "measure").startswith("<textarea")
    answer = desk.post(
        f"{path}/do/AnswerInstruction",
        data={"instruction": "instruction-1", "measure": "已增派两支队伍"},
        follow_redirects=False,
    )
    assert answer.status_code == 303


def test_all_tasks_of_a_group_are_read_back_and_only_those_are_accepted(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    theirs = [t.id for t in tasks(house, path).values() if t.group == "rescue"]
    page = form(desk, path, "ReceiveTasks", group="rescue")
    assert f"全部签收（{len(theirs)}项）" in page or f"Accept all {len(theirs)}" in page
    assert value(page, "tasks").split() == theirs
    put(house, path, c.OrderTask(group="rescue", text="清点炸药", verifier="duty_officer",
                                 override=Override(reason="指挥长在途")))  # fmt: skip
    data = {"group": value(page, "group"), "tasks": value(page, "tasks")}
    answer = desk.post(f"{path}/do/ReceiveTasks", data=data, follow_redirects=False)
    assert answer.status_code == 303
    now = [t for t in tasks(house, path).values() if t.group == "rescue"]
    assert [t.status for t in now] == [*["received"] * len(theirs), "assigned"]
    again = desk.post(f"{path}/do/ReceiveTasks", data=data)
    assert again.status_code == 409


def tasks(house: House, path: str) -> Mapping[str, TaskState]:
    return house.services.desk.state(incident(path)).tasks


def test_an_entry_is_corrected_by_its_number(house: House, desk: TestClient, path: str) -> None:
    assert 'type="number"' in asked(form(desk, path, "CorrectEntry"), "entry")
    data = {"entry": "1", "correction": "02:20", "reason": "听错"}
    answer = desk.post(f"{path}/do/CorrectEntry", data=data, follow_redirects=False)
    assert answer.status_code == 303
    assert 1 in house.services.desk.state(incident(path)).corrections


def test_only_kinds_that_can_be_told_or_sent_are_offered(desk: TestClient, path: str) -> None:
    told = asked(form(desk, path, "TellReport"), "kind")
    written = asked(form(desk, path, "StepReport"), "kind")
    assert "telephone_first" in told
    assert "written_first" not in told
    assert "written_first" in written
    assert "telephone_first" not in written


def test_where_there_is_nothing_to_choose_the_form_says_so(desk: TestClient, path: str) -> None:
    assert asked(form(desk, path, "SecondOverride"), "of").startswith("<select")


def test_an_override_is_seconded_by_its_number_and_reason(
    house: House, desk: TestClient, path: str
) -> None:
    loud = Override(reason="联系不上")
    put(house, path, c.StartResponse(level=2, override=loud))
    offered = asked(form(desk, path, "SecondOverride"), "of")
    assert 'value="override-1"' in offered
    assert "联系不上" in offered


def test_a_witness_is_chosen_by_name(house: House, desk: TestClient, path: str) -> None:
    with house.services.database.read() as connection:
        name = house.services.directory.name(connection, OFFICER)
    assert name is not None
    assert name in asked(form(desk, path, "StartResponse"), "spoken.witness")


# -- what is filled in ---------------------------------------------------------------------------


def test_a_spoken_order_starts_with_who_decides_the_telephone_and_now(
    desk: TestClient, path: str
) -> None:
    page = form(desk, path, "StartResponse", level="1", spoken="1")
    posts = re.findall('<option value="([^"]+)"', asked(page, "spoken.on_behalf_of"))
    assert posts[0] == chosen(page, "spoken.on_behalf_of") == GENERAL
    assert len(posts) > 20
    assert chosen(page, "spoken.means") == "telephone"
    assert value(page, "spoken.said_at") == "2026-05-17T02:28"


def test_without_a_word_of_a_spoken_order_what_the_form_filled_in_is_none(
    house: House, desk: TestClient, path: str
) -> None:
    page = form(desk, path, "AddNote")
    filled = {
        "note": "道路已疏通",
        "spoken.means": chosen(page, "spoken.means"),
        "spoken.said_at": value(page, "spoken.said_at"),
        "_said_at": value(page, "_said_at"),
    }
    assert filled["spoken.means"]
    assert filled["spoken.said_at"]
    answer = desk.post(f"{path}/do/AddNote", data=filled, follow_redirects=False)
    assert answer.status_code == 303
    assert house.services.desk.state(incident(path)).orders == {}


@pytest.mark.parametrize(
    "touched",
    [
        {"spoken.means": ["radio"]},
        {"spoken.said_at": ["2026-05-17T02:20"]},
        {"spoken.witness": ["p"]},
        {"_spoken": ["1"]},
    ],
)
def test_a_spoken_order_that_somebody_began_is_never_dropped(touched: dict[str, list[str]]) -> None:
    filled = {
        "spoken.means": ["telephone"],
        "spoken.said_at": ["2026-05-17T02:28"],
        "_said_at": ["2026-05-17T02:28"],
    }
    assert not spoke(filled)
    assert spoke({**filled, **touched})


def test_everything_that_is_missing_is_said_at_once(desk: TestClient, path: str) -> None:
    data = {"level": "2", "spoken.witness": OFFICER}
    answer = desk.post(f"{path}/do/StartResponse", data=data)
    said = refusal(answer.text)
    assert answer.status_code == 422
    for label in ("指令下达人", "下达时间"):
        assert label in said


def test_a_task_is_finished_with_its_own_kind_of_proof(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    state = house.services.desk.state(incident(path))
    playbook = house.services.shelf.get(state.plan)
    task = next(t for t in state.tasks if playbook.task(t).proof == "call_record")
    page = form(desk, path, "FinishTask", task=task)
    assert (chosen(page, "task"), chosen(page, "proof")) == (task, "call_record")
    other = form(desk, path, "FinishTask", task=task, proof="photo")
    assert chosen(other, "proof") == "photo"


def test_only_tasks_that_can_be_verified_are_offered_for_it(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    state = house.services.desk.state(incident(path))
    task = next(t.id for t in state.tasks.values() if t.group == "office")
    proof = house.services.shelf.get(state.plan).task(task).proof
    put(house, path, c.FinishTask(task=task, proof=proof, evidence="通话记录"))
    verified = asked(form(desk, path, "VerifyTask"), "task")
    assert re.findall('<option value="([^"]+)"', verified) == [task]
    assert f'value="{task}"' not in asked(form(desk, path, "FinishTask"), "task")


def test_a_line_brings_its_receiver_and_its_next_report(
    house: House, desk: TestClient, path: str
) -> None:
    page = form(desk, path, "TellReport", line="party")
    assert value(page, "receiver").startswith("县委值班室")
    assert chosen(page, "kind") == "telephone_first"
    assert value(page, "told_at") == "2026-05-17T02:28"
    put(
        house,
        path,
        c.TellReport(line="party", kind="telephone_first", number="1", receiver="值班员"),
    )
    assert chosen(form(desk, path, "TellReport", line="party"), "kind") == "continued"
    assert chosen(form(desk, path, "TellReport", line="party", kind="final"), "kind") == "final"


@pytest.mark.parametrize(
    ("command", "field", "given"),
    [
        ("RecordClaim", "measure", "missing"),
        ("RecordClaim", "value", "3"),
        ("RecordClaim", "source", "fire"),
        ("RecordClaim", "note", "名单见附页"),
        ("RecordClaim", "observed_at", "2026-05-17T02:20"),
        ("StepReport", "step", "sent"),
        ("TellOutsider", "who", "李某"),
        ("SetCondition", "status", "unattainable"),
        ("ApproveFigures", "figures.missing", "2"),
        ("StartResponse", "happened_at", "2026-05-17T02:20"),
        ("StartResponse", "override.reason", "联系不上"),
    ],
)
def test_a_link_fills_in_any_field(
    desk: TestClient, path: str, command: str, field: str, given: str
) -> None:
    page = form(desk, path, command, **{field: given})
    assert given in asked(page, field)


def test_times_say_their_zone_and_how_they_look(desk: TestClient, path: str) -> None:
    page = form(desk, path, "RecordClaim")
    assert "中国标准时间" in page
    assert "2026-05-17 02:28" in page


def test_the_button_says_what_it_does(desk: TestClient, path: str) -> None:
    page = form(desk, path, "StartResponse", level="2")
    assert "启动县级二级响应</button>" in page


# -- what a refusal says to do -------------------------------------------------------------------


def test_a_start_while_a_response_runs_leads_to_raising_it(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    page = desk.post(f"{path}/do/StartResponse", data={"level": "1"}).text
    assert f'{path}/do/RaiseLevel?level=1"' in page


def test_an_end_that_is_declared_already_leads_to_the_aftermath(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    for condition in ("rescued", "threats"):
        put(house, path, c.SetCondition(condition=condition, status="met", evidence="名单"))
    spoken = Spoken(on_behalf_of=COMMANDER_POST, means="telephone", said_at=house.clock.now())
    put(house, path, c.EndResponse(spoken=spoken))
    assert f"{path}/do/BeginAftermath" in desk.post(f"{path}/do/EndResponse", data={}).text
    assert (
        f"{path}/do/ResumeResponse"
        in desk.post(f"{path}/do/OrderWithdrawal", data={"reason": "坝体滑动"}).text
    )


def test_who_keeps_the_record_is_told_of_the_spoken_order(desk: TestClient, path: str) -> None:
    page = desk.post(f"{path}/do/StartResponse", data={"level": "2"}).text
    opened = page.partition("<details open")[2].partition("</details>")[0]
    assert 'name="spoken.on_behalf_of"' in opened


def test_a_condition_against_standing_figures_leads_to_the_figure(
    house: House, desk: TestClient, path: str
) -> None:
    started(house, path)
    put(house, path, c.RecordClaim(measure="missing", value=4, source="police"))
    data = {"condition": "rescued", "status": "met", "evidence": "现场清点"}
    page = unescape(desk.post(f"{path}/do/SetCondition", data=data).text)
    assert "失联 4人" in refusal(page)
    assert f"{path}/do/RecordClaim?measure=missing" in page
    assert f"{path}/do/SetCondition?condition=rescued&status=unattainable" in page


def test_what_is_still_open_stands_in_lines(house: House, desk: TestClient, path: str) -> None:
    started(house, path)
    said = refusal(desk.post(f"{path}/do/EndResponse", data={}).text)
    assert said.count("<li>") == 0, "not the commander: whose decision it is comes first"
    spoken = {
        "spoken.on_behalf_of": COMMANDER_POST,
        "spoken.means": "telephone",
        "spoken.said_at": "2026-05-17T02:28",
    }
    said = refusal(desk.post(f"{path}/do/EndResponse", data=spoken).text)
    assert said.count("<li>") == 2


def test_a_time_in_the_future_is_told_as_it_was_typed(desk: TestClient, path: str) -> None:
    data = {"note": "x", "happened_at": "2026-05-17T03:40"}
    said = refusal(desk.post(f"{path}/do/AddNote", data=data).text)
    assert "2026-05-17 03:40" in said
    assert "02:33" in said
    assert "+00:00" not in said


def test_a_range_is_entered_as_one_figure_for_each_source(desk: TestClient, path: str) -> None:
    data = {"measure": "missing", "value": "2至3", "source": "police"}
    answer = desk.post(f"{path}/do/RecordClaim", data=data)
    assert answer.status_code == 422
    assert "2至3" in refusal(answer.text)


@pytest.mark.parametrize("address", ["/nowhere", "{path}/do/NoSuchThing"])
def test_an_unknown_page_is_said_in_one_sentence(desk: TestClient, path: str, address: str) -> None:
    answer = desk.get(address.format(path=path))
    assert answer.status_code == 404
    assert "<dl>" not in answer.text
    assert 'href="/"' in answer.text.partition('role="alert"')[2]
