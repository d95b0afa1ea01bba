"""One person's row of the board leads to everything that was done to tell them, with its times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import jsonschema
import pytest
from sqlalchemy import select, text
from sqlmodel import col
from starlette.websockets import WebSocketDisconnect

from incident import commands as c
from notify.keys import DISARMED, STAYS_INSIDE
from notify.tables import AttemptRow
from notify.tables.outbox import STATUSES
from tests.web.conftest import OFFICER, PLAYER, House
from tests.web.test_calls import LEADER, SUPERIOR, VILLAGER, alarm, ringing
from web.app import create_app
from web.contract import PREFIX, describe
from web.hub import protocol
from web.told.record import State
from web.told.words import STATES

__all__ = ["ringing"]

REFUSED = "人手不够，来不了"


def told(house: House, incident: str, reader: str = OFFICER, person: str = LEADER) -> Any:
    answer = house.program(reader).get(f"{PREFIX}/incidents/{incident}/told/{person}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(told: Any) -> Any:
    """The first alert, which is told last."""
    (alert,) = [one for one in told["alerts"] if one["key"] == "entry-1"]
    return alert


def page(house: House, incident: str, reader: str = OFFICER, person: str = LEADER) -> str:
    answer = house.signed_in(reader).get(f"/incidents/{incident}/told/{person}")
    assert answer.status_code == 200, answer.text
    return answer.text


def answered(house: House, incident: str, answer: Any, words: str | None = None) -> None:
    said = c.AnswerAlert(
        alert="entry-1", person=LEADER, answer=answer, means="telephone", words=words
    )
    house.services.desk.put(incident, said, OFFICER)


def came_of(house: House, person: str = LEADER, /, **columns: object) -> None:
    """As if a provider had been at work on somebody's message; this house has none."""
    given = ", ".join(f"{name} = :{name}" for name in columns)
    with house.services.database.write() as connection:
        connection.execute(
            text(f"UPDATE attempt SET {given} WHERE person = :person"),
            {**columns, "person": person},
        )


def test_the_row_leads_to_the_page(ringing: House) -> None:
    incident = alarm(ringing)
    board = ringing.signed_in().get(f"/incidents/{incident}").text
    assert f'href="/incidents/{incident}/told/{LEADER}"' in board
    assert f"/told/{LEADER}" not in ringing.signed_in().get(f"/incidents/{incident}?wall").text


def test_message_answers_and_calls_have_their_times(ringing: House) -> None:
    incident = alarm(ringing)
    ringing.clock.forward(timedelta(seconds=40))
    answered(ringing, incident, "acknowledged")
    ringing.clock.forward(timedelta(minutes=5))
    answered(ringing, incident, "declined", REFUSED)
    alert = first(told(ringing, incident))
    (sent,) = alert["sent"]
    assert (sent["state"], sent["channel"], sent["step"]) == ("accepted", "simulated", 1)
    assert sent["queued_at"] == sent["accepted_at"] == "2026-05-16T18:28:00+00:00"
    assert sent["delivered_at"] is None
    assert sent["reason"] is None
    assert [(a["answer"], a["at"][11:19]) for a in alert["answers"]] == [
        ("acknowledged", "18:28:40"), ("declined", "18:33:40"),
    ]  # fmt: skip
    assert alert["answers"][1]["words"] == REFUSED
    shown = page(ringing, incident)
    assert "第1次：仅发到模拟手机" in shown
    assert REFUSED in shown
    assert "02:33:40" in shown


def test_a_call_with_its_result_and_number(ringing: House) -> None:
    incident = alarm(ringing)
    calls = ringing.program().get(f"{PREFIX}/incidents/{incident}/calls").json()["calls"]
    line = next(one for one in calls if one["numbers"])
    path = f"{PREFIX}/incidents/{incident}/calls/{line['id']}/result"
    body = {"result": "no_answer", "note": "无人接", "dialled": line["numbers"][0]["id"]}
    assert ringing.program().post(path, json=body).status_code == 200
    alert = told(ringing, incident, person=line["person"])["alerts"][-1]
    (call,) = alert["calls"]
    assert call["number"] == line["numbers"][0]["address"]
    assert (call["result"], call["note"], call["by"]) == ("no_answer", "无人接", OFFICER)
    assert alert["listed_at"] is not None
    shown = page(ringing, incident, person=line["person"])
    assert "电话联系: <b>无人接听" in shown
    assert line["numbers"][0]["address"] in shown
    (hidden,) = told(ringing, incident, SUPERIOR, line["person"])["alerts"][-1]["calls"]
    assert (hidden["note"], hidden["number"]) == (None, f"…{call['number'][-2:]}")


def test_who_may_not_see_numbers_sees_two_figures_and_no_words(ringing: House) -> None:
    incident = alarm(ringing)
    answered(ringing, incident, "declined", REFUSED)
    whole = first(told(ringing, incident))["sent"][0]
    part = first(told(ringing, incident, SUPERIOR))
    assert whole["text"] is not None
    assert part["sent"][0]["text"] is None
    assert part["sent"][0]["address"] == f"…{whole['address'][-2:]}"
    assert part["answers"][0]["words"] is None
    shown = page(ringing, incident, SUPERIOR)
    assert whole["address"] not in shown
    assert REFUSED not in shown


def test_who_may_not_see_the_told_list_sees_nobodys_page(ringing: House) -> None:
    incident = alarm(ringing)
    path = f"/incidents/{incident}/told/{LEADER}"
    assert ringing.signed_in(VILLAGER).get(path).status_code == 403
    assert ringing.program(VILLAGER).get(f"{PREFIX}{path}").json()["code"] == "not_allowed"
    nobody = ringing.program().get(f"{PREFIX}/incidents/{incident}/told/nobody")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown_item")


def test_who_may_not_see_the_page_gets_nothing_that_keeps_it_true(ringing: House) -> None:
    incident = alarm(ringing)
    path = f"/incidents/{incident}/told/{LEADER}"
    assert ringing.signed_in(VILLAGER).get(f"{path}.json").status_code == 403
    spoken = [protocol.BOARD]
    for person, of in ((VILLAGER, path), (OFFICER, f"/incidents/{incident}/told/nobody")):
        with (
            ringing.signed_in(person).websocket_connect(f"{of}/live", subprotocols=spoken) as line,
            pytest.raises(WebSocketDisconnect) as refused,
        ):
            line.receive_json()
        assert refused.value.code == protocol.REFUSED
    whole = ringing.signed_in().get(f"{path}.json").json()
    assert whole["kind"] == "whole"
    others = {key for key in whole["fragments"] if not key.startswith("alert/")}
    assert others == {"unsettled"}


def test_what_failed_and_what_is_in_doubt_say_why(ringing: House) -> None:
    incident = alarm(ringing)
    at = ringing.clock.now().isoformat()
    came_of(
        ringing, status="superseded", error_code="cut_after_handover", unknown_at=at,
        delivered_at=None,
    )  # fmt: skip
    (sent,) = first(told(ringing, incident))["sent"]
    assert (sent["state"], sent["code"]) == ("unknown", "cut_after_handover")
    assert "第1次：结果未知" in page(ringing, incident)
    for kept, state, code in (
        ("passed_over:no_modem", "passed_over", "no_modem"),
        ("joined:att-1", "joined", None),
        (None, "stopped", None),
    ):
        came_of(ringing, error_code=kept, unknown_at=None)
        (sent,) = first(told(ringing, incident))["sent"]
        assert (sent["state"], sent["code"]) == (state, code)
    came_of(ringing, status="failed_permanent", error_code="exhausted:timeout", failed_at=at)
    (sent,) = first(told(ringing, incident))["sent"]
    assert (sent["state"], sent["code"]) == ("failed_permanent", "timeout")
    shown = page(ringing, incident)
    assert "发送失败，不再重发" in shown
    assert sent["reason"] in shown


def test_what_an_exercise_did_not_send_says_that_nobody_had_armed_it(ringing: House) -> None:
    incident = alarm(ringing, "exercise")
    at = ringing.clock.now().isoformat()
    with ringing.services.database.read() as connection:
        query = select(col(AttemptRow.person)).where(col(AttemptRow.incident) == incident)
        person = connection.execute(query).scalars().all()[0]
    for status, kept in (
        ("superseded", DISARMED),
        ("failed_permanent", STAYS_INSIDE),
    ):
        came_of(
            ringing, person, status=status, error_code=kept, accepted_at=None, failed_at=at,
            delivered_at=None,
        )  # fmt: skip
        sent = told(ringing, incident, PLAYER, person)["alerts"][-1]["sent"][0]
        assert (sent["state"], sent["code"]) == ("kept_inside", STAYS_INSIDE)
        assert sent["reason"].startswith("演练未经两人开通")
        shown = page(ringing, incident, PLAYER, person)
        assert "没有发出：演练未开通向该手机实发，或已停止实发" in shown


def test_every_status_and_every_end_of_waiting_has_words() -> None:
    assert set(STATES) == set(get_args(State))
    assert set(STATUSES) - {"superseded"} <= set(STATES)


def test_read_is_told_apart_from_delivered(ringing: House) -> None:
    incident = alarm(ringing)
    came_of(ringing, read_at=(ringing.clock.now() + timedelta(seconds=9)).isoformat())
    (sent,) = first(told(ringing, incident))["sent"]
    assert (sent["state"], sent["read_at"]) == ("read", "2026-05-16T18:28:09+00:00")
    assert "<dt>已读</dt><dd><time" in page(ringing, incident)


def test_the_ladder_has_a_step_for_read_where_a_provider_tells(ringing: House) -> None:
    incident = alarm(ringing, "exercise")
    path = f"/incidents/{incident}"
    assert "<dt>已读</dt>" not in ringing.signed_in(PLAYER).get(path).text
    with ringing.services.database.write() as connection:
        connection.execute(text("UPDATE attempt SET read_at = claimed_at"))
    assert "<dt>已读</dt>" in ringing.signed_in(PLAYER).get(path).text


def test_the_answer_has_the_shape_of_the_contract(ringing: House) -> None:
    incident = alarm(ringing)
    answered(ringing, incident, "on_scene")
    document = describe(create_app(ringing.services))
    whole = {"$ref": "#/components/schemas/ToldPerson", "components": document["components"]}
    check = jsonschema.Draft202012Validator(whole).validate
    check(told(ringing, incident))
    check(told(ringing, incident, SUPERIOR))
