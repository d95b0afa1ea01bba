"""The contract of the API: what it shows is what the program takes, gives and refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from incident.commands import COMMANDS
from runtime.refusal import REASONS
from tests.web.conftest import COMMANDER, ROOT, House
from web.answers import checked
from web.app import create_app
from web.contract import PREFIX, describe
from web.examples import EXAMPLES
from web.incidents import OFFERED
from web.possible import BY_COMMAND, BY_FIELD, of_command

STATE_CODES = {
    "conditions_open", "duplicate", "evidence_required", "handed_over", "impossible", "mode_mixed",
    "tasks_open",
    "unknown_claim", "unknown_decision", "unknown_order", "unknown_plan", "unknown_task",
}  # fmt: skip
"""Refusals for how the incident stands: what an example names has not happened in it, or is for
exercises only."""
NOT_THERE = {"pasted", "alert", "arming", "entry", "inquiry", "instruction", "of", "warning"}
"""Fields that name what an incident may not have yet."""
HTTP = {"get", "post"}
GENERAL = "wutai-general-commander"
HEAD = "wutai-emergency-head"


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    return describe(create_app(house.services))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in HTTP
            yield method, path, operation


def valid(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


def report(house: House) -> str:
    made = house.program().post(f"{PREFIX}/incidents", json={"place": "青石沟", "what": "溃坝"})
    return str(made.json()["incident"])


def test_every_body_and_every_json_answer_has_a_shape_and_an_example_of_it(
    document: dict[str, Any],
) -> None:
    for method, path, operation in operations(document):
        bodies = [operation.get("requestBody", {})]
        bodies += [a for s, a in operation["responses"].items() if s in {"200", "201"}]
        for content in (b["content"]["application/json"] for b in bodies if _json(b)):
            assert "$ref" in content["schema"], (method, path)
            assert content["example"] is not None, (method, path)
            valid(document, content["schema"], content["example"])
    posts = [o for m, _, o in operations(document) if m == "post"]
    assert sum(1 for o in posts if _json(o.get("requestBody", {}))) == len(OFFERED) + 5


def _json(body: dict[str, Any]) -> bool:
    return "application/json" in body.get("content", {})


def test_every_refusal_has_an_example_of_each_code_that_the_path_can_give(
    document: dict[str, Any],
) -> None:
    for method, path, operation in operations(document):
        refused = {s: a for s, a in operation["responses"].items() if s > "299"}
        assert {"401", "507"} <= set(refused), path
        for status, answer in refused.items():
            content = answer["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Refusal"}
            for code, example in content["examples"].items():
                assert str(REASONS[code].status) == status
                valid(document, content["schema"], example["value"])
            assert not {"port_taken", "folder_locked", "database_shape"} & set(content["examples"])
        if method == "get":
            assert "409" not in refused or "mode_mixed" in str(refused["409"]["description"]), path
    log = _codes(document, "get", f"{PREFIX}/incidents/{{incident}}/log")
    assert log == {
        "sign_in", "too_many", "unknown_plan", "storage", "invalid", "not_allowed",
        "unknown_incident", "unknown_person", "mode_mixed",
    }  # fmt: skip


def _codes(document: dict[str, Any], method: str, path: str) -> set[str]:
    answers = document["paths"][path][method]["responses"]
    refused = (a for status, a in answers.items() if status > "299")
    return {code for a in refused for code in a["content"]["application/json"]["examples"]}


def test_an_example_of_every_command_is_taken_or_refused_for_how_the_incident_stands(
    house: House, document: dict[str, Any]
) -> None:
    house.clock.forward(timedelta(minutes=12))
    program, taken = house.program(), set()
    wrong: dict[str, str] = {}
    people = [*map(house.program, (COMMANDER, GENERAL, HEAD))]
    for command in OFFERED:
        incident = report(house)
        path = f"{PREFIX}/incidents/{{incident}}/commands/{command}"
        place = path.replace("{incident}", incident)
        body = EXAMPLES[command]
        checked(COMMANDS[command], _text(body))
        if command not in FIRST:
            start = program.post(
                f"{PREFIX}/incidents/{incident}/commands/StartResponse",
                json=EXAMPLES["StartResponse"],
            )
            assert start.status_code == 200, start.text
        answer = program.post(place, json=body)
        for person in people:
            if answer.status_code == 403:
                answer = person.post(place, json=body)
        told = answer.json()
        if answer.status_code == 200:
            taken.add(command)
            shape = {"$ref": "#/components/schemas/CommandReceipt"}
            valid(document, shape, told)
            continue
        assert told["code"] in _codes(document, "post", path), (command, told)
        if told["code"] not in STATE_CODES and told["field"] not in NOT_THERE:
            wrong[command] = told["message"]["en"]
    assert wrong == {}
    assert len(taken) > 35, sorted(set(OFFERED) - taken)


def test_what_is_answered_has_the_shape_of_the_contract(
    house: House, document: dict[str, Any]
) -> None:
    house.clock.forward(timedelta(minutes=12))
    incident, program = report(house), house.program()
    for command in ("RecordClaim", "StartResponse", "AddNote", "DraftWarning", "RecordInquiry"):
        path = f"{PREFIX}/incidents/{incident}/commands/{command}"
        assert program.post(path, json=EXAMPLES[command]).status_code == 200
    entered = program.post(f"{PREFIX}/duty/entries", json=EXAMPLES["LogEntry"])
    answers = {"DutyEntered": entered.json()}
    for person in (program, house.program("wutai-village-contact-demo")):
        one = f"{PREFIX}/incidents/{incident}"
        answers |= {"IncidentState": person.get(one).json()}
        for shape, told in answers.items():
            valid(document, {"$ref": f"#/components/schemas/{shape}"}, told)
    for shape, place in (
        ("Log", f"incidents/{incident}/log"),
        ("Calls", f"incidents/{incident}/calls"),
        ("Incidents", "incidents"),
        ("DutyLog", "duty/entries"),
    ):
        told = program.get(f"{PREFIX}/{place}").json()
        valid(document, {"$ref": f"#/components/schemas/{shape}"}, told)


def test_no_code_that_a_decision_can_give_is_missing() -> None:
    given = {
        code
        for file in (ROOT / "incident/decide").glob("*.py")
        for code in re.findall(r'Refused\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }
    shown = {c for n in OFFERED for c in of_command(n, frozenset(COMMANDS[n].model_fields))}
    assert given <= shown
    assert set(BY_FIELD) <= {f for n in OFFERED for f in COMMANDS[n].model_fields}
    assert set(BY_COMMAND) <= set(OFFERED)


FIRST = {"StartResponse", "Propose", "DismissReport", "ReopenReport", "Decline", "ChangeKind"}
"""Commands that come before a response."""


def _text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)
