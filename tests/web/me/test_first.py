"""Where signing in leads: a responder begins with what waits, the desk with the desk."""

from __future__ import annotations

import pytest

from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import MEMBER, press, state_of

SUPERIOR = "wutai-superior-commander"


def begins(house: House, person: str) -> str:
    client = house.signed_in(person)
    return client.get("/begin", follow_redirects=False).headers["location"]


def test_signing_in_leads_to_the_page_that_is_worked_out_then(house: House) -> None:
    answer = house.client().post(f"/enter/{house.link(OFFICER)}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/begin")


@pytest.mark.parametrize("person", [COMMANDER, MEMBER, OFFICER])
def test_without_an_incident_everybody_begins_at_the_desk(house: House, person: str) -> None:
    assert begins(house, person) == "/"


def test_in_a_response_each_begins_where_they_are_needed(night: tuple[House, str]) -> None:
    house, path = night
    assert begins(house, COMMANDER) == f"{path}/me", "decisions wait"
    assert begins(house, MEMBER) == f"{path}/me", "tasks wait"
    assert begins(house, OFFICER) == "/", "the desk keeps the record"
    assert begins(house, SUPERIOR) == "/incidents", "it only watches"


def test_who_has_nothing_to_do_begins_at_the_start_page_which_leads_on(
    night: tuple[House, str],
) -> None:
    house, path = night
    client = house.signed_in(MEMBER)
    while waiting := [
        t.id
        for t in state_of(house, path).tasks.values()
        if t.group == "rescue" and t.status in ("assigned", "received", "started")
    ]:
        status = state_of(house, path).tasks[waiting[0]].status
        command = {"assigned": "ReceiveTask", "received": "StartTask", "started": "FinishTask"}
        more = {"evidence": "已完成", "proof": _proof(house, path, waiting[0])}
        answer = press(
            client,
            path,
            command[status],
            f"{status}{waiting[0]}",
            task=waiting[0],
            **(more if status == "started" else {}),
        )
        assert answer.status_code == 200, answer.text
    assert begins(house, MEMBER) == "/"
    assert 'href="/me"' in client.get("/").text


def _proof(house: House, path: str, task: str) -> str:
    state = state_of(house, path)
    planned = house.services.shelf.get(state.plan).tasks.get(task)
    return state.tasks[task].proof or (planned.proof if planned else "note")


def test_the_newest_incident_in_which_something_waits_comes_first(
    night: tuple[House, str],
) -> None:
    house, path = night
    client = house.signed_in(OFFICER)
    client.post("/report", data={"place": "另一处", "what": "管线漏浆", "source": "电话"})
    assert begins(house, MEMBER) == f"{path}/me", "in the newer one no group was formed yet"
    opened = house.signed_in(MEMBER).get("/me", follow_redirects=False)
    assert opened.headers["location"] == f"{path}/me"


def test_the_start_page_of_a_superior_is_the_overview_however_it_is_opened(
    night: tuple[House, str],
) -> None:
    house, _ = night
    for person, page in ((SUPERIOR, "incidents"), (OFFICER, "desk"), (COMMANDER, "desk")):
        shown = house.signed_in(person).get("/").text
        assert f'data-live="/county/{page}/live"' in shown, person
