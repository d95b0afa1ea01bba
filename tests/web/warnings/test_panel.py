"""Warnings to the public on the board: what waits, what stands, how far it has come, for whom."""

from __future__ import annotations

from html import unescape

import pytest

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House
from tests.web.test_seen import rings, see
from tests.web.warnings.test_pages import GROUP, TEXT, approve, drafted


def panel(house: House, incident: str, person: str = OFFICER) -> str:
    page = house.signed_in(person).get(f"/incidents/{incident}").text
    return unescape(page).partition('id="r-warnings"')[2].partition("</section>")[0]


def wall(house: House, incident: str) -> str:
    page = house.signed_in().get(f"/incidents/{incident}?wall").text
    return unescape(page).partition('data-key="warnings"')[2].partition("</section>")[0]


@pytest.fixture
def incident(house: House) -> str:
    return drafted(house)


def test_a_draft_is_for_those_who_decide_and_not_for_the_wall(house: House, incident: str) -> None:
    shown = panel(house, incident, COMMANDER)
    assert TEXT in shown
    assert "do/ApproveWarning?warning=warning-1" in shown
    assert "cap.xml" not in shown
    assert TEXT not in panel(house, incident, GROUP)
    assert TEXT not in wall(house, incident)


def test_an_approved_one_has_its_papers_and_what_each_way_made_of_it(
    house: House, incident: str
) -> None:
    approve(house, incident)
    receipt = c.RecordWarningReceipt(warning="warning-1", platform="siren", outcome="failed")
    house.services.desk.put(incident, receipt, OFFICER)
    shown = panel(house, incident)
    assert f"/incidents/{incident}/warnings/1/print" in shown
    assert f"/incidents/{incident}/warnings/1.cap.xml" in shown
    ways = shown.partition('class="ways"')[2].partition("</ul>")[0]
    assert ways.count("<li>") == 6
    assert ways.count('class="failed"') == 1
    assert ways.count('class="quiet"') == 5
    assert TEXT in wall(house, incident)
    group = panel(house, incident, GROUP)
    assert TEXT in group
    assert 'class="ways"' not in group


def test_a_corrected_one_leaves_the_wall_and_keeps_its_file_while_the_clock_runs(
    house: House, incident: str
) -> None:
    approve(house, incident)
    told = c.RecordWarningReceipt(
        warning="warning-1", platform="gong", outcome="played", done_by="护林员"
    )
    house.services.desk.put(incident, told, OFFICER)
    wrong = c.CorrectWarning(warning="warning-1", correction="false_alarm")
    house.services.desk.put(incident, wrong, OFFICER)
    shown = panel(house, incident)
    assert "warnings/1.cap.xml" in shown
    assert "warnings/2.cap.xml" in shown
    assert "data-due" in shown
    assert TEXT not in wall(house, incident)
    told = told.model_copy(update={"warning": "warning-2"})
    house.services.desk.put(incident, told, OFFICER)
    assert "data-due" not in panel(house, incident)


def test_a_red_warning_is_an_alarm_at_the_desk_and_on_the_wall_while_it_stands(
    house: House, incident: str
) -> None:
    assert panel(house, incident, COMMANDER).count("data-alarm=") == 1, "a draft of it too"
    assert "data-alarm=" not in panel(house, incident, GROUP)
    approve(house, incident)
    for shown in (panel(house, incident), panel(house, incident, GROUP), wall(house, incident)):
        assert shown.count('data-alarm="warning:') == 1


def test_who_has_seen_a_draft_has_not_seen_the_warning_that_went_out(
    house: House, incident: str
) -> None:
    desk = house.signed_in()
    path = f"/incidents/{incident}"
    (draft,) = (name for name in rings(desk, path) if name.startswith("warning:"))
    see(desk, path, draft)
    assert not [name for name in rings(desk, path) if name.startswith("warning:")]
    approve(house, incident)
    (warning,) = (name for name in rings(desk, path) if name.startswith("warning:"))
    assert len([name for name in rings(desk, f"{path}?wall") if "warning:" in name]) == 1
    assert warning in rings(house.signed_in(GROUP), path)
    see(desk, path, warning)
    assert not [name for name in rings(desk, path) if name.startswith("warning:")]
