"""Answers by village: entered at the desk or told from the phone, seen on the board."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, House

DAM = "wutai-dam-demo"
FIRST, SECOND = "wutai-village-demo-1", "wutai-village-demo-2"


@pytest.fixture
def path(house: House) -> str:
    report = c.ReportIncident(place="青石沟", what="溃坝", dam=DAM)
    receipt = house.services.desk.open(report, OFFICER, "wutai")
    return f"/incidents/{receipt.incident}"


def panel(client: TestClient, path: str, query: str = "") -> str:
    page = unescape(client.get(f"{path}{query}").text)
    return re.sub(r"\s+", " ", page.partition('data-key="evac"')[2].partition("</section>")[0])


def tell(client: TestClient, path: str, **said: str) -> int:
    return client.post(f"{path}/do/ReportVillage", data=said, follow_redirects=False).status_code


def test_the_form_of_a_village_knows_who_says_so_how_and_when(house: House, path: str) -> None:
    page = house.signed_in().get(f"{path}/do/ReportVillage", params={"village": FIRST}).text
    for chosen in (FIRST, "village_contact", "telephone"):
        assert f'<option value="{chosen}" selected' in page
    assert re.search(r'name="said_at" value="2026-', page)


def test_a_village_that_nobody_heard_of_is_not_reported_and_not_zero(
    house: House, path: str
) -> None:
    desk = house.signed_in()
    shown = panel(desk, path)
    assert shown.count("ReportVillage?village=") == 3
    assert "<b>0</b>" not in shown
    village = {"village": FIRST, "source": "village_contact"}
    assert tell(desk, path, **village, stage="answered", people_moved="0") == 303
    assert tell(desk, path, village=SECOND, stage="called") == 303
    shown = panel(desk, path)
    assert "人 <b>0</b>" in shown or "people <b>0</b>" in shown
    total = shown.partition('class="total"')[2]
    assert re.search(r"(?<!\d)2(?!\d)", total), "two villages have not told how many people moved"
    assert re.search(r"(?<!\d)1(?!\d)", total), "nothing was heard of one"


def test_rival_figures_are_for_the_desk_and_no_button_is_on_the_wall(
    house: House, path: str
) -> None:
    desk = house.signed_in()
    said = {"village": FIRST, "people_moved": "41", "source": "township_duty"}
    tell(desk, path, **said)
    tell(desk, path, village=FIRST, people_moved="30", source="village_contact")
    shown = panel(desk, path)
    assert "<b>30</b>" in shown
    assert "◆" in shown
    assert "41" in shown
    wall = panel(desk, path, "?wall")
    assert not re.search(r"(?<!\d)41(?!\d)", wall)
    assert "<b>30</b>" in wall
    assert "ReportVillage" not in wall


@pytest.mark.parametrize("who", ["village_secretary", "grid_worker", "village_contact"])
def test_who_stands_for_a_village_tells_of_their_own_from_the_phone(
    house: House, path: str, who: str
) -> None:
    person = f"wutai-{who.replace('_', '-')}-demo"
    client = house.signed_in(person)
    page = client.get(f"{path}/me").text
    assert page.count(f'data-what="ReportVillage:{FIRST}"') == 1
    body = {
        "person": person, "key": "v1", "command": "ReportVillage",
        "fields": {"village": FIRST, "stage": "moving", "people_moved": "12"},
    }  # fmt: skip
    assert client.post(f"{path}/me/act", json=body).status_code == 200
    state = house.services.desk.state(path.rsplit("/", 1)[1])
    (told,) = state.villages[FIRST]
    assert (told.stage, told.people_moved, told.source) == ("moving", 12, who)
    other = {**body, "key": "v2", "fields": {"village": SECOND, "stage": "moved"}}
    assert client.post(f"{path}/me/act", json=other).json()["code"] == "not_allowed"
    assert 'data-press="ReportVillage"' not in house.signed_in().get(f"{path}/me").text


def test_three_times_stand_side_by_side_and_who_has_no_helper_is_seen(
    house: House, path: str
) -> None:
    desk = house.signed_in()
    tell(desk, path, village=FIRST, stage="called", source="township_duty", means="telephone")
    tell(desk, path, village=FIRST, stage="moving", source="village_contact", means="radio",
         need_help="7", with_helper="4", helpers="书记接西头三户")  # fmt: skip
    shown = panel(desk, path)
    row = shown.partition('class="more times"')[2].partition("</tr>")[0]
    called, answered, moving = row.split('<span class="came">')[1:4]
    assert re.search(r"<b>\d\d:\d\d</b>", called)
    assert re.search(r"<b>\d\d:\d\d</b>", moving)
    assert 'class="quiet"' in answered
    assert "<b>" not in answered
    assert re.search(r'class="tag alone">\D+3<', row)
    assert "书记接西头三户" in row
    wall = panel(desk, path, "?wall")
    assert re.search(r'class="tag alone">\D+3<', wall)
    assert "书记接西头三户" not in wall


def test_only_the_village_within_a_kilometre_is_marked(house: House, path: str) -> None:
    assert panel(house.signed_in(), path).count('class="tag near"') == 1


def test_a_source_that_the_plan_does_not_have_is_refused(house: House, path: str) -> None:
    desk = house.signed_in()
    assert tell(desk, path, village=FIRST, stage="called", source="somebody") == 422


def test_what_a_secretary_answers_to_the_alert_stands_on_the_line_of_the_village(
    house: House, path: str
) -> None:
    """It is no stage of the village: received is not called, and nobody has moved for it."""
    desk, s = house.signed_in(), house.services
    assert 'class="more times"' not in panel(desk, path)
    incident = path.rsplit("/", 1)[1]
    for means in ("message", "telephone"):
        said = c.AnswerAlert(
            alert="entry-1", person="wutai-village-secretary-demo", means=means,
            answer="acknowledged" if means == "message" else "declined",
        )  # fmt: skip
        s.desk.put(incident, said, OFFICER)
        house.clock.forward(timedelta(minutes=3))
    desk_answer = c.AnswerAlert(alert="entry-1", person=OFFICER, answer="on_the_way")
    s.desk.put(incident, desk_answer, OFFICER)
    first, _, others = panel(desk, path).partition("</tbody>")
    called, answered, moving = first.split('<span class="came">')[1:4]
    assert re.match(r"回应 +<b>02:31</b> <small>村党支部书记 · 有困难</small></span>", answered)
    assert "未报" in called
    assert "未报" in moving
    assert "值班" not in first + others, "who stands for no village is on no line"
    assert others.count('class="more times"') == 0
    assert s.desk.state(incident).villages == {}
    neighbour = panel(house.signed_in("wutai-village-contact-demo"), path)
    assert "ReportVillage" in neighbour or "下石村" in neighbour
    assert "有困难" not in neighbour, "who does not read the log is not told who answered"
    tell(desk, path, village=FIRST, stage="answered", source="village_contact", means="telephone")
    answered = panel(desk, path).split('<span class="came">')[2]
    assert "电话" in answered
    assert "有困难" in answered, "both are shown"


def test_why_a_village_cannot_is_read_by_who_decides_and_not_by_everybody(
    house: House, path: str
) -> None:
    """It may hold a figure or a name: it is read where the notes of the log are."""
    incident, why = path.rsplit("/", 1)[1], "桥断了，还有两户没走"
    said = c.AnswerAlert(
        alert="entry-1", person="wutai-village-secretary-demo", answer="declined", words=why
    )
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    house.services.desk.put(incident, said, OFFICER)
    first = panel(house.signed_in(), path).partition("</tbody>")[0]
    assert f"有困难 · {why}" in first
    liaison = panel(house.signed_in("wutai-rescue-liaison"), path)
    assert "有困难" in liaison
    assert why not in liaison
    wall = panel(house.signed_in(), path, "?wall")
    assert why not in wall
    assert re.search(r"<b>有困难</b> <small>\d\d:\d\d</small>", wall), "that it cannot, not why"
    state = house.signed_in("wutai-rescue-liaison").get(f"{path}/board.json").text
    assert why not in state


def test_who_stands_for_two_villages_is_on_the_line_of_each(house: House, path: str) -> None:
    with house.services.database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO holding (id, jurisdiction, mode, post, person_id, rank, scope_id,"
                " since, until, source) SELECT 'second', jurisdiction, mode, post, person_id,"
                " 9, :second, since, until, source FROM holding"
                " WHERE person_id = 'wutai-village-secretary-demo' AND scope_id = :first"
            ),
            {"first": FIRST, "second": SECOND},
        )
    said = c.AnswerAlert(alert="entry-1", person="wutai-village-secretary-demo")
    house.services.desk.put(path.rsplit("/", 1)[1], said, OFFICER)
    lines = panel(house.signed_in(), path).split("</tbody>")
    assert [line.count("村党支部书记") for line in lines[:3]] == [1, 1, 0]


def test_the_wall_says_of_each_village_whether_it_answered(house: House, path: str) -> None:
    desk = house.signed_in()
    assert panel(desk, path, "?wall").count("未答复") == 3
    tell(desk, path, village=FIRST, stage="called", source="township_duty", means="telephone")
    called = panel(desk, path, "?wall").split("</tr>")[1]
    assert "叫应" in called or "已叫" in called
    assert "答复" not in called, "called is not answered"
    said = c.AnswerAlert(alert="entry-1", person="wutai-village-secretary-demo")
    house.services.desk.put(path.rsplit("/", 1)[1], said, OFFICER)
    shown = panel(desk, path, "?wall")
    assert shown.count("未答复") == 2
    assert re.search(r"已答复 <small>\d\d:\d\d</small>", shown.split("</tr>")[1])
    assert "书记" not in shown, "that it answered, not who"
    tell(desk, path, village=FIRST, stage="moving", source="township_duty", means="telephone")
    assert "答复" not in panel(desk, path, "?wall").split("</tr>")[1]


def test_one_who_cannot_is_not_hidden_by_another_who_answered(house: House, path: str) -> None:
    """Until the village is heard to be on its way, or after that where it came later."""
    incident, desk = path.rsplit("/", 1)[1], house.signed_in()
    secretary, worker = "wutai-village-secretary-demo", "wutai-grid-worker-demo"

    def wall() -> str:
        return panel(desk, path, "?wall").split("</tr>")[1]

    def says(person: str, answer: str) -> None:
        house.clock.forward(timedelta(minutes=1))
        told = {"alert": "entry-1", "person": person, "answer": answer}
        house.services.desk.put(incident, c.AnswerAlert.model_validate(told), OFFICER)

    def stage(name: str) -> None:
        house.clock.forward(timedelta(minutes=1))
        tell(desk, path, village=FIRST, stage=name, source="township_duty", means="telephone")

    says(secretary, "declined")
    says(worker, "acknowledged")
    assert "<b>有困难</b>" in wall()
    stage("answered")
    assert "<b>有困难</b>" in wall()
    stage("moving")
    assert "有困难" not in wall()
    says(worker, "declined")
    assert "<b>有困难</b>" in wall(), "it came after they had set out"
    says(worker, "on_the_way")
    assert "有困难" not in wall()
