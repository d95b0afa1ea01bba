"""Wherever a no points, people read what that is, in their language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from runtime.language import translate
from tests.web.conftest import House
from web.labels import field_label

ROOT = Path(__file__).resolve().parents[2]
SAY_NO = ("web", "notify", "incident", "registry", "app", "runtime")
CHINESE = re.compile("[一-鿿]")
TYPED = re.compile(r"--[a-z-]+|[A-Z][A-Z_]+|[0-9]+")
"""Options, arguments and settings are called as they are typed, lines of a file by number."""
UNLABELLED = {"unknown_field"}


def places() -> Iterator[tuple[str, str]]:
    """Every place that a refusal names literally, and the module."""
    for path in sorted(p for top in SAY_NO for p in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Refused":
                continue
            code = node.args[0] if node.args else None
            if isinstance(code, ast.Constant) and code.value in UNLABELLED:
                continue
            for given in node.keywords:
                if given.arg == "field" and isinstance(given.value, ast.Constant):
                    yield str(given.value.value), str(path.relative_to(ROOT))


def bare(names: set[str], command: str = "") -> set[str]:
    """Those that have no words in one of the languages."""
    return {
        name
        for name in names
        if (label := field_label(command, name)) == name
        or not CHINESE.search(translate(label, "zh"))
        or CHINESE.search(translate(label, "en"))
    }


def test_every_place_that_a_refusal_names_has_a_label_in_both_languages() -> None:
    named = dict(places())
    assert {"copy", "X-Twilio-Signature", "polygon", "received_at"} <= named.keys()
    assert len(named) > 100
    assert bare({name for name in named if not TYPED.fullmatch(name)}) == set()


def sent_in(document: Any, shape: Any, known: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of everything in a body, however deep."""
    if isinstance(shape, list):
        for part in shape:
            yield from sent_in(document, part, known)
    if not isinstance(shape, dict):
        return
    model = str(shape.get("$ref", "")).rpartition("/")[2]
    if model and model not in known:
        yield from sent_in(document, document["components"]["schemas"][model], known | {model})
    yield from shape.get("properties", {})
    for part in shape.values():
        yield from sent_in(document, part, known)


def test_every_name_that_the_api_takes_has_a_label_in_both_languages(house: House) -> None:
    document = house.client().get("/api/v1/openapi.json").json()
    named: dict[str, set[str]] = {}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            names = named.setdefault(path.rpartition("/")[2], set())
            names |= {parameter["name"] for parameter in operation.get("parameters", ())}
            for sent in operation.get("requestBody", {}).get("content", {}).values():
                names |= set(sent_in(document, sent.get("schema")))
    everything = set().union(*named.values())
    assert {"after", "idempotency-key", "dialled", "posts", "on_behalf_of"} <= everything
    assert {c: b for c, names in named.items() if (b := bare(names, c))} == {}


def asked_for(dependant: Dependant) -> Iterator[str]:
    for kind in ("path", "query", "header", "cookie", "body"):
        yield from (field.alias for field in getattr(dependant, f"{kind}_params"))
    for part in dependant.dependencies:
        yield from asked_for(part)


def test_every_name_in_the_address_of_a_page_has_a_label_in_both_languages(house: House) -> None:
    named = {
        name
        for context in iter_route_contexts(house.app.routes)
        if isinstance(route := context.original_route, APIRoute)
        for name in asked_for(route.dependant)
    }
    assert {"incident", "q", "before", "address"} <= named
    assert bare(named) == set()


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/api/v1/incidents/{}/log?after=x", "此序号之后的条目", "Entries after this number"),
        ("/api/v1/duty/entries?before=0", "此序号之前的条目", "Entries before this number"),
    ],
)
def test_a_program_is_told_in_words_what_its_address_asks_wrongly(
    house: House, path: str, zh: str, en: str
) -> None:
    told = house.program().get(path.format("none")).json()
    assert told["field"].startswith("query.")
    assert zh in told["message"]["zh"]
    assert en in told["message"]["en"]
    assert "query" not in told["message"]["zh"] + told["message"]["en"]


def test_what_a_header_is_called_is_told_with_its_name_in_brackets(house: House) -> None:
    answer = house.program().post(
        "/api/v1/incidents", json={}, headers={"origin": "http://elsewhere.example"}
    )
    assert answer.json()["field"] == "Origin"
    assert "（Origin）" in answer.json()["message"]["zh"]
    assert "(Origin)" in answer.json()["message"]["en"]
