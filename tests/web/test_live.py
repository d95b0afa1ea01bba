"""The open board over its connection: what changed arrives, a break resumes, doors are kept."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from incident import commands as c
from registry.tables import HoldingRow
from tests.web.conftest import OFFICER, House
from web.board import doorkeeper
from web.board.anteroom import WAITING_AT_MOST, Anteroom
from web.hub.protocol import BOARD, CROWDED, REFUSED, WRONG

Report = Callable[[TestClient], str]
PATIENCE_S = 120.0
"""After so long something hangs."""


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    """A signed-in browser whose requests and connections share one event loop, as on a server."""
    with house.signed_in() as browser:
        yield browser


def page_of(client: TestClient, path: str) -> tuple[str, int]:
    """Epoch and revision of the page as it was served."""
    html = client.get(path).text
    found = re.search(r'data-epoch="([0-9a-f]+)" data-revision="(\d+)"', html)
    assert found, html[:500]
    return found[1], int(found[2])


def hear_all(socket: WebSocketTestSession) -> None:
    """Until the connection ends."""
    while True:
        socket.receive_json()


def end_of(socket: WebSocketTestSession) -> int:
    """The code with which the program ends the connection while this side says nothing."""
    codes = queue.Queue[int]()

    def hear() -> None:
        try:
            hear_all(socket)
        except WebSocketDisconnect as end:
            codes.put(end.code)

    threading.Thread(target=hear, daemon=True).start()
    return codes.get(timeout=PATIENCE_S)


def hello(socket: WebSocketTestSession, epoch: str | None, revision: int) -> None:
    socket.send_json({"kind": "hello", "epoch": epoch, "revision": revision})


def patch(socket: WebSocketTestSession) -> dict[str, Any]:
    """The next patch that brings something."""
    while True:
        news: dict[str, Any] = socket.receive_json()
        if news["kind"] == "patch" and news["fragments"]:
            return news


@pytest.mark.usefixtures("woken")
def test_fragments_arrive_when_they_change_and_after_a_break(
    client: TestClient, reported: Report
) -> None:
    path = reported(client)
    live = path.replace("/incidents/", "/live/")
    epoch, revision = page_of(client, path)
    with client.websocket_connect(live, subprotocols=[BOARD]) as socket:
        hello(socket, epoch, revision)
        client.post(f"{path}/do/AddNote", data={"note": "第一条"})
        news = patch(socket)
        assert news["revision"] == revision + 1
        (line,) = [html for key, html in news["fragments"].items() if key.startswith("log/")]
        assert "第一条" in line
        assert "people" not in news["fragments"], "what did not change is not sent"
    client.post(f"{path}/do/AddNote", data={"note": "断线时"})
    with client.websocket_connect(live, subprotocols=[BOARD]) as socket:
        hello(socket, epoch, news["revision"])
        resumed = patch(socket)
    assert "断线时" in str(resumed["fragments"])
    assert "第一条" not in str(resumed["fragments"]), "nothing comes twice"


@pytest.mark.usefixtures("woken")
def test_a_page_of_another_life_of_the_program_fetches_the_board_whole(
    client: TestClient, reported: Report
) -> None:
    path = reported(client)
    with client.websocket_connect(
        path.replace("/incidents/", "/live/"), subprotocols=[BOARD]
    ) as socket:
        hello(socket, "0123456789abcdef", 3)
        assert socket.receive_json() == {"kind": "stale"}
    whole = client.get(f"{path}/board.json").json()
    assert whole["kind"] == "whole"
    assert {"head", "people", "unreached"} <= whole["fragments"].keys()


@pytest.mark.parametrize("fault", ["origin", "protocol"])
def test_a_connection_is_checked_at_its_start(
    client: TestClient, reported: Report, fault: str
) -> None:
    incident = reported(client).rsplit("/", 1)[1]
    if fault == "origin":
        client.headers["origin"] = "http://elsewhere.example"
    offered = [] if fault == "protocol" else [BOARD]
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(f"/live/{incident}", subprotocols=offered),
    ):
        pass
    assert refused.value.code == 4403


@pytest.mark.parametrize(("fault", "code"), [("session", 4401), ("incident", 4403)])
def test_whose_session_or_right_ended_while_the_line_was_down_is_told_so(
    client: TestClient, reported: Report, fault: str, code: int
) -> None:
    """By a code that a browser can read, which it can only once it has been let in."""
    incident = reported(client).rsplit("/", 1)[1]
    if fault == "session":
        client.cookies.clear()
    name = "none" if fault == "incident" else incident
    with (
        client.websocket_connect(f"/live/{name}", subprotocols=[BOARD]) as socket,
        pytest.raises(WebSocketDisconnect) as refused,
    ):
        socket.receive_json()
    assert refused.value.code == code


@pytest.mark.parametrize(
    "said", ["", "nonsense", '{"kind":"beat"}', "x" * 2000, '{"kind":"start"}']
)
def test_what_is_not_in_the_protocol_ends_the_connection(
    client: TestClient, reported: Report, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    live = reported(client).replace("/incidents/", "/live/")
    with client.websocket_connect(live, subprotocols=[BOARD]) as socket:
        socket.send_text(said)
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_json()
    assert ended.value.code == WRONG
    (logged,) = [r for r in caplog.records if r.name == "web.board.socket"]
    assert logged.levelname == "WARNING", "the program shows no less"
    assert f"from {OFFICER}: web.hub.protocol.WrongMessage" in logged.getMessage()


@pytest.mark.usefixtures("woken")
def test_a_session_that_ends_takes_its_boards_with_it(client: TestClient, reported: Report) -> None:
    path = reported(client)
    epoch, revision = page_of(client, path)
    with client.websocket_connect(
        path.replace("/incidents/", "/live/"), subprotocols=[BOARD]
    ) as socket:
        hello(socket, epoch, revision)
        client.post("/leave")
        with pytest.raises(WebSocketDisconnect) as ended:
            hear_all(socket)
    assert ended.value.code == 4401


def test_a_lost_phones_board_closes_when_its_owner_signs_out_everywhere_else(
    client: TestClient, house: House, reported: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, not at the next look: that one does not come in this test."""
    monkeypatch.setattr(doorkeeper, "CHECK_S", 3600.0)
    path = reported(client)
    epoch, revision = page_of(client, path)
    with client.websocket_connect(
        path.replace("/incidents/", "/live/"), subprotocols=[BOARD]
    ) as socket:
        hello(socket, epoch, revision)
        here = house.signed_in()
        assert here.post("/sessions/end", follow_redirects=False).status_code == 303
        with pytest.raises(WebSocketDisconnect) as ended:
            hear_all(socket)
    assert ended.value.code == 4401


def test_few_connections_of_a_session_wait_for_their_hello(
    client: TestClient, house: House, reported: Report
) -> None:
    path = reported(client)
    live = path.replace("/incidents/", "/live/")
    epoch, revision = page_of(client, path)
    with ExitStack() as opened:
        waiting = [
            opened.enter_context(client.websocket_connect(live, subprotocols=[BOARD]))
            for _ in range(WAITING_AT_MOST)
        ]
        with (
            client.websocket_connect(live, subprotocols=[BOARD]) as more,
            pytest.raises(WebSocketDisconnect) as turned_away,
        ):
            more.receive_json()
        assert turned_away.value.code == CROWDED
        hello(waiting[0], epoch, revision)
        assert waiting[0].receive_json()["kind"] == "patch"
        with client.websocket_connect(live, subprotocols=[BOARD]) as later:
            hello(later, epoch, revision)
            assert later.receive_json()["kind"] == "patch", "who has said hello waits no more"
        answer = client.post(f"/enter/{house.link(OFFICER)}", follow_redirects=False)
        assert answer.status_code == 303
        with client.websocket_connect(live, subprotocols=[BOARD]) as other:
            hello(other, epoch, revision)
            assert other.receive_json()["kind"] == "patch", "another session has places of its own"


def test_places_in_the_anteroom_are_given_back() -> None:
    room = Anteroom()
    for _ in range(3 * WAITING_AT_MOST):
        with room.wait("one") as has_room:
            assert has_room


def test_who_says_no_hello_is_shown_out(client: TestClient, reported: Report) -> None:
    live = reported(client).replace("/incidents/", "/live/")
    with client.websocket_connect(live, subprotocols=[BOARD]) as socket:
        assert end_of(socket) == WRONG


@pytest.mark.usefixtures("woken")
def test_a_post_that_ends_takes_the_board_of_its_holder_with_it(
    client: TestClient, house: House, reported: Report
) -> None:
    path = reported(client)
    incident = path.rsplit("/", 1)[1]
    house.services.desk.put(
        incident, c.RecordClaim(measure="missing", value=743174, source="fire"), OFFICER
    )
    epoch, revision = page_of(client, path)
    with client.websocket_connect(
        path.replace("/incidents/", "/live/"), subprotocols=[BOARD]
    ) as socket:
        hello(socket, epoch, revision)
        with house.services.database.write() as connection:
            connection.execute(
                update(HoldingRow)
                .where(col(HoldingRow.person_id) == OFFICER)
                .values(until=house.clock.now())
            )
        assert end_of(socket) == REFUSED, "long before a silence would have ended it"
    seen = client.get(path).text
    assert "743174" not in seen, "the page that comes in its place shows what they may see now"
