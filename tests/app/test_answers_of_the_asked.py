"""An answer ends the waiting for others: only somebody who was asked gives one of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web import services_of
from incident import commands as c
from runtime.refusal import Refused
from tests.app.test_answers_by_name import HOST
from tests.stories.program import Night, night
from web.access import create_token, issue_link
from web.app import create_app

KEY = "entry-1"


def signed_in(duty: Night, person: str) -> tuple[TestClient, dict[str, str]]:
    """A browser of the person, and the header with which a program acts as them."""
    program, now = duty.program, duty.clock.now()
    with program.database.write() as connection:
        link = issue_link(connection, person, now)
        token = create_token(connection, "another program", person, now)
    client = TestClient(create_app(services_of(program)), base_url=HOST, headers={"origin": HOST})
    assert client.post(f"/enter/{link}", follow_redirects=False).status_code == 303
    return client, {"authorization": f"Bearer {token}"}


def asked(duty: Night) -> set[str]:
    """Whom the report was written to."""
    with duty.program.database.read() as connection:
        rows = connection.exec_driver_sql(f"SELECT person FROM attempt WHERE key = '{KEY}'")
        return {row.person for row in rows}


def test_whoever_was_not_asked_answers_by_no_way_until_the_desk_enters_it(tmp_path: Path) -> None:
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.send()
        stranger = duty.holder("water_head")
        assert asked(duty)
        assert stranger not in asked(duty)
        client, bearer = signed_in(duty, stranger)
        path = f"/incidents/{duty.incident}"
        form = {"alert": KEY, "answer": "on_the_way", "means": "message"}
        page = client.post(f"{path}/do/AnswerAlert", data=form, follow_redirects=False)
        pressed = {
            "command": "AnswerAlert",
            "fields": {"alert": KEY},
            "person": stranger,
            "key": "1",
        }
        phone = client.post(f"{path}/me/act", json=pressed, headers={"accept": "application/json"})
        api = client.post(
            f"/api/v1{path}/commands/AnswerAlert", json={"alert": KEY}, headers=bearer
        )
        for answer in (page, phone, api):
            assert answer.status_code == 403, answer.text
        assert api.json()["field"] == "alert"
        assert "值班" in page.text, "it says who enters what others say"
        assert duty.state.answers == {}
        said = c.AnswerAlert(alert=KEY, person=stranger, means="telephone", answer="on_the_way")
        duty.put(said, "duty_officer")
        assert duty.state.answers[KEY, stranger].answer == "on_the_way"


def test_whoever_was_asked_answers_also_while_the_messages_are_being_written(
    tmp_path: Path,
) -> None:
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.put(c.AnswerAlert(alert=KEY), "emergency_head")
        assert asked(duty) == set()
        with pytest.raises(Refused) as refused:
            duty.put(c.AnswerAlert(alert=KEY), "water_head")
        assert (refused.value.code, refused.value.field) == ("not_allowed", "alert")
        duty.send()
        other = next(p for p in sorted(asked(duty)) if p != duty.holder("emergency_head"))
        duty.program.desk.put(duty.incident, c.AnswerAlert(alert=KEY), other)
        assert {person for _, person in duty.state.answers} == {
            duty.holder("emergency_head"), other,
        }  # fmt: skip


def test_one_of_several_answered_at_once_is_refused_with_the_rest(tmp_path: Path) -> None:
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.put(c.StartResponse(level=2, spoken=duty.said("vice_magistrate")), "duty_officer")
        duty.send()
        with duty.program.database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT key FROM attempt WHERE person = ?", (duty.holder("water_head"),)
            )
            mine = {row.key for row in rows}
        assert mine
        assert KEY not in mine
        with pytest.raises(Refused):
            duty.put(c.AnswerAlert(alert=min(mine), also=(KEY,)), "water_head")
        assert duty.state.answers == {}
