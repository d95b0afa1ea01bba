"""What no field can take is refused in a plain sentence: half of a character pair, a number too
large, a time beyond the calendar."""

from __future__ import annotations

import json
from typing import Any

import pytest

from runtime.language import LANGS, phrase, translate
from tests.web.conftest import OFFICER, House
from web.taken import NO_NUL, NOT_KEPT, WHOLE, halved_json, years

ENTRY = {"kind": "call", "words": "青石沟来电", "from_whom": "村民"}
PRESS = {"person": OFFICER, "command": "AddNote", "fields": {"note": "x"}, "key": "k"}
LAST = "9999-12-31T23:59:59"
TOO_FAR = (f"{LAST}-12:00", "10000-01-01T00:00:00+08:00", "0001-01-01T00:00:00+14:00")


@pytest.fixture
def path(house: House) -> str:
    made = house.program().post("/api/v1/incidents", json={"place": "青石沟", "what": "溃坝"})
    return f"incidents/{made.json()['incident']}"


def says(told: Any, message: str) -> bool:
    return all(translate(message, lang) in told["message"][lang] for lang in LANGS)


@pytest.mark.parametrize("half", ['"\\ud800"', '"x\\udc00y"', '"\\ud83d。"'])
def test_half_of_an_emoji_is_called_that(house: House, path: str, half: str) -> None:
    head = {"content-type": "application/json"}
    body = f'{{"note": {half}}}'.encode()
    for address in (f"/api/v1/{path}/commands/AddNote", "/api/v1/duty/entries"):
        told = house.program().post(address, content=body, headers=head).json()
        assert (told["code"], says(told, WHOLE)) == ("encoding", True)
        assert "UTF-8" not in told["message"]["zh"] + told["message"]["en"]
        assert "JSON" not in told["message"]["zh"]
    press = json.dumps({**PRESS, "fields": {"note": "half"}}).replace('"half"', half).encode()
    told = house.signed_in().post(f"/{path}/me/act", content=press, headers=head).json()
    assert (told["code"], told["field"], says(told, WHOLE)) == ("encoding", "note", True)


def test_other_text_that_cannot_be_kept_is_told_apart(house: House, path: str) -> None:
    program, address = house.program(), f"/api/v1/{path}/commands/AddNote"
    head = {"content-type": "application/json"}
    assert says(program.post(address, content=b'{"note": "\xff"}', headers=head).json(), NOT_KEPT)
    form = {"content-type": "application/x-www-form-urlencoded"}
    page = house.signed_in().post(f"/{path}/do/AddNote", content=b"note=%ED%A0%80", headers=form)
    assert page.status_code == 422
    assert translate(NOT_KEPT, "zh") in page.text


@pytest.mark.parametrize("nul", [b"\\u0000", b"\\\\\\u0000", b"\0"])
def test_a_nul_is_called_that_and_said_to_be_impossible(
    house: House, path: str, nul: bytes
) -> None:
    head = {"content-type": "application/json"}
    body = b'{"note": "a%bb"}' % nul
    for address in (
        f"{path}/commands/AddNote",
        "duty/entries",
        "incidents",
        f"{path}/notices/preview",
    ):
        told = house.program().post(f"/api/v1/{address}", content=body, headers=head).json()
        assert (told["code"], told["field"]) == ("encoding", "body"), address
        assert "空字符（NUL，U+0000），这种字符无法保存" in told["message"]["zh"]
        assert "the NUL character (U+0000), which cannot be stored" in told["message"]["en"]
    press = json.dumps({**PRESS, "fields": {"note": "nul"}}).encode().replace(b"nul", nul)
    told = house.signed_in().post(f"/{path}/me/act", content=press, headers=head).json()
    assert (told["code"], says(told, NO_NUL)) == ("encoding", True)


def test_a_backslash_before_the_same_letters_is_kept(house: House) -> None:
    words = "C:\\u0000"
    made = house.program().post("/api/v1/duty/entries", json={**ENTRY, "words": words})
    assert made.status_code < 300
    assert words in house.program().get("/api/v1/duty/entries").text.replace("\\\\", "\\")


@pytest.mark.parametrize("body", [b"{", b'{"note": "\\u12"}', b"[" * 100_000, None, b'{"a": "b"}'])
def test_other_broken_json_is_not_called_half_a_character(body: object) -> None:
    assert not halved_json(body)


def test_a_number_too_large_is_told_the_greatest(house: House, path: str) -> None:
    program, given, most = house.program(), "99999999999999999999", 2**31 - 1
    for address in (f"/api/v1/{path}/log?after={given}", f"/api/v1/duty/entries?before={given}"):
        answer = program.get(address)
        assert answer.status_code == 422
        allowed = answer.json()["allowed"]
        assert allowed == {"zh": f"不大于 {most}", "en": f"{most} or less"}


def test_a_time_beyond_the_calendar_is_told_which_years_are_taken(house: House, path: str) -> None:
    program = house.program()
    claim = {"measure": "dead", "value": 1, "source": "fire"}
    for at in TOO_FAR:
        for address, body in (
            (f"{path}/commands/AddNote", {"note": "x", "happened_at": at}),
            (f"{path}/commands/RecordClaim", {**claim, "observed_at": at}),
            ("incidents", {"place": "青石沟", "what": "溃坝", "learned_at": at}),
        ):
            told = program.post(f"/api/v1/{address}", json=body).json()
            assert told["code"] == "invalid"
            assert told["allowed"] == {lang: years().say(lang) for lang in LANGS}
        told = house.signed_in().post(f"/{path}/me/act", json={**PRESS, "at": at}).json()
        assert told["allowed"] == {lang: years().say(lang) for lang in LANGS}


def test_a_call_of_another_age_does_not_stop_the_duty_log(house: House) -> None:
    program, first = house.program(), years(1900)
    for at, allowed in (
        (f"{LAST}+00:00", None),
        (f"{LAST}-12:00", first),
        ("0001-01-01T00:00:00+14:00", first),
        ("1899-12-31T00:00:00+08:00", first),
        ("10000-01-01T00:00:00+08:00", years()),
    ):
        answer = program.post("/api/v1/duty/entries", json={**ENTRY, "received_at": at})
        told = answer.json()
        assert answer.status_code == 422, at
        if allowed is None:
            assert told["code"] == "future_time"
            assert told["allowed"]["zh"] == "不晚于 2026-05-17 02:33"
        else:
            assert told["allowed"] == {lang: allowed.say(lang) for lang in LANGS}
    page = house.signed_in().post("/duty/log/call", data={**ENTRY, "received_at": f"{LAST}-12:00"})
    assert page.status_code == 422


def test_the_years_of_a_form_and_of_a_past_board_are_said(house: House, path: str) -> None:
    client = house.signed_in()
    claim = {"measure": "dead", "value": "1", "source": "fire", "observed_at": TOO_FAR[1]}
    told = client.post(f"/{path}/do/RecordClaim", data=claim)
    assert told.status_code == 422
    assert years().say("zh") in told.text
    for at in (TOO_FAR[1], "1899-01-01T00:00:00+08:00"):
        told = client.get(f"/{path}", params={"at": at})
        assert told.status_code == 422
        assert years(1900).say("zh") in told.text


def test_the_sentence_of_a_text_that_cannot_be_kept_names_no_encoding() -> None:
    for lang in LANGS:
        assert "UTF" not in phrase(WHOLE).say(lang) + phrase(NO_NUL).say(lang)
