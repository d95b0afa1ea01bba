"""A receiver of signed messages, written from the published page and not from our own code.

It checks time and signature, passes each idempotency key on once, and can fail by script. Every
refusal and fault is counted in ``reached``.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from runtime.clock import ManualClock
from tests.fakes.twilio_server import SLOW_S, serve

SECRET = b"a shared secret of a test"
START = datetime(2024, 6, 1, 4, tzinfo=UTC)
WINDOW_S = 300

Fault = Literal[
    "400", "404", "302", "429", "429_wait", "500_before", "503_wait", "500_after_passing_on",
    "silent_after_passing_on",
]  # fmt: skip


@dataclass
class FakeReceiver:
    """State of the receiver; read and scripted by tests from another thread."""

    url: str = ""
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    passed_on: dict[str, dict[str, Any]] = field(default_factory=dict)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/alerts", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body, headers = await request.body(), request.headers
        stamp = headers.get("x-tailings-timestamp", "")
        if not stamp.isdigit() or abs(int(stamp) - self.clock.now().timestamp()) > WINDOW_S:
            return self._refuse(401, "too_old")
        wanted = hmac.new(SECRET, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        given = headers.get("x-tailings-signature", "")
        if not hmac.compare_digest(given, f"sha256={wanted}"):
            return self._refuse(401, "bad_signature")
        key = headers.get("idempotency-key")
        if not key:
            return self._refuse(400, "no_key")
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            self.reached[fault] += 1
            if not fault.endswith("after_passing_on"):
                wait = {"retry-after": "42"} if fault.endswith("wait") else None
                return Response(status_code=int(fault[:3]), headers=wait)
        if key in self.passed_on:
            return self._refuse(409, "known_key")
        self.passed_on[key] = json.loads(body)
        if fault == "500_after_passing_on":
            return Response(status_code=500)
        if fault == "silent_after_passing_on":
            await asyncio.sleep(SLOW_S)
        return Response(status_code=202)

    def _refuse(self, status: int, name: str) -> Response:
        self.reached[name] += 1
        return Response(name, status)


@contextmanager
def running() -> Iterator[FakeReceiver]:
    """A receiver on a free port of this machine."""
    fake = FakeReceiver()
    with serve(fake.app()) as url:
        fake.url = f"{url}/alerts"
        yield fake
