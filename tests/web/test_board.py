"""What each audience sees, and that nothing it may not see is in its bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House
from web.board.read import board
from web.board.watching import audience_of
from web.reader import Reader
from web.rights import May, may, role_of

Report = Callable[[TestClient], str]
GROUP_MEMBER = "wutai-rescue-liaison"
RIVAL = 743174
"""A figure that nobody approved."""
APPROVED = 621762
SECRET_WORDS = "传言河里漂着的不止这些"


@pytest.fixture
def night(house: House, reported: Report) -> tuple[House, str]:
    """Rival figures, words about them, one approved version."""
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    desk = house.services.desk
    desk.put(incident, c.RecordClaim(measure="missing", value=APPROVED, source="operator"), OFFICER)
    told = c.RecordClaim(measure="missing", value=RIVAL, source="township", note=SECRET_WORDS)
    desk.put(incident, told, OFFICER)
    desk.put(incident, c.AddNote(note=SECRET_WORDS), OFFICER)
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    approve = c.ApproveFigures(figures={"missing": APPROVED}, checking=SECRET_WORDS)
    desk.put(incident, approve, COMMANDER)
    desk.put(incident, c.RecordInquiry(from_whom="市里", question=SECRET_WORDS), OFFICER)
    return house, path


def everything(client: TestClient, path: str, query: str = "") -> str:
    """Every byte that a browser of this person can get of the board."""
    page = client.get(f"{path}?{query}").text
    whole = client.get(f"{path}/board.json?{query}").json()
    log = client.get(f"{path}?log=all&{query}").text
    return page + json.dumps(whole, ensure_ascii=False) + log


def test_a_figure_to_verify_stands_loudly_where_it_is_worse(night: tuple[House, str]) -> None:
    house, path = night
    incident = path.rsplit("/", 1)[1]
    rumour = c.RecordClaim(
        measure="missing", value=RIVAL + 1, source="media", confidence="doubtful"
    )
    house.services.desk.put(incident, rumour, OFFICER)
    page = house.signed_in(OFFICER).get(path).text
    assert 'data-alarm="verify:claim-3:' in page
    assert "待核实，不计入研判数" in page
    assert "DoubtClaim?claim=claim-3" in page
    assert "verify:claim-3" not in house.signed_in(GROUP_MEMBER).get(path).text


def test_the_desk_and_the_commander_see_both_figures(night: tuple[House, str]) -> None:
    house, path = night
    for person in (OFFICER, COMMANDER):
        seen = everything(house.signed_in(person), path)
        assert str(RIVAL) in seen
        assert str(APPROVED) in seen


@pytest.mark.parametrize("query", ["", "wall"])
def test_nobody_else_gets_a_byte_of_what_was_not_approved(
    night: tuple[House, str], query: str
) -> None:
    house, path = night
    person = OFFICER if query == "wall" else GROUP_MEMBER
    seen = everything(house.signed_in(person), path, query)
    assert str(APPROVED) in seen
    assert str(RIVAL) not in seen
    assert SECRET_WORDS not in seen


def test_the_wall_has_no_controls_and_no_log(night: tuple[House, str]) -> None:
    house, path = night
    page = house.signed_in().get(f"{path}?wall").text
    for forbidden in ("<button", "<a ", "<input", "<form", 'data-list="log"'):
        assert forbidden not in page, forbidden
    assert "数据不一致，待核" in page
    assert "sim:" not in page


def test_the_wall_rebuilds_its_reasons_from_approved_figures(
    house: House, reported: Report
) -> None:
    """Three trapped reach the ground for level I, none are approved: nothing is given away."""
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="trapped", value=3, source="fire"), OFFICER
    )
    assert "被困 3" in client.get(path).text
    wall = client.get(f"{path}?wall").text
    assert "被困 3" not in wall
    assert "其余依据见指挥席" in wall
    house.services.desk.put(incident, c.ApproveFigures(figures={"trapped": 3}), COMMANDER)
    assert "被困 3" in client.get(f"{path}?wall").text


def test_a_past_minute_is_the_board_as_it_was_and_nothing_can_be_done_there(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    before = house.clock.now() + timedelta(minutes=1)
    house.clock.forward(timedelta(minutes=10))
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    house.services.desk.put(incident, c.AddNote(note="十分钟以后"), OFFICER)
    now = client.get(path).text
    assert "县级二级响应" in now
    assert "十分钟以后" in now
    then = client.get(path, params={"at": before.isoformat()}).text
    assert "十分钟以后" not in then
    assert 'class="board-page past"' in then
    assert "02:29:00 时的情况" in then
    assert "data-dialog" not in then
    assert "data-at-once" not in then
    assert "data-epoch" not in then, "it does not go on"


@pytest.mark.parametrize("at", ["yesterday", "2026-05-17T02:30:00", "0001-01-01T00:00:00+00:00"])
def test_a_moment_that_is_none_is_refused_in_words(house: House, reported: Report, at: str) -> None:
    client = house.signed_in()
    answer = client.get(reported(client), params={"at": at})
    assert answer.status_code == 422


def test_a_language_that_was_asked_for_is_kept_on_every_page(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    assert "Working groups" in client.get(f"{path}?lang=en").text
    assert "Working groups" in client.get(path).text
    assert "工作组" in client.get(f"{path}?lang=zh").text


def test_roles_follow_from_the_plan(night: tuple[House, str]) -> None:
    house, path = night
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    playbook = house.services.shelf.get(state.plan)
    expected = {
        "duty_officer": "desk",
        "vice_magistrate": "command",
        "general_commander": "command",
        "rescue_liaison": "group",
        "township_head": "command",  # deputy commander on site (§2.3)
        "operator_head": "place",
        "village_contact": "place",
        "superior_commander": "superior",
        "weather_head": "other",
    }
    for post, role in expected.items():
        assert role_of(state, playbook, frozenset({post})) == role, post
    assert May.ASSESSED not in may(state, playbook, frozenset({"rescue_liaison"}))
    assert May.LOG not in may(state, playbook, frozenset({"operator_head"}))
    both = may(state, playbook, frozenset({"operator_head", "duty_officer"}))
    assert both == frozenset(May)


def test_who_watches_an_exercise_sees_it_and_can_do_nothing(house: House, reported: Report) -> None:
    drill = reported(house.signed_in(PLAYER))
    page = house.signed_in().get(drill).text
    assert "演练" in page
    assert "data-at-once" not in page
    assert "/do/StartResponse" not in page


def test_a_whole_page_is_compressed(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    assert client.get(path).headers["content-encoding"] == "gzip"
    assert client.get(f"{path}/board.json").headers["content-encoding"] == "gzip"


def test_a_written_report_shows_the_step_it_has_come_to(house: House, reported: Report) -> None:
    """Steps that were all entered at one time: the last one is shown."""
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    for step in ("drafted", "checked", "signed", "sent"):
        told = c.StepReport.model_validate(
            {"line": "government", "kind": "written_first", "step": step}
        )
        house.services.desk.put(incident, told, OFFICER)
    cell = client.get(path).text.split('id="r-reports"')[1].split("</section>")[0]
    assert "报出" in cell
    assert "拟稿" not in cell
    assert "起草" not in cell


def test_whose_eyes_and_what_they_see_take_one_connection(house: House, reported: Report) -> None:
    """Many boards at once: with two connections each they would wait for one another."""
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    services, most, now = house.services, [0], [0]

    def out(*_: object) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])

    def back(*_: object) -> None:
        now[0] -= 1

    pool = services.database.engine.pool
    event.listen(pool, "checkout", out)
    event.listen(pool, "checkin", back)
    reader = Reader(OFFICER, "x", "wutai", "real", "zh")
    with services.database.read() as connection:
        audience = audience_of(services, connection, reader, incident)
    assert May.ASSESSED in audience.may
    assert most[0] == 1
    board(services, audience, incident)
    assert most[0] == 1
