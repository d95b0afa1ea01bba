"""The API's contract as OpenAPI: for every path a shape and an example of what is sent and of what
comes back, and the refusals that it can give, in one shape."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema

from incident.commands import COMMANDS
from incident.materials.kinds import KINDS
from runtime.language import LANGS, phrase
from runtime.refusal import REASONS
from web.answered import ANSWERS, CommandReceipt
from web.duty.messages import LogEntry, PromoteEntry
from web.examples import EXAMPLES, SHOWN
from web.possible import of_command, of_path
from web.state_shape import STATE, state_shapes

PREFIX = "/api/v1"
_REF = "#/components/schemas/{model}"
_JSON = "application/json"
_FILE = {"type": "string", "format": "binary"}


class Told(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class Refusal(BaseModel):
    """Why something was not accepted: where, what was given, what is allowed. Nothing of the
    request was applied."""

    model_config = ConfigDict(extra="forbid")

    code: str
    field: str
    value: str
    allowed: Told
    message: Told


DUTY: tuple[type[BaseModel], ...] = (LogEntry, PromoteEntry)
"""What is sent to the duty desk; no commands, for no incident is there yet."""


def refusals(codes: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The refusals with these codes by status, each with an example of its first code."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(REASONS[code].status, []).append(code)
    return {
        str(status): {
            "description": ", ".join(named),
            "content": {
                _JSON: {
                    "schema": {"$ref": _REF.format(model="Refusal")},
                    "examples": {code: {"value": _refused(code)} for code in named},
                }
            },
        }
        for status, named in sorted(by_status.items())
    }


def _refused(code: str) -> dict[str, Any]:
    """A refusal with this code, with its own sentence, and dots where the case speaks."""
    said = {lang: phrase(REASONS[code].sentence).say(lang) for lang in LANGS}
    dots = dict.fromkeys(LANGS, "…")
    return {"code": code, "field": "…", "value": "…", "allowed": dots, "message": said}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(title="tailings", version="1", description=__doc__, routes=app.routes)
    named: list[type[BaseModel]] = [*DUTY, *COMMANDS.values(), CommandReceipt, Refusal]
    named += dict.fromkeys(shape for shape, _ in ANSWERS.values())
    _, shapes = models_json_schema([(m, "validation") for m in named], ref_template=_REF)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(shapes.get("$defs", {}) | state_shapes(_REF))
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(method, path.removeprefix(PREFIX), operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document


def _complete(method: str, path: str, operation: dict[str, Any]) -> None:
    """FastAPI knows neither what the bodies hold nor how this program refuses."""
    sent = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    name = sent["schema"]["$ref"].rpartition("/")[2] if sent else ""
    if sent:
        sent["example"] = EXAMPLES[name]
    statuses: tuple[int, ...] = (200,)
    command = COMMANDS.get(name) if "/commands/" in path else None
    if command is not None:
        shape, key = CommandReceipt.__name__, "commands"
        codes = of_command(name, frozenset(command.model_fields))
    else:
        codes = of_path(method, path)
        key = f"{method} {path}"
        if (method, path) == ("get", "/incidents/{incident}"):
            shape = STATE
        elif (method, path) in ANSWERS:
            model, statuses = ANSWERS[method, path]
            shape = model.__name__
        else:
            media = {kind.media: {"schema": _FILE} for kind in KINDS}
            file = {"description": "the file as it was sent", "content": media}
            operation["responses"] = {"200": file, **refusals(codes)}
            return
    answered = {
        str(status): {
            "description": "done before" if status == 200 and 201 in statuses else "done",
            "content": {
                _JSON: {"schema": {"$ref": _REF.format(model=shape)}, "example": SHOWN[key]}
            },
        }
        for status in statuses
    }
    operation["responses"] = {**answered, **refusals(codes)}
