"""The open page: what changed arrives, and a lost connection resumes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.web.conftest import House
from web.live import PROTOCOL

Report = Callable[[TestClient], str]


def test_parts_arrive_when_they_change_and_after_a_break(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    with client.websocket_connect(f"/live/{incident}?after=0", subprotocols=[PROTOCOL]) as socket:
        socket.send_json({"have": {}})
        first = socket.receive_json()
        assert "log" in first["fragments"]
        client.post(f"{path}/do/AddNote", data={"note": "第一条"})
        second = socket.receive_json()
        while not second["fragments"]:
            second = socket.receive_json()
        assert second["seq"] > first["seq"]
        assert "第一条" in second["fragments"]["log"]["html"]
        assert "figures" not in second["fragments"]
    have = {k: p["hash"] for k, p in (first["fragments"] | second["fragments"]).items()}
    client.post(f"{path}/do/AddNote", data={"note": "断线时"})
    with client.websocket_connect(
        f"/live/{incident}?after={second['seq']}", subprotocols=[PROTOCOL]
    ) as socket:
        socket.send_json({"have": have})
        resumed = socket.receive_json()
    assert set(resumed["fragments"]) == {"log", "header"}
    assert "断线时" in resumed["fragments"]["log"]["html"]


@pytest.mark.parametrize("fault", ["origin", "session", "protocol", "incident"])
def test_a_connection_is_checked_at_its_start(house: House, reported: Report, fault: str) -> None:
    client = house.signed_in()
    incident = reported(client).rsplit("/", 1)[1]
    if fault == "origin":
        client.headers["origin"] = "http://elsewhere.example"
    if fault == "session":
        client.cookies.clear()
    name = "none" if fault == "incident" else incident
    offered = [] if fault == "protocol" else [PROTOCOL]
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(f"/live/{name}", subprotocols=offered),
    ):
        pass
    assert refused.value.code == 4403
