"""Leaders are telephoned first: the call desk has them before anybody could have answered."""

from __future__ import annotations

import re

import pytest

from incident import commands as c
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from tests.playbooks.test_wutai_chapters import WUTAI
from tests.web.conftest import PLAYER, House
from tests.web.test_calls import alarm, line, ringing, run

__all__ = ["ringing"]

LEADERS = {
    "party_secretary",
    "county_magistrate",
    "general_commander",
    "vice_magistrate",
    "gov_office_deputy",
    "emergency_head",
}
BY_TELEPHONE = (
    "IncidentReported",
    "Proposed",
    "ResponseStarted",
    "LevelRaised",
    "WithdrawalOrdered",
    "PersonUnreachable",
)


@pytest.mark.parametrize("happening", BY_TELEPHONE)
def test_the_plan_has_its_leaders_telephoned_first_and_says_that_this_is_local(
    happening: str,
) -> None:
    book = Playbook.of(load_plan(WUTAI))
    told, first = set[str](), set[str]()
    for alert in book.alerts[happening]:
        told |= set(alert.posts) | {book.group(group).leader for group in alert.groups}
        if alert.call_first is not None:
            assert alert.call_first.local
            first |= set(alert.call_first.posts)
    assert first == told & LEADERS
    assert first


def test_a_reports_leaders_stand_on_the_list_at_once_in_the_plans_order(ringing: House) -> None:
    incident = alarm(ringing, "exercise")
    client = ringing.signed_in(PLAYER)
    page = client.get(f"/incidents/{incident}/calls").text
    assert re.findall(r"<b>\d+\. （演练）([^<]+)</b>", page) == [
        "应急局局长",
        "分管副县长",
        "政府办协管副主任",
        "县委书记",
        "县长",
    ]
    _, shown = line(page, "（演练）县委书记")
    assert "预案规定先打电话，短信只作记录" in shown
    assert "请立即回复" in shown, "the words to read out"


def test_an_answer_by_text_or_by_voice_ends_the_call(ringing: House) -> None:
    incident = alarm(ringing, "exercise")
    client, path = ringing.signed_in(PLAYER), f"/incidents/{incident}/calls"
    answer = c.AnswerAlert(alert="entry-1", means="message")
    ringing.services.desk.put(incident, answer, "wutai-ex-party-secretary")
    page = client.get(path).text
    assert "（演练）县委书记</b>" not in page.split('class="fold done')[0]
    call, _ = line(page, "（演练）县长")
    client.post(f"{path}/{call}/result", data={"result": "answered", "_key": "0"})
    run(ringing, ringing.services.database)
    waiting = client.get(path).text.split('class="fold done')[0]
    assert "（演练）县长</b>" not in waiting
    assert "政府办协管副主任</b>" in waiting
