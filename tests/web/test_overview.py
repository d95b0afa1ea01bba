"""The overview of incidents: what every audience sees there, and what no byte of it may hold."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from incident import commands as c
from incident.model import Spoken
from tests.web.conftest import COMMANDER, OFFICER, House
from web.hub.protocol import BOARD

Report = Callable[[TestClient], str]
SUPERIOR = "wutai-superior-commander"
OPERATOR = "wutai-operator-head"


def test_a_card_says_where_an_incident_stands(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    page = client.get("/incidents").text
    for told in ("尚未审定", "等级初判", "分管副县长"):
        assert told in page, told
    house.services.desk.put(
        incident, c.RecordClaim(measure="missing", value=743174, source="fire"), OFFICER
    )
    spoken = Spoken(on_behalf_of="vice_magistrate", means="telephone", said_at=house.clock.now())
    house.services.desk.put(
        incident,
        c.ApproveFigures(figures={"missing": 621762}, checking="核对中", spoken=spoken),
        OFFICER,
    )
    assert "621762" in client.get("/incidents").text


@pytest.mark.parametrize("page", ["incidents", "desk"])
@pytest.mark.parametrize("person", [SUPERIOR, OPERATOR])
def test_who_sees_no_assessed_figures_gets_none_in_any_byte(
    house: House, reported: Report, person: str, page: str
) -> None:
    path = reported(house.signed_in())
    incident = path.rsplit("/", 1)[1]
    desk = house.services.desk
    desk.put(incident, c.RecordClaim(measure="missing", value=743174, source="fire"), OFFICER)
    handed = c.HandOverCommand(to="市长戊447144", sheet="交接书")
    desk.put(incident, c.StartResponse(level=2), COMMANDER)
    desk.put(incident, handed, COMMANDER)
    with house.signed_in(person) as client:
        shown = client.get("/" if page == "desk" else "/incidents").text
        whole = client.get(f"/county/{page}.json").text
        with client.websocket_connect(f"/county/{page}/live", subprotocols=[BOARD]) as socket:
            socket.send_json({"kind": "hello", "epoch": "0123456789abcdef", "revision": 0})
            live = socket.receive_text()
    assert incident in shown
    assert incident in whole
    assert live == '{"kind":"stale"}'
    for bytes_ in (shown, whole):
        for hidden in ("743174", "等级初判", "青石沟溃坝", handed.to):
            assert hidden not in bytes_, hidden
    for leader in (OFFICER, COMMANDER):
        reads = house.signed_in(leader)
        assert "等级初判" in reads.get("/incidents").text
        assert handed.to in reads.get(path).text


def test_a_change_arrives_alone(house: House, reported: Report) -> None:
    with house.signed_in() as client:
        path = reported(client)
        incident = path.rsplit("/", 1)[1]
        found = re.search(
            r'data-epoch="([0-9a-f]+)" data-revision="(\d+)"', client.get("/incidents").text
        )
        assert found is not None
        said = {"kind": "hello", "epoch": found[1], "revision": int(found[2])}
        with client.websocket_connect("/county/incidents/live", subprotocols=[BOARD]) as socket:
            socket.send_json(said)
            assert socket.receive_json()["fragments"] == {}
            client.post(f"{path}/do/SetVerification", data={"status": "full"})
            while not (news := socket.receive_json()).get("fragments"):
                pass
    (key,) = [k for k in news["fragments"] if k.endswith(incident)]
    assert key.startswith("open-wutai/")
    assert "已核实" in news["fragments"][key]
    assert not [k for k in news["fragments"] if k.startswith(("over", "exercise", "none"))]


def test_one_thing_has_one_word_on_every_page(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    cards = client.get("/incidents").text
    assert "接报至今（02:28）" in cards
    assert "目前没有待决事项" in cards
    board = client.get(path).text
    assert "接报至今" in board
    assert "<span>进行</span>" in board
