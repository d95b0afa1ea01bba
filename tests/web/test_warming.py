"""Whoever asks first after a start does not pay for it: templates and logs were read before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.dependencies.utils import get_typed_signature
from starlette.testclient import TestClient

from incident import commands as c
from incident.desk import Desk
from incident.evolve import fold
from tests.web.conftest import HOST, OFFICER, PLAYER, House
from web.app import create_app
from web.board.read import board
from web.paper import environment
from web.warming import BOARDS, INCIDENTS

Report = Callable[[TestClient], str]


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Incidents whose board was made, in order."""
    told: list[str] = []

    def made(services: Any, audience: Any, incident: str) -> Any:
        told.append(incident)
        return board(services, audience, incident)

    monkeypatch.setattr("web.board.watching.board", made)
    return told


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Incidents whose whole log was read, in order."""
    told: list[str] = []

    def read(incident: str, entries: Any) -> Any:
        told.append(incident)
        return fold(incident, entries)

    monkeypatch.setattr("incident.states.fold", read)
    return told


def started(house: House) -> TestClient:
    """The program once more, with nothing in its memory."""
    s = house.services
    desk = Desk(s.database, s.vault, s.directory, s.shelf, s.clock, s.ids)
    environment.cache_clear()
    return TestClient(create_app(replace(s, desk=desk)), base_url=HOST, headers={"origin": HOST})


def test_the_desk_s_first_request_compiles_folds_and_makes_nothing(
    house: House, reported: Report, folded: list[str], boards: list[str]
) -> None:
    path = reported(house.signed_in())
    link = house.link(OFFICER)
    with started(house) as client:
        ready, made, compiled = list(folded), list(boards), len(environment().cache or ())
        assert path.rsplit("/", 1)[1] in ready
        client.post(f"/enter/{link}", follow_redirects=False)
        assert client.get(path).status_code == 200
        assert client.get("/").status_code == 200
        assert folded == ready
        assert boards == made, "the desk finds its board made"
        assert len(environment().cache or ()) == compiled


def test_a_board_that_cannot_be_made_stops_no_start(
    house: House, reported: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(house.signed_in())

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a log that cannot be read")

    monkeypatch.setattr("web.board.watching.board", broken)
    with started(house) as client:
        assert client.get("/sign-in").status_code == 200


def test_no_route_is_laid_out_when_somebody_asks(
    house: House, reported: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = reported(house.signed_in())
    link, read = house.link(OFFICER), list[str]()

    def signed(call: Callable[..., Any]) -> Any:
        read.append(call.__name__)
        return get_typed_signature(call)

    monkeypatch.setattr("fastapi.dependencies.utils.get_typed_signature", signed)
    with started(house) as client:
        laid_out = list(read)
        client.post(f"/enter/{link}", follow_redirects=False)
        assert client.get(path).status_code == 200
        assert client.get("/api/v1/incidents").status_code in (200, 401)
        assert read == laid_out


def test_many_exercises_keep_no_start_waiting_and_a_real_incident_comes_before_them(
    house: House, reported: Report, boards: list[str]
) -> None:
    real = reported(house.signed_in()).rsplit("/", 1)[1]
    report = c.ReportIncident(place="青石沟", what="渗水", title="演习", mode="exercise")
    for _ in range(INCIDENTS + 2):
        house.clock.forward(timedelta(minutes=1))
        house.services.desk.open(report, PLAYER, "wutai", player="drill")
    boards.clear()
    with started(house):
        assert len(boards) == BOARDS
        assert boards[0] == real


GIVEN = "a disk that cannot be read"


@pytest.mark.parametrize("broken", ["hashed", "select"])
def test_what_cannot_be_made_ready_stops_no_start(
    house: House, broken: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError(GIVEN)

    monkeypatch.setattr(f"web.warming.{broken}", fails)
    with started(house) as client:
        assert client.get("/sign-in").status_code == 200
    assert "Not made ready at the start: " in caplog.text
    assert ", in fails" in caplog.text
    assert GIVEN not in caplog.text, "an error's words are nobody's to read"
