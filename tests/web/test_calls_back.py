"""Who started a response from the telephone and got no word back stands on the telephone list: with
words and not with the key of a message, and one call ends it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from notify.channel import Permanent
from tests.web.conftest import COMMANDER, House
from tests.web.test_calls import line, press
from tests.web.test_links import told as told  # noqa: PLC0414 - a fixture
from tests.web.test_told_unsettled import Written
from tests.web.test_told_unsettled import written as written  # noqa: PLC0414 - a fixture
from web.contract import PREFIX


def unheard(written: Written) -> str:
    """An incident whose commander started the response, and the words back did not come."""
    incident, secret = written.proposed()
    written.modem.outcomes = [Permanent("21610")] * 30
    written.write(f"启动 {secret}")
    assert written.house.services.desk.state(incident).level == 2
    return incident


def duty(written: Written) -> TestClient:
    """The duty desk's browser, inside the house."""
    s = written.house.services
    inside = replace(s, settings=s.settings.model_copy(update={"base_url": None}))
    return House(inside, written.house.clock).signed_in()


def called(written: Written, incident: str) -> dict[str, Any]:
    got = written.house.program().get(f"{PREFIX}/incidents/{incident}/calls")
    (found,) = [one for one in got.json()["calls"] if one["person"] == COMMANDER]
    assert "back:" not in got.text
    return dict(found)


def test_no_key_of_a_message_back_is_shown_and_programs_are_told_what_it_is(
    written: Written,
) -> None:
    incident = unheard(written)
    told = called(written, incident)["alerts"]
    (back,) = [one for one in told if one["reason"] == "unheard_order"]
    assert back["about"] == "reply"
    assert back["text"].startswith("已按您的指令启动")
    assert {one["about"] for one in told if one is not back} <= {"alert"}
    page = duty(written).get(f"/incidents/{incident}/calls").text
    assert "back:" not in page
    assert "已用手机下令启动响应" in page


def test_one_call_ends_it_and_stands_nowhere_as_an_answer_to_an_alert(written: Written) -> None:
    incident = unheard(written)
    desk = duty(written)
    name = called(written, incident)["name"]
    call, _ = line(desk.get(f"/incidents/{incident}/calls").text, name)
    for number in range(2):
        tried = press(desk, incident, call, "result", result="no_answer", _key=str(number))
        assert tried[0] == 303, tried[1]
    written.run()
    assert called(written, incident)["tries"][0]["result"] == "no_answer"
    status, where = press(desk, incident, call, "result", result="answered", _key="2")
    assert status == 303, where
    page = desk.get(f"/incidents/{incident}/calls").text
    assert not re.search(rf'<li class="callee[^>]*>\s*<div class="who"><b>\d+. {name}</b>', page)
    assert "已用手机下令启动响应" not in page
    log = written.house.program().get(f"{PREFIX}/incidents/{incident}/log").text
    assert "back:" not in log, "neither as an answer nor as somebody who was not reached"
    keys = {alert for alert, _ in written.house.services.desk.state(incident).answers}
    assert not any(key.startswith("back:") for key in keys)
