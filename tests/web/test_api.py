"""The API: the same commands, one shape for every no."""

from __future__ import annotations

from typing import Any

import pytest

from incident.commands import COMMANDS
from tests.web.conftest import House
from web.incidents import OFFERED

REPORT = {"place": "青石沟", "what": "溃坝"}
SHAPE = {"code", "field", "value", "allowed", "message"}


def test_without_a_token_nothing_is_told(house: House) -> None:
    answer = house.client().get("/api/v1/incidents")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"


def test_report_command_and_log(house: House) -> None:
    program = house.program()
    made = program.post("/api/v1/incidents", json=REPORT)
    assert made.status_code == 201
    path = f"/api/v1/incidents/{made.json()['incident']}"
    noted = program.post(f"{path}/commands/AddNote", json={"note": "记录"})
    assert [e["type"] for e in noted.json()["entries"]] == ["NoteAdded"]
    seq = noted.json()["seq"]
    log = program.get(f"{path}/log", params={"after": seq - 1}).json()
    assert [e["seq"] for e in log["entries"]] == [seq]
    assert "记录" not in str(log)
    assert program.get(path).json()["stage"] == "reported"


def test_the_same_key_does_it_once(house: House) -> None:
    program, key = house.program(), {"Idempotency-Key": "one"}
    first = program.post("/api/v1/incidents", json=REPORT, headers=key)
    second = program.post("/api/v1/incidents", json=REPORT, headers=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["incident"] == second.json()["incident"]
    path = f"/api/v1/incidents/{first.json()['incident']}/commands/AddNote"
    assert program.post(path, json={"note": "x"}, headers=key).json()["repeated"] is False
    assert program.post(path, json={"note": "x"}, headers=key).json()["repeated"] is True


@pytest.mark.parametrize(
    ("content", "status", "code", "field"),
    [
        ({}, 422, "missing", "place"),
        ({**REPORT, "actor": "x"}, 422, "unknown_field", "actor"),
        ({**REPORT, "what": "x" * 4001}, 413, "too_long", "what"),
        ({**REPORT, "occurred_at": "02:19"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "occurred_at": "2026-05-17T02:19:00"}, 422, "invalid", "occurred_at"),
        ({**REPORT, "mode": "exercise"}, 409, "mode_mixed", "mode"),
        (b"{", 422, "invalid", "body"),
        (b'{"place": "\xff"}', 422, "encoding", "body"),
        (b" " * (256 * 1024 + 1), 413, "too_large", "body"),
        (b'{"place": "a\\u0000", "what": "b"}', 422, "encoding", "body"),
    ],
)
def test_refusals_have_one_shape(
    house: House, content: Any, status: int, code: str, field: str
) -> None:
    program = house.program()
    sent = {"content": content} if isinstance(content, bytes) else {"json": content}
    answer = program.post("/api/v1/incidents", **sent)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert set(told) == SHAPE
    assert (told["code"], told["field"]) == (code, field)
    assert set(told["message"]) == {"zh", "en"}
    assert program.get("/api/v1/incidents").json() == {"incidents": []}


def test_unknown_things_are_refused_in_the_same_shape(house: House) -> None:
    program = house.program()
    for path in ("/api/v1/incidents/none", "/api/v1/nowhere", "/api/v1/incidents/none/log"):
        answer = program.get(path)
        assert answer.status_code == 404
        assert set(answer.json()) == SHAPE


def test_a_foreign_page_cannot_use_the_api(house: House) -> None:
    answer = house.program().post(
        "/api/v1/incidents", json=REPORT, headers={"origin": "http://elsewhere.example"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")


def test_the_document_names_every_command(house: House) -> None:
    document = house.client().get("/api/v1/openapi.json").json()
    assert set(COMMANDS) <= set(document["components"]["schemas"])
    for command in OFFERED:
        operation = document["paths"][f"/api/v1/incidents/{{incident}}/commands/{command}"]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"] == f"#/components/schemas/{command}"
        assert {"401", "403", "404", "409", "422"} <= set(operation["responses"])
