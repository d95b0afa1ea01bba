"""Answers that come by telephone are entered by name: who answered, and to what."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from app.web import services_of
from incident import commands as c
from tests.stories.program import Night, night
from web.access import issue_link
from web.app import create_app

HOST = "http://testserver"


def browser(duty: Night) -> TestClient:
    """A browser in which the duty officer is signed in."""
    program = duty.program
    with program.database.write() as connection:
        link = issue_link(connection, duty.holder("duty_officer"), duty.clock.now())
    client = TestClient(create_app(services_of(program)), base_url=HOST, headers={"origin": HOST})
    assert client.post(f"/enter/{link}", follow_redirects=False).status_code == 303
    return client


def offered(page: str, name: str) -> dict[str, str]:
    """The options of a list in a form: what is sent, and what is read."""
    listed = page.partition(f'<select name="{name}"')[2].partition("</select>")[0]
    return dict(re.findall('<option value="([^"]+)"[^>]*>([^<]*)<', unescape(listed)))


def test_who_answered_and_to_what_is_chosen_from_lists(tmp_path: Path) -> None:
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.put(c.StartResponse(level=2, spoken=duty.said("vice_magistrate")), "duty_officer")
        duty.send()
        client, address = browser(duty), f"/incidents/{duty.incident}/do/AnswerAlert"
        page = client.get(address).text
        alerts, people = offered(page, "alert"), offered(page, "person")
        head = duty.holder("emergency_head")
        started = next(key for key, said in alerts.items() if "县级二级响应" in said)
        assert re.match("#[0-9]+ ", alerts[started])
        assert "县应急管理局" in people[head]
        assert '<option value="telephone" selected' in page
        given = {"alert": started, "person": head, "answer": "acknowledged", "means": "telephone"}
        assert client.post(address, data=given, follow_redirects=False).status_code == 303
        assert duty.state.answers[started, head].answer == "acknowledged"


def test_one_call_answers_what_was_read_out_in_it_and_no_more(tmp_path: Path) -> None:
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.put(c.StartResponse(level=2, spoken=duty.said("vice_magistrate")), "duty_officer")
        duty.put(c.OrderWithdrawal(reason="坝体变形加快"), "duty_officer")
        duty.send()
        client, address = browser(duty), f"/incidents/{duty.incident}/do/AnswerAlert"
        head = duty.holder("fire_head")
        alerts = [*offered(client.get(address).text, "alert")]
        about, person = alerts[-1], f"&person={head}"
        form = client.get(f"{address}?alert={about}{person}").text
        boxes = dict(re.findall(r'type="checkbox" name="also" value="([^"]+)"([^>]*)>', form))
        assert len(boxes) >= 2
        assert about not in boxes
        assert "checked" not in "".join(boxes.values()), "nobody has said what was read out"
        said, unsaid, *_ = boxes
        given = {"alert": about, "also": said, "person": head, "answer": "acknowledged"}
        sent = client.post(address, data={**given, "means": "telephone"}, follow_redirects=False)
        assert sent.status_code == 303
        answered = {alert for alert, who in duty.state.answers if who == head}
        assert answered == {about, said}
        assert unsaid in client.get(f"{address}?alert={about}{person}").text
