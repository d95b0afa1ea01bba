"""What became of an order that a message asked for stands with it, by which means it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.model import DecidedOn
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_links import DIRECTOR, Told, press
from tests.web.test_links import told as told  # noqa: PLC0414 - a fixture
from web.contract import PREFIX


def proposed(told: Told) -> tuple[str, str]:
    """An incident whose commander has a link that starts its response."""
    incident = told.open()
    told.house.services.desk.put(incident, c.Propose(action="start", level=2), DIRECTOR)
    told.run()
    return incident, told.link(COMMANDER, "请")


def shown(told: Told, incident: str, person: str = COMMANDER) -> tuple[list[dict[str, Any]], str]:
    """The orders of a person's messages as the API tells them, and their page."""
    got = told.house.program().get(f"{PREFIX}/incidents/{incident}/told/{person}").json()
    sent = [s["order"] for alert in got["alerts"] for s in alert["sent"] if s["order"]]
    s = told.house.services
    inside = replace(s, settings=s.settings.model_copy(update={"base_url": None}))
    desk = House(inside, told.house.clock).signed_in()
    page = desk.get(f"/incidents/{incident}/told/{person}").text
    return sent, page


def test_what_a_person_was_told_says_that_they_gave_the_order_by_link(told: Told) -> None:
    incident, link = proposed(told)
    (order,), page = shown(told, incident)
    assert (order["state"], order["means"]) == ("open", None)
    assert "可据此下令" in page
    told.house.clock.forward(timedelta(minutes=1))
    press(told.browser(), link, "start-now")
    (order,), page = shown(told, incident)
    assert (order["state"], order["means"]) == ("given", "link")
    assert order["given_at"] == "2026-05-16T18:29:00+00:00"
    assert "已通过链接下令" in page
    got = told.house.program().get(f"{PREFIX}/incidents/{incident}/told/{COMMANDER}").json()
    (answer,) = [a for alert in got["alerts"] for a in alert["answers"]]
    assert (answer["answer"], answer["means"]) == ("acknowledged", "message")


@pytest.mark.parametrize(
    ("means", "shows", "says"),
    [("message", "message", "已通过短信下令"), ("telephone", "key", "已在电话中按键下令")],
)
def test_a_link_after_the_order_came_by_message_or_key_starts_nothing(
    told: Told, means: Any, shows: str, says: str
) -> None:
    incident, link = proposed(told)
    desk = told.house.services.desk
    with told.house.services.database.read() as connection:
        lock = connection.execute(text("SELECT attempt, decision, version FROM order_lock")).one()
        query = text("SELECT key FROM attempt WHERE id = :a")
        key = connection.execute(query, {"a": lock.attempt}).scalar_one()
    # As the inbox takes figures that came back.
    decided = DecidedOn(decision=lock.decision, version=lock.version)
    start = c.StartResponse(level=2, decided_on=decided)
    desk.put(incident, start, COMMANDER, command_id="reply:modem:1")
    with told.house.services.database.write() as connection:
        connection.execute(
            text("UPDATE order_lock SET used_at = :at"), {"at": told.house.clock.now().isoformat()}
        )
    answer = c.AnswerAlert(alert=key, means=means)
    desk.put(incident, answer, COMMANDER, command_id="reply:modem:1:answer")
    (order,), page = shown(told, incident)
    assert (order["state"], order["means"]) == ("given", shows)
    assert says in page
    seq = desk.state(incident).seq
    _, words = press(told.browser(), link, "start-now")
    assert "未执行" in words
    assert desk.state(incident).seq == seq


def test_a_link_after_the_order_was_given_at_the_desk_starts_nothing(told: Told) -> None:
    incident, link = proposed(told)
    desk = told.house.services.desk
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    seq = desk.state(incident).seq
    _, text = press(told.browser(), link, "start-now")
    assert "未执行" in text
    assert desk.state(incident).seq == seq
    (order,), page = shown(told, incident)
    assert (order["state"], order["given_at"]) == ("settled", None), (
        "the desk's order is not the link's"
    )
    assert order["settled_at"] == "2026-05-16T18:28:00+00:00"
    assert "可据此下令" not in page
    assert "已另行办结" in page


def test_an_order_that_ran_out_or_was_locked_says_so(told: Told) -> None:
    incident, _ = proposed(told)
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 2")
    (order,), page = shown(told, incident)
    assert order["state"] == "locked"
    assert "因数字输错已锁定" in page
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 0")
    told.house.clock.forward(timedelta(hours=3))
    (order,), page = shown(told, incident)
    assert order["state"] == "expired"
    assert "已过时限" in page


def shut_page(told: Told, link: str) -> str:
    """The page of a link that starts nothing: no button on it, and both presses are refused."""
    browser = told.browser()
    got = browser.get(link)
    assert got.status_code == 200
    assert 'value="start' not in got.text
    for answer in ("acknowledged", "declined"):
        assert f'value="{answer}"' in got.text, "the alert itself can still be answered"
    assert 'value="on_the_way"' not in got.text, "who is asked for an order is sent nowhere"
    for said in ("start", "start-now"):
        status, words = press(told.browser(), link, said)
        assert status == 409
        assert "未执行" in words
        assert "致电值班室" in words
        assert 'value="start' not in words
    return got.text


def test_a_link_whose_order_was_given_says_by_whom_and_when_and_has_no_button(told: Told) -> None:
    incident, link = proposed(told)
    assert 'value="start"' in told.browser().get(link).text
    told.house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    page = shut_page(told, link)
    assert "县政府分管副县长已于02:28下令启动县级二级响应" in page
    assert "请致电值班室。" in page, "the registry has no office number: none is made up"
    with told.house.services.database.write() as connection:
        query = text("UPDATE contact SET kind = 'office' WHERE person_id = :p")
        connection.execute(query, {"p": OFFICER})
    assert "请致电值班室 sim:" in shut_page(told, link)


def test_a_link_whose_order_it_gave_itself_says_so_too(told: Told) -> None:
    _, link = proposed(told)
    told.house.clock.forward(timedelta(minutes=1))
    press(told.browser(), link, "start-now")
    assert "县政府分管副县长已于02:29下令启动县级二级响应" in shut_page(told, link)


def test_a_link_whose_order_was_declined_ran_out_or_is_locked_says_so(told: Told) -> None:
    incident, link = proposed(told)
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 2")
    assert "因数字输错已锁定" in shut_page(told, link)
    with told.house.services.database.write() as connection:
        connection.exec_driver_sql("UPDATE order_lock SET wrong = 0")
    told.house.clock.forward(timedelta(minutes=30))
    assert "已过时限（02:58）" in shut_page(told, link)
    assert told.house.services.desk.state(incident).level is None
    decline = c.Decline(decision="start:2", reason="先核实。")
    told.house.services.desk.put(incident, decline, COMMANDER)
    assert "已于02:58决定暂不启动" in shut_page(told, link)
