"""接报 through the form: what it asks, what it fills in, and what the incident is called."""

from __future__ import annotations

from html import unescape

import pytest
from starlette.testclient import TestClient

from incident.state import Incident
from tests.web.conftest import House

BAIYUN = "wutai-dam-baiyun"
DEMO = "wutai-dam-demo"
NEEDED = {"place": "无名沟", "what": "溃坝", "learned_at": "2026-05-17T02:27"}


@pytest.fixture
def desk(house: House) -> TestClient:
    return house.signed_in()


def report(house: House, desk: TestClient, **more: str) -> Incident:
    answer = desk.post("/report", data={**NEEDED, **more}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return house.services.desk.state(answer.headers["location"].rsplit("/", 1)[1])


def test_three_answers_are_required_and_when_it_was_learned_is_now(desk: TestClient) -> None:
    page = desk.get("/report").text
    assert page.count(" required") == 3
    assert 'name="learned_at" value="2026-05-17T02:28" required' in page


def test_a_link_fills_the_form_in(desk: TestClient) -> None:
    page = desk.get("/report", params={"place": "东沟", "caller_number": "sim:0042"}).text
    assert 'value="东沟"' in page
    assert 'value="sim:0042"' in page


def test_the_clock_starts_when_the_county_learned_of_it(house: House, desk: TestClient) -> None:
    state = report(house, desk)
    assert state.opened.learned_at.isoformat() == "2026-05-16T18:27:00+00:00"


def test_the_caller_and_the_number_lie_in_the_vault(house: House, desk: TestClient) -> None:
    state = report(house, desk, source="矿上值班员", caller_number="sim:0042")
    ref = state.opened.source
    assert ref is not None
    with house.services.database.read() as connection:
        told = house.services.vault.unseal(connection, [ref])[ref]
    assert told is not None
    assert "矿上值班员" in told
    assert "sim:0042" in told


def test_first_figures_are_claims_of_whoever_gave_them(house: House, desk: TestClient) -> None:
    first = {"figures.missing": "2", "figures.dead": "", "figures_source": "fire"}
    state = report(house, desk, **first)
    assert [(c.measure, c.value, c.source) for c in state.claims.values()] == [
        ("missing", 2, "fire")
    ]
    assert state.assessment is not None


@pytest.mark.parametrize("wrong", ["两三个", "-1"])
def test_a_wrong_figure_opens_nothing_and_nothing_typed_is_lost(
    desk: TestClient, wrong: str
) -> None:
    answer = desk.post("/report", data={**NEEDED, "figures.missing": wrong})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f'value="{wrong}"' in page
    assert 'value="无名沟"' in page
    assert "溃坝</textarea>" in page


def test_sending_the_form_twice_records_its_figures_once(house: House, desk: TestClient) -> None:
    twice = {"_key": "k1", "figures.missing": "2"}
    assert report(house, desk, **twice).id == report(house, desk, **twice).id
    assert len(report(house, desk, **twice).claims) == 1


@pytest.mark.parametrize(
    ("place", "dam"), [("白云矿下游", BAIYUN), ("青石沟", DEMO), ("Qingshigou valley", DEMO)]
)
def test_a_place_that_names_a_dam_is_noticed(desk: TestClient, place: str, dam: str) -> None:
    hint = desk.get("/report/dams", params={"place": place}).text
    assert hint.count("data-dam") == 1
    assert f'data-dam="{dam}"' in hint


def test_what_all_dams_have_in_their_names_points_to_none(desk: TestClient) -> None:
    assert "data-dam" not in desk.get("/report/dams", params={"place": "五台县某矿业公司"}).text


def test_a_dam_is_listed_with_its_township(desk: TestClient) -> None:
    page = unescape(desk.get("/report").text)
    assert "青石沟尾矿库（演示） · 青石沟乡（演示）" in page


def test_the_name_says_which_dam(house: House, desk: TestClient) -> None:
    state = report(house, desk, dam=BAIYUN)
    assert "5·17" in state.opened.title
    assert "五台县白云矿业有限公司尾矿库" in state.opened.title


def test_without_a_dam_the_name_says_which_township(house: House, desk: TestClient) -> None:
    named = report(house, desk, township="wutai-township-demo").opened.title
    found = report(house, desk, place="青石沟乡东边").opened.title
    assert "青石沟乡" in named
    assert "青石沟乡" in found
    assert named != found


def test_no_two_open_incidents_have_one_name(house: House, desk: TestClient) -> None:
    titles = [report(house, desk).opened.title for _ in range(3)]
    assert len(set(titles)) == 3
    assert titles[1].startswith(titles[0])
    assert "2" in titles[1].removeprefix(titles[0])
    assert "3" in titles[2].removeprefix(titles[0])


def test_a_name_that_somebody_gave_stays(house: House, desk: TestClient) -> None:
    assert report(house, desk, title="东沟险情", dam=BAIYUN).opened.title == "东沟险情"
