"""The API's contract as OpenAPI: a schema for every command, and one shape for every refusal."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from incident.commands import COMMANDS
from runtime.refusal import REASONS
from web.duty.messages import LogEntry, PromoteEntry


class Told(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class Refusal(BaseModel):
    """Why something was not accepted: where, what was given, what is allowed. Nothing of the
    request was applied."""

    code: str
    field: str
    value: str
    allowed: Told
    message: Told


DUTY: tuple[type[BaseModel], ...] = (LogEntry, PromoteEntry)
"""What is sent to the duty desk; no commands, for no incident is there yet."""

EXAMPLES: dict[str, dict[str, Any]] = {
    "ReportIncident": {
        "mode": "exercise",
        "place": "（演练）青石沟",
        "what": "（演练）尾矿库溃坝，两人失去联系",
        "occurred_at": "2024-06-01T02:19:00+08:00",
    },
    "RecordClaim": {
        "measure": "missing",
        "value": 2,
        "source": "fire",
        "observed_at": "2024-06-01T02:58:00+08:00",
        "confidence": "credible",
        "basis": "on_scene",
    },
    "StartResponse": {
        "level": 2,
        "spoken": {
            "on_behalf_of": "vice_magistrate",
            "means": "telephone",
            "said_at": "2024-06-01T02:36:00+08:00",
        },
    },
    "FinishTask": {"task": "onsite-form", "proof": "note", "evidence": "现场指挥部已到位"},
    "AddNote": {"note": "道路已疏通"},
    "LogEntry": {
        "kind": "call",
        "from_whom": "（演练）青石沟企业调度室",
        "words": "坝脚渗水点变浑，水量增大，当班 6 人已撤离坝面",
        "received_at": "2024-06-01T02:28:00+08:00",
        "recording": "0601-31",
    },
    "PromoteEntry": {
        "kind": "dangerous_sign",
        "place": "（演练）青石沟",
        "occurred_at": "2024-06-01T02:19:00+08:00",
    },
}


def refusals() -> dict[int | str, dict[str, Any]]:
    """The possible refusals by status, for every path."""
    by_status: dict[int, list[str]] = {}
    for code, reason in REASONS.items():
        if reason.status < 500 or code == "storage":
            by_status.setdefault(reason.status, []).append(code)
    return {
        status: {"model": Refusal, "description": ", ".join(codes)}
        for status, codes in sorted(by_status.items())
    }


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(title="tailings", version="1", description=__doc__, routes=app.routes)
    _, shapes = models_json_schema(
        [(shape, "validation") for shape in (*DUTY, *COMMANDS.values())],
        ref_template="#/components/schemas/{model}",
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(shapes.get("$defs", {}))
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    for path in document["paths"].values():
        for operation in path.values():
            # FastAPI's own shape of a validation fault is never sent.
            operation["responses"]["422"]["content"] = {
                "application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}
            }
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document
