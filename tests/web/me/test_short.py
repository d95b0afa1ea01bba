"""The responders' page stays short: what came is answered with one press, orders on lives apart."""

from __future__ import annotations

import re

from incident import commands as c
from incident.log import read
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.me.night import MEMBER, alert, press, state_of, withdraw

OUT, COMING = 'value="out"', 'value="on_the_way"'


def alerts_of(page: str) -> str:
    return page.split('data-part="alerts"')[1].split("</section>", maxsplit=1)[0]


def alerted(house: House, path: str) -> list[str]:
    """Entries that people were alerted about."""
    playbook = house.services.shelf.get(state_of(house, path).plan)
    kinds = {a.on for a in playbook.plan.alerts}
    with house.services.database.read() as connection:
        entries = read(connection, path.rsplit("/", 1)[1])
        return [f"entry-{e.seq}" for e in entries if type(e.event).__name__ in kinds]


def test_one_press_says_of_every_notice_that_it_came_and_each_is_recorded(
    night: tuple[House, str],
) -> None:
    house, path = night
    keys = alerted(house, path)[:3]
    for key in keys:
        alert(house, path, key=key)
    client = house.signed_in(MEMBER)
    shown = alerts_of(client.get(f"{path}/me").text)
    first, folded = shown.split("<details", 1)
    assert first.count("<button") == 1, "a line and one press"
    assert folded.count(COMING) == 3, "each can still be answered for itself"
    asked = re.search(r'name="alerts" value="([^"]+)"', first)
    assert asked
    assert sorted(asked[1].split()) == sorted(keys)
    press(client, path, "AnswerAlert", "one", alert=keys[1], answer="declined")
    said = {"alerts": asked[1], "answer": "acknowledged"}
    assert press(client, path, "AnswerAlert", "all", **said).status_code == 200
    again = press(client, path, "AnswerAlert", "all", **said)
    assert again.status_code == 200
    given = {a[0]: v.answer for a, v in state_of(house, path).answers.items() if a[1] == MEMBER}
    assert given == {keys[0]: "acknowledged", keys[1]: "declined", keys[2]: "acknowledged"}
    assert "待答复通知" not in client.get(f"{path}/me").text


def test_an_order_to_withdraw_is_answered_by_where_one_is(night: tuple[House, str]) -> None:
    house, path = night
    withdraw(house, path)
    alert(house, path, key="entry-9", event="WithdrawalOrdered")
    client = house.signed_in(MEMBER)
    shown = alerts_of(client.get(f"{path}/me").text)
    assert all(f'value="{answer}"' in shown for answer in ("out", "leaving", "trapped"))
    assert COMING not in shown
    press(client, path, "AnswerWithdrawal", number="1", answer="leaving")
    state = state_of(house, path)
    assert state.withdrawn[1, MEMBER].answer == "leaving"
    assert state.answers["entry-9", MEMBER].answer == "acknowledged", "nobody rings for it any more"


def test_who_is_not_in_the_danger_area_only_says_that_the_order_came(
    night: tuple[House, str],
) -> None:
    house, path = night
    withdraw(house, path)
    alert(house, path, person=COMMANDER, key="entry-9", event="WithdrawalOrdered")
    shown = alerts_of(house.signed_in(COMMANDER).get(f"{path}/me").text)
    assert shown.count("<button") == 1
    assert OUT not in shown
    assert COMING not in shown


def test_a_reason_is_cited_as_papers_cite_it(night: tuple[House, str]) -> None:
    house, path = night
    dead = c.RecordClaim(measure="dead", value=2, source="fire")
    house.services.desk.put(path.rsplit("/", 1)[1], dead, OFFICER)
    page = house.signed_in(COMMANDER).get(f"{path}/me").text
    assert "§A" not in page
    assert "附件4" in page


def test_the_tasks_that_are_due_first_stand_open(night: tuple[House, str]) -> None:
    house, path = night
    page = house.signed_in(MEMBER).get(f"{path}/me").text
    tasks = page.split('data-part="tasks"')[1].split("</section>")[0]
    first, folded = tasks.split('data-key="more-tasks"')
    assert first.count('class="task') == 8
    assert folded.count('class="task') > 0
    times = re.findall(r'data-due="([^"]+)"', tasks)
    assert times == sorted(times)
