"""A no is read in words: labels of fields, names of stages, titles of posts; programs keep ids."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import ValidationError
from starlette.testclient import TestClient

from incident.commands import COMMANDS, Command
from incident.words import WORDS, word
from runtime.language import LANGS, Lang, phrase, term, translate
from runtime.refusal import Refused
from tests.web.conftest import OFFICER, PLAYER, House
from web.errors import as_json, of_validation, sentence
from web.forms import APART
from web.incidents import OFFERED
from web.labels import COMMANDS as NAMES
from web.labels import FIELDS, field_label
from web.requests import form_body, raw_body

Report = Callable[[TestClient], str]
CHINESE = re.compile("[一-鿿]")


def test_a_field_is_called_by_its_label_and_stays_what_it_is_for_programs() -> None:
    refused = Refused("future_time", field="spoken.said_at", value="x", allowed="y")
    assert sentence(refused, "zh")["field"] == translate(FIELDS["said_at"], "zh")
    told = as_json(refused)
    assert told["field"] == "spoken.said_at"
    message = told["message"]
    assert isinstance(message, dict)
    assert "said_at" not in message["zh"]
    assert "said_at" not in message["en"]


@pytest.mark.parametrize(
    ("command", "place", "label"),
    [
        ("ApproveFigures", "figures", "ApproveFigures.figures"),
        ("ApproveFigures", "figures.dead", "ApproveFigures.figures"),
        ("TellReport", "figures", "figures"),
        ("RecordClaim", "contains.0", "contains"),
        ("StartResponse", "spoken.on_behalf_of", "on_behalf_of"),
    ],
)
def test_a_place_in_a_command_has_the_label_of_its_field(
    command: str, place: str, label: str
) -> None:
    assert field_label(command, place) == FIELDS[label]


def test_a_command_is_called_by_its_name_and_an_unknown_place_by_itself() -> None:
    assert field_label("", "StartResponse") == NAMES["StartResponse"]
    assert field_label("StartResponse", "nowhere.at_all") == "nowhere.at_all"


def test_a_field_that_the_command_does_not_have_is_shown_as_it_was_sent() -> None:
    refused = Refused("unknown_field", field="actor", value="x", allowed="y")
    assert sentence(refused, "zh")["field"] == "actor"


def test_terms_are_words_on_the_page_and_names_in_the_answer() -> None:
    refused = Refused(
        "impossible",
        field=term("figures.dead", phrase("telephone")),
        value=word("responding", "stage"),
        allowed=word("ended"),
    )
    page, told = sentence(refused, "zh"), as_json(refused)
    assert (page["field"], page["value"]) == (
        translate("telephone", "zh"),
        translate(WORDS["responding"], "zh"),
    )
    assert (told["field"], told["value"]) == ("figures.dead", "responding")


def test_the_mode_is_said_in_words(house: House) -> None:
    program = house.program()
    told = program.post(
        "/api/v1/incidents", json={"place": "青石沟", "what": "溃坝", "mode": "exercise"}
    ).json()
    assert (told["code"], told["value"]) == ("mode_mixed", "exercise")
    drill = translate(WORDS["exercise"], "zh")
    assert drill in told["allowed"]["zh"]
    for text in (told["allowed"]["zh"], told["message"]["zh"]):
        assert "exercise" not in text
        assert "mode" not in text


def test_an_impossible_command_names_the_stages(house: House) -> None:
    program = house.program()
    made = program.post("/api/v1/incidents", json={"place": "青石沟", "what": "溃坝"}).json()
    path = f"/api/v1/incidents/{made['incident']}/commands/BeginAftermath"
    told = program.post(path, json={}).json()
    assert (told["code"], told["field"], told["value"]) == (
        "impossible",
        "BeginAftermath",
        "reported",
    )
    assert told["allowed"]["zh"] == translate(WORDS["ended"], "zh")
    assert translate(NAMES["BeginAftermath"], "zh") in told["message"]["zh"]
    assert not re.search("[A-Za-z]", told["message"]["zh"])


def test_a_page_gives_the_titles_of_the_plan(house: House, reported: Report) -> None:
    client = house.signed_in()
    path = reported(client)
    answer = client.post(
        f"{path}/do/StartResponse",
        data={
            "level": "2",
            "spoken.on_behalf_of": "nobody",
            "spoken.means": "telephone",
            "spoken.said_at": "2026-05-17T02:25:00",
        },
    )
    refusal = unescape(answer.text).partition('role="alert"')[2].partition("</dl>")[0]
    assert answer.status_code == 422
    assert "县" in refusal
    assert "vice_magistrate" not in refusal


def test_a_refused_drill_player_reads_words(house: House) -> None:
    answer = house.signed_in(PLAYER).post(
        "/report", data={"place": "青石沟", "what": "溃坝", "mode": "real"}
    )
    refusal = unescape(answer.text).partition('role="alert"')[2].partition("</dl>")[0]
    assert translate(WORDS["real"], "zh") in refusal
    assert "real" not in refusal


WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    "",
    "x" * 5000,
    "no such value",
    [],
    [1],
    {},
    {"": 1},
)


def mistakes(command: type[Command]) -> Iterator[Refused]:
    """What a program is told that sends every kind of wrong value in every field."""
    for name in command.model_fields:
        for value in WRONG:
            try:
                command.model_validate({name: value})
            except ValidationError as error:
                for mistake in error.errors(include_url=False):
                    one = ValidationError.from_exception_data("one", [_again(mistake)])
                    yield of_validation(one)


def _again(mistake: Any) -> Any:
    return {k: mistake[k] for k in ("type", "loc", "input", "ctx") if k in mistake}


@pytest.mark.parametrize("name", OFFERED)
def test_no_mistake_is_told_in_the_english_of_a_library(name: str) -> None:
    for refused in mistakes(COMMANDS[name]):
        for lang in LANGS:
            assert "Input should" not in refused.allowed.say(lang)
            assert "'" not in refused.allowed.say(lang)
        assert refused.allowed.say("zh")


@pytest.mark.parametrize("lang", LANGS)
def test_what_can_be_chosen_is_told_in_words(lang: Lang) -> None:
    with pytest.raises(ValidationError) as caught:
        COMMANDS["ChangeKind"].model_validate({"kind": "flood", "reason": "x"})
    allowed = of_validation(caught.value).allowed
    assert allowed.say(lang) == translate(", ", lang).join(
        word(kind).say(lang) for kind in ("accident", "dangerous_sign")
    )


def test_every_field_that_people_fill_in_has_a_chinese_label() -> None:
    asked = {
        (name, field)
        for name in OFFERED
        for field in COMMANDS[name].model_fields
        if field not in APART
    }
    bare = {f"{n}.{f}" for n, f in asked if not CHINESE.search(translate(field_label(n, f), "zh"))}
    assert bare == set()


DEEP = b"[" * 100_000
HALF = "\\ud800"
"""An escape that JSON allows and that no text in UTF-8 can hold."""

READS_A_BODY = frozenset({raw_body, form_body})


def _asks(dependant: Dependant) -> bool:
    """Whether a route reads what is sent."""
    mine = dependant.call in READS_A_BODY or bool(dependant.body_params)
    return mine or any(map(_asks, dependant.dependencies))


def routes_that_read(client: TestClient) -> Iterator[APIRoute]:
    """Every route that takes a body; a new one is walked as well."""
    app = client.app
    assert isinstance(app, FastAPI)
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or "POST" not in (route.methods or ()):
            continue
        if _asks(route.dependant):
            yield route


def halves(route: APIRoute) -> Iterator[bytes]:
    """Bodies of JSON with half a character: as a name, in each field, as a press."""
    command = route.path.rpartition("/")[2]
    kind = COMMANDS.get(command)
    for name in (HALF, *(kind.model_fields if kind else ("place", "note", "result", "words"))):
        yield f'{{"{name}": "{HALF}"}}'.encode()
    sound = {"person": OFFICER, "command": "AddNote", "fields": {"note": "x"}, "key": "k"}
    spoilt: list[dict[str, object]] = [{**sound, n: "half"} for n in (*sound, "at")]
    spoilt += [{**sound, "fields": {"note": "half"}}, {**sound, "fields": {"half": "x"}}]
    for told in spoilt:
        yield json.dumps(told).replace('"half"', f'"{HALF}"').encode()


def test_a_body_that_cannot_be_read_is_refused_in_words_everywhere(
    house: House, reported: Report
) -> None:
    client, program = house.signed_in(), house.program()
    place = {"incident": reported(client).rsplit("/", 1)[1], "command": "AddNote", "kind": "call"}
    walked = []
    for route in routes_that_read(client):
        names = dict.fromkeys(route.param_convertors, "x") | place
        path = route.path_format.format(**names)
        walked.append(path)
        asks_json = path.startswith("/api/") or path.endswith("/me/act")
        by = program if path.startswith("/api/") else client
        head = {"content-type": "application/json"} if asks_json else {}
        for body in (DEEP, *halves(route)):
            answer = by.post(path, content=body, headers=head)
            assert answer.status_code < 500, (path, body[:80])
            if asks_json:
                told = answer.json()
                assert answer.status_code >= 400, (path, body[:80])
                assert told["field"] != "path", (path, body[:80], told)
                assert CHINESE.search(told["message"]["zh"])
        if not asks_json:
            form = {"content-type": "application/x-www-form-urlencoded"}
            for body in (b"place=%ED%A0%80", b"%ED%A0%80=x"):
                answer = client.post(path, content=body, headers=form)
                assert answer.status_code == 422, (path, body)
    assert {p for p in walked if p.endswith(("/me/act", "/commands/AddNote", "/api/v1/incidents"))}
    assert len(walked) > len(OFFERED)
