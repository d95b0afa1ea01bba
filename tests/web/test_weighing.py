"""A decision is read back before it is taken: what it is, what speaks for it, whom it alerts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

Report = Callable[[TestClient], str]


@pytest.fixture
def path(house: House, reported: Report) -> str:
    """Three trapped: the ground for level I (§5.3.2)."""
    path = reported(house.signed_in())
    claim = c.RecordClaim(measure="trapped", value=3, source="fire")
    house.services.desk.put(path.rsplit("/", 1)[1], claim, OFFICER)
    return path


def form(house: House, path: str, command: str, person: str = COMMANDER) -> str:
    page = house.signed_in(person).get(f"{path}/do/{command}")
    assert page.status_code == 200
    return unescape(page.text).partition('<section class="sheet narrow">')[2]


def above(text: str) -> str:
    """What is read before the first question."""
    return text.partition("<form")[0]


def options(text: str, name: str) -> list[str]:
    select = text.partition(f'<select name="{name}"')[2].partition("</select>")[0]
    return [value for value in re.findall(r'<option value="([^"]*)"', select) if value]


def test_the_start_of_a_level_repeats_its_figures_and_clauses(house: House, path: str) -> None:
    """What waits for a decision is settled: the level stands there and is not chosen again."""
    query = "StartResponse?level=1&decided_on.decision=start:1&decided_on.version=0"
    shown = form(house, path, query)
    said = above(shown)
    assert "启动县级一级响应" in said
    assert "被困 3" in said
    assert "§5.3.2" in said
    assert "将叫应真实人员" in said
    assert options(shown, "level") == []
    assert '<input type="hidden" name="level" value="1">' in shown
    assert "县级一级响应" in shown.partition('class="carried"')[2].partition("</ul>")[0]


def test_a_level_without_a_ground_says_so_or_nothing(house: House, path: str) -> None:
    """Chosen freely, nothing waits for it: no figures are claimed to speak for it."""
    shown = form(house, path, "StartResponse")
    assert "被困 3" not in above(shown)
    assert options(shown, "level") == ["2", "1"]


def test_declining_takes_the_decision_from_the_page_and_says_what_follows(
    house: House, path: str
) -> None:
    shown = form(house, path, "Decline?decision=start:1")
    assert options(shown, "decision") == []
    assert '<input type="hidden" name="decision" value="start:1">' in shown
    said = above(shown)
    assert "启动县级一级响应" in said
    assert "被困 3" in said
    assert "随时可以再作决定" in said
    assert "将叫应的岗位： 县应急管理局主要负责人、带班领导" in said, (
        "who asked is told, nobody else"
    )
    assert "将叫应的工作组" not in said


def test_from_the_menu_the_decision_is_asked(house: House, path: str) -> None:
    assert "start:1" in options(form(house, path, "Decline"), "decision")


def test_what_alerts_nobody_says_so(house: House, path: str) -> None:
    said = above(form(house, path, "AdoptPlan"))
    assert "这是实战：此操作不叫应任何人员" in said
    assert "将叫应真实人员" not in said


def test_an_exercise_says_that_it_is_one(house: House, reported: Report) -> None:
    drill = reported(house.signed_in(PLAYER))
    claim = c.RecordClaim(measure="trapped", value=3, source="fire")
    house.services.desk.put(drill.rsplit("/", 1)[1], claim, PLAYER)
    said = above(form(house, drill, "Decline?decision=start:1", PLAYER))
    assert "只叫应演练名册内的人员" in said
    said = above(form(house, drill, "AdoptPlan", PLAYER))
    assert "这是演练：此操作不叫应任何人员" in said


@pytest.mark.parametrize("query", ["StartResponse", "StartResponse?spoken=1"])
def test_who_can_give_the_order_at_any_level_stands_before_every_other_post(
    house: House, path: str, query: str
) -> None:
    shown = form(house, path, query, OFFICER)
    select = shown.partition('<select name="spoken.on_behalf_of"')[2].partition("</select>")[0]
    first, _, others = select.partition('<optgroup label="其他职务">')
    named = [value for value in re.findall(r'<option value="([^"]+)"', first) if value]
    assert named == ["vice_magistrate", "general_commander"]
    assert "duty_officer" in others
    assert "general_commander" not in others


def test_for_one_level_only_who_decides_that_level_stands_first(house: House, path: str) -> None:
    shown = form(house, path, "StartResponse?level=1", OFFICER)
    first = shown.partition('<select name="spoken.on_behalf_of"')[2].partition("<optgroup")[0]
    assert re.findall(r'<option value="([^"]+)"', first) == ["general_commander"]


def test_a_level_above_the_lowest_is_started_whichever_it_comes_from(
    house: House, path: str
) -> None:
    """One decision has one name: before a response and while the lower level is in force."""
    desk, incident = house.services.desk, path.rsplit("/", 1)[1]
    assert "决定启动县级一级响应" in house.signed_in().get(path).text
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    shown = house.signed_in().get(path).text
    assert "<h2>决定启动县级一级响应</h2>" in shown
    assert "<h2>调高至" not in shown


def test_an_approved_figure_below_the_assessed_one_says_by_how_many(
    house: House, path: str
) -> None:
    """Also when the assessed figure rose after the approval; those who may not see it do not."""
    desk, incident = house.services.desk, path.rsplit("/", 1)[1]
    desk.put(incident, c.ApproveFigures(figures={"trapped": 3}), COMMANDER)
    assert "低于研判数" not in house.signed_in().get(path).text
    desk.put(incident, c.RecordClaim(measure="trapped", value=5, source="township"), OFFICER)
    assert "低于研判数，少2" in house.signed_in().get(path).text
    assert "低于研判数" not in house.signed_in("wutai-rescue-liaison").get(path).text


def test_many_who_are_alerted_are_counted_before_the_button_and_named_inside(
    house: House, path: str
) -> None:
    said = above(form(house, path, "StartResponse?level=1"))
    folded = said.partition('<details class="fold whom">')[2].partition("</details>")[0]
    summary, _, names = folded.partition("</summary>")
    assert "将叫应真实人员" in said.partition("<details")[0], "not folded away"
    groups, posts = map(int, re.findall(r"叫应(\d+)个工作组、(\d+)个岗位", summary)[0])
    assert groups + posts > 6
    listed = names.partition("将叫应的岗位：")[2].partition("</p>")[0]
    assert len(listed.split("、")) == posts


def test_few_who_are_alerted_are_named_at_once(house: House, path: str) -> None:
    said = above(form(house, path, "Decline?decision=start:1"))
    assert "将叫应的岗位" in said
    assert "<details" not in said
