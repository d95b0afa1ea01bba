"""A grade that the figures no longer bear is still to be accepted after the end of the response."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House

Report = Callable[[TestClient], str]


def ended(house: House, path: str) -> str:
    """Four dead are three too many; the commander ends the response before anybody accepts that."""
    incident, desk = path.rsplit("/", 1)[1], house.services.desk
    desk.put(incident, c.RecordClaim(measure="dead", value=4, source="township"), OFFICER)
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    right = c.RecordClaim(measure="dead", value=1, source="township", corrects="claim-1")
    desk.put(incident, right, OFFICER)
    for condition in ("rescued", "threats"):
        met = c.SetCondition(condition=condition, status="met", evidence="现场核查")
        desk.put(incident, met, OFFICER)
    desk.put(incident, c.EndResponse(), COMMANDER)
    return incident


def part(client: TestClient, path: str, region: str) -> str:
    found = re.search(
        rf'<section[^>]*data-key="{region}".*?</section>', client.get(path).text, re.DOTALL
    )
    assert found
    return unescape(found[0])


def test_a_lower_grade_is_still_offered_when_the_response_has_ended(
    house: House, reported: Report
) -> None:
    path = reported(house.signed_in())
    incident = ended(house, path)
    commander = house.signed_in(COMMANDER)
    assert "接受调低" in part(commander, path, "decide")
    house.services.desk.put(incident, c.BeginAftermath(), OFFICER)
    assert "do/AcceptLowering" in part(commander, path, "decide")
    shown = part(commander, path, "people")
    assert "较大事故" in shown
    assert "按现有数据应为一般事故，待接受调低" in shown, "both are on what is printed"
    house.services.desk.put(incident, c.AcceptLowering(reason="重复统计"), COMMANDER)
    shown = part(commander, path, "people")
    assert "一般事故" in shown
    assert "较大事故" not in shown
    assert "接受调低" not in part(commander, path, "decide")


def test_an_archived_case_shows_both_the_stated_grade_and_what_the_figures_read(
    house: House, reported: Report
) -> None:
    """By the API to the very end, with nobody accepting the lower grade."""
    path = reported(house.signed_in())
    incident = ended(house, path)
    api = f"/api/v1/incidents/{incident}/commands"
    desk, commander = house.program(), house.program(COMMANDER)

    def give(who: TestClient, name: str, **fields: object) -> None:
        answer = who.post(f"{api}/{name}", json=fields)
        assert answer.status_code == 200, answer.text

    give(desk, "BeginAftermath")
    early = commander.post(f"{api}/CloseIncident", json={})
    assert early.json()["code"] == "tasks_open"
    state = house.services.desk.state(incident)
    playbook = house.services.shelf.get(state.plan)
    for task in playbook.plan.ending.aftermath:
        proof = {"task": task.id, "proof": task.proof, "evidence": "收条"}
        give(desk, "FinishTask", **proof)
    give(commander, "CloseIncident")
    assert house.services.desk.state(incident).stage == "closed"
    shown = part(house.signed_in(COMMANDER), path, "people")
    assert "较大事故" in shown
    assert "按现有数据应为一般事故，待接受调低" in shown
