"""Text for a messenger group: without figures or persons, and in the log."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from registry.places import townships
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

Report = Callable[[TestClient], str]
OFFICE, GENERAL = "wutai-emergency-head", "wutai-general-liaison"
RESCUE, MINE = "wutai-rescue-liaison", "wutai-operator-head"


def test_what_is_copied_out_holds_no_figure_and_is_in_the_log(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="missing", value=743174, source="fire"), OFFICER
    )
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    page = client.get(f"{path}/copy").text
    text = page.split("<textarea readonly")[1].split("</textarea>")[0]
    assert "县级二级响应" in text
    assert "743174" not in page
    with house.services.database.read() as connection:
        name = house.services.directory.name(connection, COMMANDER)
    assert name is not None
    assert name not in text
    for _ in range(2):
        client.post(f"{path}/copy", data={"_key": "k1"})
    log = client.get(path).text
    assert log.count("已复制对外文字") == 1


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"dam": "wutai-dam-demo"}, "{dam}"),
        ({"township": "wutai-township-demo"}, "{township}"),
        ({}, "“5·17”尾矿库事故"),
    ],
)
def test_no_typed_title_leaves_by_copy_or_wall(
    house: House, given: dict[str, str], called: str
) -> None:
    """It may hold figures and names; the registry and the plan say which incident this is."""
    typed = {"place": "青石沟", "what": "溃坝", "title": "王某等743174人失踪", "mode": "real"}
    report = c.ReportIncident.model_validate({**typed, **given})
    incident = house.services.desk.open(report, OFFICER, "wutai").incident
    with house.services.database.read() as connection:
        dams = {d.id: d.name for d in house.services.directory.dams(connection, "wutai")}
        known = {t: n.name for t, n in townships(connection, "wutai").items()}
    where = called.format(
        dam=dams.get(given.get("dam", "")), township=known.get(given.get("township", ""))
    )
    client = house.signed_in()
    page = client.get(f"/incidents/{incident}/copy").text
    text = page.split("<textarea readonly")[1].split("</textarea>")[0]
    wall = client.get(f"/incidents/{incident}?wall").text
    whole = client.get(f"/incidents/{incident}/board.json?wall").json()
    for shown in (text, wall, whole["fragments"]["head"]):
        assert where in html.unescape(shown)
        assert "743174" not in shown
        assert "王某" not in shown
    client.post(f"/incidents/{incident}/copy", data={"_key": "k1"})
    board = client.get(f"/incidents/{incident}").text
    assert where in html.unescape(board.split("已复制对外文字")[1].split("</")[0])


def test_an_exercise_says_so_at_both_ends(house: House, reported: Report) -> None:
    client = house.signed_in(PLAYER)
    page = client.get(f"{reported(client)}/copy").text
    text = page.split("<textarea readonly")[1].split(">", 1)[1].split("</textarea>")[0]
    assert text.startswith("【演练】")
    assert text.endswith("【演练】")


@pytest.mark.parametrize(
    ("person", "status"),
    [(OFFICER, 200), (OFFICE, 200), (GENERAL, 200), (COMMANDER, 200), (RESCUE, 403), (MINE, 403)],
)
def test_it_is_offered_to_whom_it_is_given(
    house: House, reported: Report, person: str, status: int
) -> None:
    """Who writes for others: the desk, the office, its general group, those who command."""
    path = reported(house.signed_in())
    house.services.desk.put(path.rsplit("/", 1)[1], c.StartResponse(level=2), COMMANDER)
    client = house.signed_in(person)
    offered = f'href="{path}/copy"' in client.get(path).text
    assert offered == (status == 200)
    assert client.get(f"{path}/copy").status_code == status
    sent = client.post(f"{path}/copy", data={"_key": "k"}, follow_redirects=False)
    assert sent.status_code == (303 if offered else 403)
    log = house.signed_in().get(path).text
    assert log.count("已复制对外文字") == int(offered)


def test_who_only_watches_takes_nothing_out(house: House, reported: Report) -> None:
    drill = reported(house.signed_in(PLAYER))
    client = house.signed_in()
    assert f'href="{drill}/copy"' not in client.get(drill).text
    assert client.get(f"{drill}/copy").status_code == 403
    assert client.post(f"{drill}/copy", data={"_key": "k"}).status_code == 403
