"""What is sent as another kind of content than an address takes is told how to send it."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.language import LANGS
from tests.incident.materials import samples as s
from tests.web.conftest import House

REPORT = {"place": "青石沟", "what": "溃坝"}


@pytest.fixture
def path(house: House) -> str:
    made = house.program().post("/api/v1/incidents", json=REPORT).json()
    return f"/api/v1/incidents/{made['incident']}"


def said(answer: Any, kind: str) -> dict[str, Any]:
    told = dict(answer.json())
    assert (answer.status_code, told["code"]) == (415, "media_type")
    assert (told["field"], told["value"]) == ("content-type", kind)
    assert "不是有效的 UTF-8" not in told["message"]["zh"]
    assert "内容类型" in told["message"]["zh"]
    for lang in LANGS:
        assert told["allowed"][lang] in told["message"][lang]
    return told


@pytest.mark.parametrize("content", [s.jpeg(), "只有文字".encode()])
@pytest.mark.parametrize("place", ["", "/commands/AddNote"])
def test_a_form_with_parts_is_told_to_send_json_and_the_same_as_json_is_taken(
    house: House, path: str, place: str, content: bytes
) -> None:
    program = house.program()
    address = f"{path}{place}" if place else "/api/v1/incidents"
    parts = {"file": ("report", content, "application/octet-stream")}
    told = said(program.post(address, files=parts), "multipart/form-data")
    for lang in LANGS:
        assert "application/json" in told["allowed"][lang]
        assert "--data-binary @" in told["allowed"][lang]
        assert "-F" in told["allowed"][lang]
    body = {"note": "记录"} if place else REPORT
    assert program.post(address, json=body).status_code in (200, 201)


def test_a_picture_where_a_command_belongs_is_told_too(house: House, path: str) -> None:
    picture = {"content-type": "image/jpeg"}
    answer = house.program().post(f"{path}/commands/AddNote", content=s.jpeg(), headers=picture)
    assert "application/json" in said(answer, "image/jpeg")["allowed"]["en"]


def test_a_file_in_a_form_with_parts_is_told_to_come_by_itself(house: House, path: str) -> None:
    program, place = house.program(), f"{path}/materials"
    parts = {"file": ("photo.jpg", s.jpeg(), "image/jpeg")}
    told = said(program.post(place, files=parts), "multipart/form-data")
    assert '-H "Content-Type: image/jpeg" --data-binary @' in told["allowed"]["zh"]
    taken = program.post(place, content=s.jpeg(), headers={"content-type": "image/jpeg"})
    assert taken.status_code == 201


def test_a_file_of_another_sort_is_told_which_sorts_there_are(house: House, path: str) -> None:
    sort = {"content-type": "image/heic"}
    answer = house.program().post(f"{path}/materials", content=s.jpeg(), headers=sort)
    assert "JPEG" in said(answer, "image/heic")["allowed"]["zh"]


def test_text_in_another_encoding_is_still_told_of_utf_8(house: House, path: str) -> None:
    for declared in (None, "application/json; charset=gbk", "application/x-www-form-urlencoded"):
        head = {} if declared is None else {"content-type": declared}
        body = '{"note": "记录"}'.encode("gbk")
        answer = house.program().post(f"{path}/commands/AddNote", content=body, headers=head)
        assert (answer.status_code, answer.json()["code"]) == (422, "encoding")


def test_a_page_sent_with_parts_is_told_of_its_own_form(house: House) -> None:
    parts = {"file": ("photo.jpg", s.jpeg(), "image/jpeg")}
    answer = house.signed_in().post("/report", files=parts)
    assert answer.status_code == 415
    assert "UTF-8" not in answer.text
    assert "/api/" in answer.text
