"""A night through the pages: report, start by telephone, log, paper, exercise apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import OFFICER, PLAYER, House

Report = Callable[[TestClient], str]
SPOKEN = {
    "spoken.on_behalf_of": "vice_magistrate",
    "spoken.means": "telephone",
    "spoken.said_at": "2026-05-17T02:27:00",
}


def test_from_the_report_to_a_started_response_and_its_paper(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert "尾矿库溃坝" in client.get(path).text
    started = client.post(
        f"{path}/do/StartResponse", data={"level": "2", **SPOKEN}, follow_redirects=False
    )
    assert started.status_code == 303
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    assert (state.stage, state.level) == ("responding", 2)
    page = client.get(path).text
    assert "县级二级响应" in page
    (order,) = state.orders
    assert "口头指令第1号" in client.get(f"{path}/orders/{order}/print").text
    with house.services.database.read() as connection:
        name = house.services.directory.name(connection, OFFICER)
    assert name is not None
    assert name in page


def test_a_start_without_authority_says_whose_decision_it_is(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    answer = client.post(f"{path}/do/StartResponse", data={"level": "2"})
    assert answer.status_code == 403
    assert 'class="refusal"' in answer.text
    assert house.services.desk.state(path.rsplit("/", 1)[1]).stage == "reported"


def test_a_decision_that_has_changed_meanwhile_is_refused(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    basis = {"decided_on.decision": "start:2", "decided_on.version": "99"}
    answer = client.post(f"{path}/do/StartResponse", data={"level": "2", **basis, **SPOKEN})
    assert answer.status_code == 409


@pytest.mark.parametrize("field", ["actor", "post", "person"])
def test_who_acts_comes_from_the_session_and_never_from_the_request(
    house: House, reported: Report, field: str
) -> None:
    client = house.signed_in()
    path = reported(client)
    data = {"note": "记录", field: "vice_magistrate"}
    answer = client.post(f"{path}/do/AddNote", data=data)
    assert answer.status_code == 422
    assert field in answer.text


def test_pressing_twice_does_it_once(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    before = house.services.desk.state(path.rsplit("/", 1)[1]).seq
    for _ in range(2):
        client.post(f"{path}/do/AddNote", data={"note": "道路已疏通", "_key": "k1"})
    assert house.services.desk.state(path.rsplit("/", 1)[1]).seq == before + 1


def test_exercise_and_real_are_apart(house: House, reported: Report) -> None:
    officer, player = house.signed_in(), house.signed_in(PLAYER)
    real, drill = reported(officer), reported(player)
    assert player.get(real).status_code == 404
    assert real not in player.get("/").text
    assert 'class="board-page exercise"' in officer.get(drill).text
    assert 'class="board-page exercise"' not in officer.get(real).text
    crossed = officer.post(f"{drill}/do/AddNote", data={"note": "x"})
    assert crossed.status_code == 409
    mixed = player.post("/report", data={"place": "x", "what": "y", "mode": "real"})
    assert mixed.status_code == 409


def test_what_people_type_is_escaped(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    client.post(f"{path}/do/AddNote", data={"note": "<script>alert(1)</script>"})
    page = client.get(path).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_every_command_has_a_form(house: House, reported: Report) -> None:
    from web.incidents import OFFERED

    client = house.signed_in()
    path = reported(client)
    for command in OFFERED:
        assert client.get(f"{path}/do/{command}").status_code == 200, command
