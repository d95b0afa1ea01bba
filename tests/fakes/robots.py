"""Group robots of three chat services, which answer 200 also when they refuse.

Request forms, signatures and limits by what is known of the vendors: WeCom takes 20 a minute of
2,048 bytes each; DingTalk takes 20 a minute, and the next one blocks it for 10 minutes; Feishu
takes 100 a minute and 5 a second. Time is virtual: the test's clock.
Every refusal and fault is counted in ``reached``.

Faults are scripted: ``fake.faults.append("not_json")`` applies to the next post.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from runtime.clock import ManualClock
from tests.fakes.twilio_server import SLOW_S, serve

KEY = "wecom-key"
TOKEN = "robot-token"
SECRET = "SEC-robot-secret"
START = datetime(2024, 6, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Vendor = Literal["wecom", "dingtalk", "feishu"]
Fault = Literal["429", "302", "400", "500_after_posting", "slow_body", "cut", "not_json", "no_code"]


@dataclass
class FakeRobots:
    """State of the server; read and scripted by tests from another thread."""

    url: str = ""
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    posted: list[tuple[Vendor, str]] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    keyword: str = ""
    """A word that every post must have, for the two vendors that can ask for it."""
    signed: bool = True
    """DingTalk's and Feishu's robots ask for signatures."""
    calls: int = 0
    _times: list[tuple[Vendor, datetime]] = field(default_factory=list)
    _blocked_until: datetime | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cgi-bin/webhook/send", self._wecom, methods=["POST"]),
                Route("/robot/send", self._dingtalk, methods=["POST"]),
                Route("/open-apis/bot/v2/hook/{token}", self._feishu, methods=["POST"]),
            ]
        )

    async def _wecom(self, request: Request) -> Response:
        self.calls += 1
        body = await _object(request)
        if request.query_params.get("key") != KEY:
            return self._said("errcode", 93000, "invalid webhook url")
        if body.get("msgtype") != "text":
            return self._said("errcode", 40008, "invalid message type")
        text = str(body.get("text", {}).get("content", ""))
        if not text:
            return self._said("errcode", 44004, "empty content")
        if len(text.encode()) > 2048:
            return self._said("errcode", 45002, "content size out of limit")
        if self._recent("wecom", MINUTE) >= 20:
            return self._said("errcode", 45009, "api freq out of limit")
        return self._take("wecom", "errcode", text)

    async def _dingtalk(self, request: Request) -> Response:
        self.calls += 1
        body, query, now = await _object(request), request.query_params, self.clock.now()
        if query.get("access_token") != TOKEN:
            return self._said("errcode", 300001, "token is not exist")
        if self._blocked_until is not None and now < self._blocked_until:
            return self._said("errcode", 130101, "send too fast")
        if self.signed:
            stamp = query.get("timestamp", "0")
            wanted = hmac.digest(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256)
            if query.get("sign") != base64.b64encode(wanted).decode():
                return self._said("errcode", 310000, "sign not match", "dingtalk_sign")
            if abs(int(stamp) / 1000 - now.timestamp()) > 3600:
                return self._said("errcode", 310000, "invalid timestamp", "dingtalk_clock")
        text = str(body.get("text", {}).get("content", ""))
        if body.get("msgtype") != "text" or not text:
            return self._said("errcode", 40035, "invalid parameter")
        if self.keyword not in text:
            return self._said("errcode", 310000, "keywords not in content", "dingtalk_keyword")
        if self._recent("dingtalk", MINUTE) >= 20:
            self._blocked_until = now + timedelta(minutes=10)
            return self._said("errcode", 130101, "send too fast")
        return self._take("dingtalk", "errcode", text)

    async def _feishu(self, request: Request) -> Response:
        self.calls += 1
        body, now = await _object(request), self.clock.now()
        if request.path_params["token"] != TOKEN:
            return self._said("code", 19001, "param invalid: incoming webhook access token invalid")
        if self.signed:
            stamp = str(body.get("timestamp", "0"))
            wanted = hmac.digest(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256)
            if body.get("sign") != base64.b64encode(wanted).decode():
                return self._said("code", 19021, "sign match fail", "feishu_sign")
            if abs(int(stamp) - now.timestamp()) > 3600:
                return self._said("code", 19021, "timestamp is not within one hour", "feishu_clock")
        text = str(body.get("content", {}).get("text", ""))
        if body.get("msg_type") != "text" or not text:
            return self._said("code", 9499, "Bad Request")
        if self.keyword not in text:
            return self._said("code", 19024, "Key Words Not Found")
        second = timedelta(seconds=1)
        if self._recent("feishu", MINUTE) >= 100 or self._recent("feishu", second) >= 5:
            return self._said("code", 11232, "frequency limited psm")
        return self._take("feishu", "code", text)

    def _recent(self, vendor: Vendor, window: timedelta) -> int:
        since = self.clock.now() - window
        return sum(1 for who, at in self._times if who == vendor and at > since)

    def _take(self, vendor: Vendor, name: str, text: str) -> Response:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            self.reached[fault] += 1
        if fault in ("429", "302", "400"):
            return Response(status_code=int(fault), headers={"location": "/elsewhere"})
        self._times.append((vendor, self.clock.now()))
        self.posted.append((vendor, text))
        if fault == "500_after_posting":
            return Response(status_code=500)
        if fault == "not_json":
            return Response("<html>gateway</html>", media_type="text/html")
        if fault == "no_code":
            return JSONResponse({"errmsg": "ok", "msg": "success"})
        if fault in ("slow_body", "cut"):
            return StreamingResponse(_slowly(cut=fault == "cut"), 200, {"content-length": "400"})
        ok = "success" if name == "code" else "ok"
        return JSONResponse({name: 0, "msg" if name == "code" else "errmsg": ok})

    def _said(self, name: str, code: int, message: str, reached: str | None = None) -> Response:
        self.reached[reached or str(code)] += 1
        return JSONResponse({name: code, "msg" if name == "code" else "errmsg": message}, 200)


async def _object(request: Request) -> dict[str, Any]:
    said = json.loads(await request.body())
    assert isinstance(said, dict)
    return said


async def _slowly(*, cut: bool) -> AsyncIterator[bytes]:
    yield b'{"errcode": 0, "code": 0'
    if not cut:
        await asyncio.sleep(SLOW_S)
    # Ends short of the promised length: the connection breaks off.


@contextmanager
def running() -> Iterator[FakeRobots]:
    """The three vendors on a free port of this machine."""
    fake = FakeRobots()
    with serve(fake.app()) as url:
        fake.url = url
        yield fake
