"""A small mainland gateway: takes messages by approved template, as Tencent Cloud SMS does.

It checks signature and clock by an implementation of its own, refuses what the vendor refuses,
and keeps the two queues that give each item once. Every refusal and fault is counted in
``reached``, so that a test can prove that it happened. What is not published (which errors come
for the whole request and which for a number, and in which order) is a guess.

Faults are scripted: ``fake.faults["SendSms"].append("cut")`` applies to the next such request. A
fault that is none of ``TRANSPORT`` is the vendor's error code to answer with; None lets one pass.

``python -m tests.fakes.tencent`` runs it for playing: ``GET /phones`` shows what arrived, and
``POST /phones/{number}`` with a text is that phone's reply.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.tencent_phones import Phones
from tests.fakes.twilio_server import serve

SECRET_ID, SECRET_KEY = "fake-id", "fake-key"
APP_ID = "1400000000"
SIGNATURE = "测试县应急"
ALERT, DRILL, BACK = "100001", "100002", "100006"
TEXTS = {
    ALERT: "{1}：{2}，{3}。{4}前到位。回复1已收到，2需要帮助。",
    DRILL: "演练：{1}。回复1已收到。",
    BACK: "关于您的答复：{1}（值班室）",
}

TRANSPORT = (
    "429",
    "503_before",
    "500_after",
    "slow_body",
    "cut",
    "not_json",
    "redirect",
    "no_status",
)
SLOW_S = 30.0
"""How long a slow body stays away; clients must have given up before."""

FIELDS = {
    "SendSms": (
        {"PhoneNumberSet", "SmsSdkAppId", "TemplateId", "SignName"},
        {"TemplateParamSet", "ExtendCode", "SessionContext", "SenderId"},
    ),
    "PullSmsSendStatus": ({"SmsSdkAppId", "Limit"}, set[str]()),
    "PullSmsReplyStatus": ({"SmsSdkAppId", "Limit"}, set[str]()),
}
"""Required and further fields of each action."""


class Refuse(Exception):  # noqa: N818 - an answer, not a fault
    """Answer the whole request with an error."""


@dataclass
class FakeTencent:
    """State of the server; read and scripted by tests from another thread."""

    url: str = ""
    phones: Phones = field(default_factory=Phones)
    reached: Counter[str] = field(default_factory=Counter)
    faults: defaultdict[str, list[str | None]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=lambda: dict(TEXTS))
    callers: set[tuple[str, int]] = field(default_factory=set)
    """The connections that requests came by."""
    words: set[str] = field(default_factory=set)
    """Words that no message may hold."""
    longest: dict[str, int] = field(default_factory=dict)
    """Most characters in one gap, for templates with such a limit."""
    addresses: set[str] | None = None
    """Where requests may come from; None for anywhere."""
    replies_on: bool = True
    """The vendor's support has switched replies on."""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._call, methods=["POST"]),
                Route("/phones", self._show),
                Route("/phones/{number}", self._type, methods=["POST"]),
            ]
        )

    async def _call(self, request: Request) -> Response:
        body = await request.body()
        if request.client is not None:
            self.callers.add((request.client.host, request.client.port))
        action = request.headers.get("x-tc-action", "")
        try:
            self._check_caller(request, body)
            fields = self._check_fields(action, body)
            fault = self.faults[action].pop(0) if self.faults[action] else None
            if fault is not None:
                self.reached[fault] += 1
                if (answer := _before(fault)) is not None:
                    return answer
            answered = self._do(action, fields)
        except Refuse as refused:
            self.reached[str(refused)] += 1
            error = {"Code": str(refused), "Message": "fake"}
            return _json({"Error": error})
        return _after(fault) or _json(answered)

    def _check_caller(self, request: Request, body: bytes) -> None:
        head = request.headers
        got = re.fullmatch(
            r"TC3-HMAC-SHA256 Credential=(\S+?)/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]+)",
            head.get("authorization", ""),
        )
        at = head.get("x-tc-timestamp", "")
        if got is None or not at.isdigit():
            raise Refuse("AuthFailure.InvalidAuthorization")
        secret_id, scope, names, signature = got.groups()
        if secret_id != SECRET_ID:
            raise Refuse("AuthFailure.SecretIdNotFound")
        if abs(self.phones.now_s() - int(at)) > 300:
            raise Refuse("AuthFailure.SignatureExpire")
        if not hmac.compare_digest(signature, _sign(head, scope, names.split(";"), at, body)):
            raise Refuse("AuthFailure.SignatureFailure")
        if head.get("x-tc-version") != "2021-01-11":
            raise Refuse("NoSuchVersion")
        client = request.client.host if request.client else ""
        if self.addresses is not None and client not in self.addresses:
            raise Refuse("UnauthorizedOperation.RequestIpNotInWhitelist")

    def _check_fields(self, action: str, body: bytes) -> Mapping[str, Any]:
        if action not in FIELDS:
            raise Refuse("InvalidAction")
        required, further = FIELDS[action]
        try:
            fields: Mapping[str, Any] = json.loads(body)
        except ValueError:
            raise Refuse("FailedOperation.JsonParseFail") from None
        if set(fields) - required - further:
            raise Refuse("UnknownParameter")
        if required - set(fields):
            raise Refuse("MissingParameter")
        if fields["SmsSdkAppId"] != APP_ID:
            raise Refuse("InvalidParameterValue.SdkAppIdNotExist")
        return fields

    def _do(self, action: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        if action == "SendSms":
            return {"SendStatusSet": self._send(fields)}
        if not 1 <= fields["Limit"] <= 100:
            raise Refuse("InvalidParameterValue.LimitVerifyFail")
        if action == "PullSmsSendStatus":
            queue = self.phones.reports
        elif self.replies_on:
            queue = self.phones.replies
        else:
            raise Refuse("UnauthorizedOperation.RequestPermissionDeny")
        return {f"{action}Set": _drawn(queue, fields["Limit"])}

    def _send(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        numbers = fields["PhoneNumberSet"]
        if not numbers:
            raise Refuse("MissingParameter.EmptyPhoneNumberSet")
        if len(numbers) > 200:
            raise Refuse("LimitExceeded.PhoneNumberCountLimit")
        if len(fields.get("SessionContext", "").encode()) >= 512:
            raise Refuse("InvalidParameter")
        return [self._send_one(number, fields) for number in numbers]

    def _send_one(self, number: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        context, params = fields.get("SessionContext", ""), fields.get("TemplateParamSet", [])
        text = self.texts.get(fields["TemplateId"], "")
        for n, param in enumerate(params, 1):
            text = text.replace(f"{{{n}}}", param)
        code = self._unfit(fields, params, text) or self.phones.refusal(number, text)
        serial = ""
        if code is None:
            serial = self.phones.take(number, fields["TemplateId"], text, context).serial
        else:
            self.reached[code] += 1
        return {
            "SerialNo": serial, "PhoneNumber": number, "Fee": int(code is None),
            "SessionContext": context, "Code": code or "Ok", "Message": "fake", "IsoCode": "CN",
        }  # fmt: skip

    def _unfit(self, fields: Mapping[str, Any], params: list[str], text: str) -> str | None:
        if fields["SignName"] != SIGNATURE:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if fields["TemplateId"] not in self.texts:
            return "FailedOperation.TemplateIncorrectOrUnapproved"
        gaps = set(re.findall(r"\{\d+\}", self.texts[fields["TemplateId"]]))
        if len(gaps) != len(params):
            return "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        longest = self.longest.get(fields["TemplateId"])
        if longest is not None and any(len(param) > longest for param in params):
            return "InvalidParameterValue.TemplateParameterLengthLimit"
        if any(re.search(r"://|www\.|\.(com|cn|net|org)", param) for param in params):
            return "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter"
        if len(f"【{SIGNATURE}】{text}") > 500:
            return "InvalidParameterValue.ContentLengthLimit"
        if any(word in text for word in self.words):
            return "FailedOperation.ContainSensitiveWord"
        return None

    async def _show(self, request: Request) -> Response:
        return JSONResponse([asdict(taken) for taken in self.phones.taken])

    async def _type(self, request: Request) -> Response:
        self.phones.reply(request.path_params["number"], (await request.body()).decode())
        return Response(status_code=204)


def _sign(head: Mapping[str, str], scope: str, names: list[str], at: str, body: bytes) -> str:
    """The signature that these headers and body should have, as the vendor describes it."""
    day, service, end = scope.split("/")
    if day != datetime.fromtimestamp(int(at), UTC).date().isoformat() or "host" not in names:
        return ""
    signed = "".join(f"{name}:{head.get(name, '').strip().lower()}\n" for name in names)
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join(["POST", "/", "", signed, ";".join(names), digest])
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{hashed}"
    key = ("TC3" + SECRET_KEY).encode()
    for part in (day, service, end, text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def _drawn(queue: deque[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The oldest items, which are gone from the queue with this."""
    return [queue.popleft() for _ in range(min(limit, len(queue)))]


def _json(response: Mapping[str, Any]) -> Response:
    return JSONResponse({"Response": {**response, "RequestId": "fake"}})


def _before(fault: str) -> Response | None:
    """The answer of a fault that comes before anything was done."""
    match fault:
        case "429":
            return Response("too many", 429)
        case "503_before":
            return Response("unavailable", 503)
        case "redirect":
            return Response(status_code=302, headers={"location": "/sign-in"})
        case _ if fault not in TRANSPORT:
            return _json({"Error": {"Code": fault, "Message": "fake"}})
    return None


def _after(fault: str | None) -> Response | None:
    """The answer of a fault that comes after everything was done."""
    match fault:
        case "500_after":
            return Response("error", 500)
        case "not_json":
            return Response("<html>gateway</html>", 200, media_type="text/html")
        case "no_status":
            return _json({"SendStatusSet": []})
        case "slow_body" | "cut":
            return StreamingResponse(
                _broken(slow=fault == "slow_body"), 200, {"content-length": "400"}
            )
    return None


async def _broken(*, slow: bool) -> AsyncIterator[bytes]:
    yield b'{"Response": {'
    if slow:
        await asyncio.sleep(SLOW_S)
    # Ends short of the promised length: the connection breaks off.


@contextmanager
def running() -> Iterator[FakeTencent]:
    """A fake gateway on a free port of this machine."""
    fake = FakeTencent()
    with serve(fake.app()) as url:
        fake.url = url
        yield fake


def main() -> None:
    """Run it until it is interrupted."""
    import sys

    import uvicorn

    parser = argparse.ArgumentParser(description="A fake mainland gateway")
    parser.add_argument("--port", type=int, default=8099)
    port = parser.parse_args().port
    sys.stdout.write(
        f"http://127.0.0.1:{port}  id {SECRET_ID}  key {SECRET_KEY}  application {APP_ID}\n"
        f"signature {SIGNATURE}  templates {TEXTS}\n"
    )
    uvicorn.run(FakeTencent().app(), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
