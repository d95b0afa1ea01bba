"""A program is told what it sent as it wrote it, and what would have been right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import House

REPORT = {"place": "青石沟", "what": "溃坝"}


@pytest.fixture
def path(house: House) -> str:
    made = house.program().post("/api/v1/incidents", json=REPORT).json()
    return f"/api/v1/incidents/{made['incident']}/commands"


@pytest.mark.parametrize(
    ("value", "shown"), [(1.5, "1.5"), ({"text": "两"}, '{"text": "两"}'), ([True], "[true]")]
)
def test_a_figure_of_the_wrong_kind_is_told_every_kind_there_is(
    house: House, path: str, value: Any, shown: str
) -> None:
    claim = {"measure": "direct_loss_cny", "source": "fire"}
    told = house.program().post(f"{path}/RecordClaim", json={**claim, "value": value}).json()
    assert (told["code"], told["field"], told["value"]) == ("invalid", "value", shown)
    assert told["allowed"]["en"] == (
        'a whole number for a count; an amount as a text, such as "1200000.50"; or true or false'
    )
    taken = house.program().post(f"{path}/RecordClaim", json={**claim, "value": "1200000.50"})
    assert taken.status_code == 200, taken.text


def test_a_figure_of_the_wrong_kind_among_others_too(house: House, path: str) -> None:
    body = {"figures": {"direct_loss_cny": 1.5}}
    told = house.program().post(f"{path}/ApproveFigures", json=body).json()
    assert (told["field"], told["value"]) == ("figures.direct_loss_cny", "1.5")
    assert "an amount as a text" in told["allowed"]["en"]


def test_a_value_is_said_as_it_was_written(house: House, path: str) -> None:
    program = house.program()
    for body, shown in (
        (b"{bad", "{bad"),
        (b'{"note": true}', "true"),
        (b'{"note": {"a": null}}', '{"a": null}'),
    ):
        told = program.post(f"{path}/AddNote", content=body).json()
        assert told["value"] == shown


@pytest.mark.parametrize(
    ("body", "field", "shown"),
    [
        (b'{"level": 2, "level": 1}', "level", "1"),
        (b'{"level": 2, "override": {"reason": "a", "reason": "b"}}', "reason", "b"),
    ],
)
def test_a_field_that_is_given_twice_is_not_guessed(
    house: House, path: str, body: bytes, field: str, shown: str
) -> None:
    told = house.program().post(f"{path}/StartResponse", content=body)
    assert (told.status_code, told.json()["code"]) == (422, "invalid")
    assert (told.json()["field"], told.json()["value"]) == (field, shown)
    assert told.json()["allowed"] == {"zh": "每个填写项只填一次", "en": "each field once"}


@pytest.mark.parametrize("given", ["1", '"\\udc00"'])
def test_a_name_that_no_answer_can_hold_is_said_whole_when_it_is_given_twice(
    house: House, path: str, given: str
) -> None:
    body = rf'{{"\ud800": {given}, "\ud800": {given}}}'.encode()
    told = house.program().post(f"{path}/StartResponse", content=body)
    assert (told.status_code, told.json()["code"]) == (422, "encoding")
    assert told.json()["field"] == "body"
    value = rf'{{"level": {given}, "level": {given}}}'.encode()
    assert house.program().post(f"{path}/StartResponse", content=value).status_code == 422


def test_a_report_that_gives_its_place_twice_opens_nothing(house: House) -> None:
    program = house.program()
    twice = '{"place": "甲沟", "place": "乙沟", "what": "溃坝"}'.encode()
    assert program.post("/api/v1/incidents", content=twice).status_code == 422
    assert program.get("/api/v1/incidents").json() == {"incidents": []}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_command_that_there_is_not_is_not_found(house: House, path: str, method: str) -> None:
    answer = house.program().request(
        method, f"{path}/Nowhere", headers={"origin": "http://testserver"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_item")
    assert answer.json()["value"].endswith("/commands/Nowhere")
