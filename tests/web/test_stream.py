"""The log as a stream: each entry once, resumed by its number, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from incident import commands as c
from registry.tables import HoldingRow
from tests.web.conftest import COMMANDER, OFFICER, House
from web.access import revoke_tokens
from web.hub.protocol import SIGNED_OUT
from web.stream import EVENTS

Report = Callable[[TestClient], str]


@pytest.fixture
def program(house: House) -> Iterator[TestClient]:
    """Another program with a token of the duty officer's."""
    with house.program() as client:
        yield client


def entries(socket: WebSocketTestSession, count: int) -> list[dict[str, Any]]:
    """The next entries; beats between them are passed over."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        news = socket.receive_json()
        if news["kind"] == "entry":
            found.append(news)
    return found


def path_of(reported: Report, house: House) -> tuple[str, str]:
    incident = reported(house.signed_in()).rsplit("/", 1)[1]
    return incident, f"/api/v1/incidents/{incident}/stream"


@pytest.mark.usefixtures("woken")
def test_every_entry_comes_once_also_after_a_break(
    house: House, program: TestClient, reported: Report
) -> None:
    incident, path = path_of(reported, house)
    put = house.services.desk.put
    before = house.services.desk.state(incident).seq
    with program.websocket_connect(path, subprotocols=[EVENTS]) as socket:
        first = entries(socket, before)
        put(incident, c.AddNote(note="其一"), OFFICER)
        first += entries(socket, 1)
    put(incident, c.AddNote(note="其二"), OFFICER)
    put(incident, c.AddNote(note="其三"), OFFICER)
    with program.websocket_connect(f"{path}?after={before + 1}", subprotocols=[EVENTS]) as socket:
        rest = entries(socket, 2)
    assert [e["seq"] for e in first + rest] == list(range(1, before + 4))
    assert rest[-1]["type"] == "NoteAdded"
    assert "其三" not in str(rest), "words stay in the vault; the stream has references"


@pytest.mark.parametrize(
    ("fault", "code"),
    [("protocol", 4400), ("after", 4400), ("token", 4403), ("incident", 4403), ("rights", 4403)],
)
def test_who_may_not_read_the_log_gets_none(
    house: House, reported: Report, fault: str, code: int
) -> None:
    _, path = path_of(reported, house)
    person = "wutai-village-contact-demo" if fault == "rights" else OFFICER
    with house.program(person) as client:
        if fault == "token":
            client.headers["authorization"] = "Bearer none"
        where = {"after": f"{path}?after=-1", "incident": path.replace("inc-", "no-")}
        offered = [] if fault == "protocol" else [EVENTS]
        with (
            pytest.raises(WebSocketDisconnect) as refused,
            client.websocket_connect(where.get(fault, path), subprotocols=offered),
        ):
            pass
    assert refused.value.code == code


@pytest.mark.usefixtures("woken")
@pytest.mark.parametrize("fault", ["token", "post"])
def test_who_may_no_longer_read_is_cut_off_while_the_stream_is_open(
    house: House, program: TestClient, reported: Report, fault: str
) -> None:
    incident, path = path_of(reported, house)
    with program.websocket_connect(path, subprotocols=[EVENTS]) as socket:
        entries(socket, house.services.desk.state(incident).seq)
        with house.services.database.write() as connection:
            if fault == "token":
                assert revoke_tokens(connection, "test", house.clock.now()) == 1
            else:
                connection.execute(
                    update(HoldingRow)
                    .where(col(HoldingRow.person_id) == OFFICER)
                    .values(until=house.clock.now())
                )
        house.services.desk.put(incident, c.StartResponse(level=2), COMMANDER)
        with pytest.raises(WebSocketDisconnect) as ended:
            entries(socket, 1)
    assert ended.value.code == SIGNED_OUT
