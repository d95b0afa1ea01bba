"""A small ntfy server: takes JSON at its root, refuses what ntfy refuses, presses buttons.

Answers are as in its published documentation: the message with its id, or ``{code, http, error}``.
Every refusal and fault is counted in ``reached``; faults are scripted in ``faults``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio_server import serve

TOKEN = "tk_fake"

Fault = Literal["429", "429_wait", "500_after_taking", "not_json", "413"]

FIELDS = frozenset(
    {
        "topic", "message", "title", "tags", "priority", "actions", "click", "attach", "markdown",
        "icon", "filename", "delay", "email", "call", "sequence_id",
    }
)  # fmt: skip
"""Fields of the published description."""


@dataclass
class FakeNtfy:
    """State of the server; read and scripted by tests from another thread."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    token: str | None = None
    """With one the server is closed to everybody else."""

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/", self._publish, methods=["POST", "PUT"])])

    async def _publish(self, request: Request) -> Response:
        given = request.headers.get("authorization")
        if self.token is not None and given != f"Bearer {self.token}":
            return self._refuse(40301 if given is None else 40101, "forbidden or unauthorized")
        try:
            push = json.loads(await request.body())
        except ValueError:
            return self._refuse(40024, "invalid request: body must be valid JSON")
        if not set(push) <= FIELDS:
            return self._refuse(40024, f"unknown fields {sorted(set(push) - FIELDS)}")
        if not re.fullmatch(r"[-_A-Za-z0-9]{1,64}", str(push.get("topic", ""))):
            return self._refuse(40009, "invalid request: topic invalid")
        if push.get("priority", 3) not in range(1, 6):
            return self._refuse(40007, "invalid request: priority invalid")
        if not _actions(push.get("actions", [])):
            return self._refuse(40018, "invalid request: actions invalid")
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            self.reached[fault] += 1
        if fault in ("429", "429_wait"):
            headers = {"retry-after": "17"} if fault == "429_wait" else None
            return self._refuse(42901, "limit reached: too many requests", headers)
        if fault == "413":
            return self._refuse(41301, "attachment too large, or bandwidth limit reached")
        self.taken.append(push)
        if fault == "500_after_taking":
            return self._refuse(50001, "internal server error")
        if fault == "not_json":
            return Response("<html>gateway</html>", media_type="text/html")
        attached = len(push.get("message", "").encode()) > 4096
        answer = {
            "id": f"msg{len(self.taken)}", "time": 1717214400, "event": "message",
            "topic": push["topic"],
        }  # fmt: skip
        return JSONResponse(
            answer | ({"attachment": {"name": "attachment.txt"}} if attached else {})
        )

    def _refuse(self, code: int, error: str, headers: dict[str, str] | None = None) -> Response:
        self.reached[str(code)] += 1
        status = code // 100
        return JSONResponse({"code": code, "http": status, "error": error}, status, headers)

    def press(self, index: int) -> int:
        """Press the only button of a message as the telephone does; gives the answer's status."""
        (action,) = self.taken[index]["actions"]
        return httpx.request(
            action["method"], action["url"], headers=action.get("headers"),
            content=action.get("body"),
        ).status_code  # fmt: skip


def _actions(actions: list[dict[str, Any]]) -> bool:
    return len(actions) <= 3 and all(
        action.get("action") in ("view", "http", "broadcast")
        and action.get("label")
        and (action["action"] == "broadcast" or action.get("url"))
        for action in actions
    )


@contextmanager
def running() -> Iterator[FakeNtfy]:
    """A server on a free port of this machine."""
    fake = FakeNtfy()
    with serve(fake.app()) as url:
        fake.url = url
        yield fake
