"""Text for a messenger group: without figures or persons, and in the log."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from incident import commands as c
from tests.web.conftest import COMMANDER, OFFICER, PLAYER, House

Report = Callable[[TestClient], str]


def test_what_is_copied_out_holds_no_figure_and_is_in_the_log(
    house: House, reported: Report
) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="missing", value=7431, source="fire"), OFFICER
    )
    house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
    page = client.get(f"{path}/copy").text
    text = page.split("<textarea readonly")[1].split("</textarea>")[0]
    assert "县级二级响应" in text
    assert "7431" not in page
    with house.services.database.read() as connection:
        name = house.services.directory.name(connection, COMMANDER)
    assert name is not None
    assert name not in text
    for _ in range(2):
        client.post(f"{path}/copy", data={"_key": "k1"})
    log = client.get(path).text
    assert log.count("已复制对外文字") == 1


def test_an_exercise_says_so_at_both_ends(house: House, reported: Report) -> None:
    client = house.signed_in(PLAYER)
    page = client.get(f"{reported(client)}/copy").text
    text = page.split("<textarea readonly")[1].split(">", 1)[1].split("</textarea>")[0]
    assert text.startswith("【演练】")
    assert text.endswith("【演练】")


def test_who_only_watches_takes_nothing_out(house: House, reported: Report) -> None:
    drill = reported(house.signed_in(PLAYER))
    assert house.signed_in().post(f"{drill}/copy", data={"_key": "k"}).status_code == 403
