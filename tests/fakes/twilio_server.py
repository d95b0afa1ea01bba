"""A small Twilio: takes messages, refuses what the vendor refuses, and reports on delivery.

It checks requests by the vendor's published description of ``POST …/Messages.json`` (form fields,
basic authentication, 201 on success, errors as ``{code, message, more_info, status}``). Every
refusal and fault is counted in ``reached``, so that a test can prove that it happened.

Faults are scripted: ``fake.faults.append("slow_body")`` applies to the next message.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.fakes.twilio_calls import Call, Form, call_answer, refused_call
from tests.fakes.twilio_signed import SENDER, SID, TOKEN, Report, sign

__all__ = ["SENDER", "SID", "TOKEN", "FakeTwilio", "Report", "running", "serve", "sign"]

Fault = Literal["429", "500_after_acceptance", "503_before", "slow_body", "not_json", "cut"]

FIELDS = frozenset(
    {
        "To", "From", "Body", "StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback",
        "Attempt", "ValidityPeriod", "ForceDelivery", "ContentRetention", "AddressRetention",
        "SmartEncoded", "PersistentAction", "TrafficType", "ShortenUrls", "ScheduleType",
        "SendAt", "SendAsMms", "ContentVariables", "MessageIntent", "RiskCheck", "FallbackFrom",
        "MessagingServiceSid", "MediaUrl", "ContentSid",
    }
)  # fmt: skip
"""Form fields of the published description."""

PATIENCE_S = 30.0
"""Real seconds that the vendor waits for an answer to a report, on a busy machine too."""
SLOW_S = 30.0
"""How long a slow body stays away; clients must have given up before."""


@dataclass
class Taken:
    """A message that the provider accepted, whatever it answered."""

    sid: str
    to: str
    body: str
    callback: str | None


@dataclass
class FakeTwilio:
    """State of the server; read and scripted by tests from another thread."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    """Numbers that replied STOP."""

    def app(self) -> Starlette:
        account = "/2010-04-01/Accounts/{account}"
        return Starlette(
            routes=[
                Route(f"{account}/Messages.json", self._create, methods=["POST"]),
                Route(f"{account}/Calls.json", self._call, methods=["POST"]),
            ]
        )

    async def _create(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        if refusal := self._check(form):
            return refusal
        return await self._answer(form, self.faults.pop(0) if self.faults else None)

    async def _call(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        if wrong := refused_call(form):
            return self._refuse(400, *wrong)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            self.reached[fault] += 1
        if fault == "429":
            return self._refuse(429, 20429, "Too Many Requests")
        sid = f"CA{len(self.calls):032x}"
        self.calls.append(Call(sid, form))
        if fault == "500_after_acceptance":
            return self._refuse(500, 20500, "Internal server error")
        return JSONResponse(call_answer(sid, form), 201)

    async def _form(self, request: Request) -> Form | Response:
        """The fields of a request by the account's owner, or its refusal."""
        wanted = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {wanted}":
            return self._refuse(401, 20003, "Authenticate")
        if request.path_params["account"] != SID:
            return self._refuse(404, 20404, "The requested resource was not found")
        kind = request.headers.get("content-type", "")
        if not kind.startswith("application/x-www-form-urlencoded"):
            return self._refuse(415, 20415, "Unsupported Media Type")
        return Form(parse_qsl((await request.body()).decode(), keep_blank_values=True))

    def _check(self, form: Mapping[str, str]) -> Response | None:
        to, sender, body = form.get("To"), form.get("From"), form.get("Body", "")
        if unknown := set(form) - FIELDS:
            return self._refuse(400, 20001, f"Unknown parameters {sorted(unknown)}")
        if not to:
            return self._refuse(400, 21604, "A 'To' phone number is required.")
        if not sender and not form.get("MessagingServiceSid"):
            return self._refuse(400, 21603, "A 'From' phone number is required.")
        if not body and not form.get("MediaUrl") and not form.get("ContentSid"):
            return self._refuse(400, 21602, "Message body is required.")
        if len(body) > 1600:
            return self._refuse(400, 21617, "The concatenated message body exceeds the limit.")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            return self._refuse(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if sender and sender != SENDER:
            return self._refuse(400, 21606, f"The 'From' phone number {sender} is not yours.")
        if to in self.stopped:
            return self._refuse(400, 21610, "Attempt to send to unsubscribed recipient")
        host = urlsplit(form["StatusCallback"]).hostname if "StatusCallback" in form else "ok"
        if not host or "_" in host:
            return self._refuse(400, 21609, "The 'StatusCallback' URL is not a valid URL.")
        return None

    async def _answer(self, form: Mapping[str, str], fault: Fault | None) -> Response:
        if fault is not None:
            self.reached[fault] += 1
        if fault == "429":
            return self._refuse(429, 20429, "Too Many Requests")
        if fault == "503_before":
            return self._refuse(503, 20503, "Service unavailable")
        sid = f"SM{len(self.taken):032x}"
        self.taken.append(Taken(sid, form["To"], form["Body"], form.get("StatusCallback")))
        if fault == "500_after_acceptance":
            return self._refuse(500, 20500, "Internal server error")
        if fault == "not_json":
            return Response("<html>gateway</html>", 201, media_type="text/html")
        if fault in ("slow_body", "cut"):
            return StreamingResponse(_slowly(cut=fault == "cut"), 201, {"content-length": "400"})
        answer: dict[str, object] = {
            "sid": sid, "account_sid": SID, "api_version": "2010-04-01", "status": "queued",
            "to": form["To"], "from": form.get("From"), "body": form["Body"],
            "direction": "outbound-api", "num_segments": "1", "num_media": "0",
            "price": None, "price_unit": "USD", "error_code": None, "error_message": None,
            "date_created": "Sat, 01 Jun 2024 04:00:00 +0000",
            "date_updated": "Sat, 01 Jun 2024 04:00:00 +0000", "date_sent": None,
            "messaging_service_sid": None, "subresource_uris": {},
            "uri": f"/2010-04-01/Accounts/{SID}/Messages/{sid}.json",
        }  # fmt: skip
        return JSONResponse(answer, 201)

    def _refuse(self, status: int, code: int, message: str) -> Response:
        self.reached[str(code)] += 1
        more = f"https://www.twilio.com/docs/errors/{code}"
        body = {"code": code, "message": message, "more_info": more, "status": status}
        return JSONResponse(body, status)

    def report(self, index: int, status: str, error: int | None = None) -> Report:
        """The delivery report on a message as the vendor would post it."""
        message = self.taken[index]
        assert message.callback is not None
        form = {
            "MessageSid": message.sid, "SmsSid": message.sid, "AccountSid": SID,
            "MessageStatus": status, "SmsStatus": status, "To": message.to, "From": SENDER,
            "ApiVersion": "2010-04-01", "ErrorCode": str(error or ""),
            "MessagingServiceSid": "",  # empty fields are sent, and signed
        }  # fmt: skip
        return Report(message.callback, form, sign(message.callback, form))

    def post_report(
        self, index: int, status: str, error: int | None = None, *,
        times: int = 1, forged: bool = False,
    ) -> list[int]:  # fmt: skip
        """Post a report (``times``: the vendor repeats itself) and give the answers' statuses."""
        url, form, signature = self.report(index, status, error)
        if forged:
            signature = base64.b64encode(b"\0" * 20).decode()
        name = "forged_report" if forged else "repeated_report" if times > 1 else "report"
        self.reached[name] += 1
        if error is not None:
            self.reached[str(error)] += 1
        headers = {"X-Twilio-Signature": signature}
        return [
            httpx.post(url, data=form, headers=headers, timeout=PATIENCE_S).status_code
            for _ in range(times)
        ]

    def text_in(self, url: str, sender: str, body: str, number: int = 0) -> Report:
        """A message that somebody sends to the installation's number, as the vendor posts it to
        the address that is set for the number."""
        sid = f"SM{number + 0xF000:032x}"
        form = {
            "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": SID,
            "From": sender, "To": SENDER, "Body": body, "NumMedia": "0", "NumSegments": "1",
            "SmsStatus": "received", "ApiVersion": "2010-04-01", "FromCity": "", "FromZip": "",
        }  # fmt: skip
        return Report(url, form, sign(url, form))


async def _slowly(*, cut: bool) -> AsyncIterator[bytes]:
    yield b'{"sid": "SM'
    if not cut:
        await asyncio.sleep(SLOW_S)
    # Ends short of the promised length: the connection breaks off.


class QuietServer(uvicorn.Server):
    """A server in a thread of its own that does not touch the process's signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Run an application on a free port of this machine; gives its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="critical", timeout_graceful_shutdown=0,
        loop="asyncio", lifespan="off",
    )  # fmt: skip
    server = QuietServer(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server did not stop"


@contextmanager
def running() -> Iterator[FakeTwilio]:
    """A fake Twilio on a free port of this machine."""
    fake = FakeTwilio()
    with serve(fake.app()) as url:
        fake.url = url
        yield fake


def main() -> None:
    """Run it until it is interrupted."""
    import sys

    parser = argparse.ArgumentParser(description="A fake Twilio: messages and calls")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args().port
    fake = FakeTwilio()
    with socket.create_server(("127.0.0.1", asked)) as here:
        fake.url = f"http://127.0.0.1:{here.getsockname()[1]}"
        sys.stdout.write(f"{fake.url}  account {SID}  token {TOKEN}  sender {SENDER}\n")
        sys.stdout.flush()
        config = uvicorn.Config(fake.app(), log_level="warning", lifespan="off")
        uvicorn.Server(config).run(sockets=[here])


if __name__ == "__main__":
    main()
