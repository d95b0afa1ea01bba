"""A provider on 127.0.0.1 that outlives the program: what it accepted stays accepted.

It is the fake Twilio, with people who answer. Their answers are offered until the program says
that it has them, as a vendor repeats a request that was not answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio_server import FakeTwilio, Fault, Taken, serve

REPORTED = re.compile(r"报告甲库漫顶.*收到 (\d\d)", re.DOTALL)
ORDER = re.compile(r"启动 ?(\d{6})")


@dataclass(frozen=True)
class Handed:
    """A message that was accepted: the attempt that it came from, and whether by then its person's
    answer was in the log."""

    attempt: str
    to: str
    text: str
    after_answer: bool


@dataclass
class Exchange(FakeTwilio):
    """``answers`` has for each number what its holder looks for in a message, once, and writes
    back; ``answered`` tells whether the person of an attempt has answered by now."""

    answers: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = field(default_factory=dict)
    answered: Callable[[str], bool] = lambda attempt: False
    handed: list[Handed] = field(default_factory=list)
    offered: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Answers that the program has not confirmed: number and text by their name."""
    written: list[str] = field(default_factory=list)
    """Names of all answers."""

    def app(self) -> Starlette:
        routes = [
            *super().app().routes,
            Route("/replies", self._offer),
            Route("/replies/{name}", self._confirm, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    async def _answer(self, form: Mapping[str, str], fault: Fault | None) -> Response:
        before = len(self.taken)
        answer = await super()._answer(form, fault)
        for taken in self.taken[before:]:
            self._arrived(taken)
        return answer

    def _arrived(self, taken: Taken) -> None:
        (attempt,) = parse_qs(urlsplit(taken.callback or "").query)["attempt"]
        self.handed.append(Handed(attempt, taken.to, taken.body, self.answered(attempt)))
        for number, (looked_for, words) in enumerate(self.answers.get(taken.to, ())):
            name = f"{taken.to}-{number}"
            if (found := looked_for.search(taken.body)) and name not in self.written:
                self.written.append(name)
                self.offered[name] = (taken.to, words.format(found[1]))

    async def _offer(self, request: Request) -> Response:
        return JSONResponse([[name, *said] for name, said in self.offered.items()])

    async def _confirm(self, request: Request) -> Response:
        self.offered.pop(request.path_params["name"], None)
        return Response(status_code=204)


@contextmanager
def running(exchange: Exchange) -> Iterator[Exchange]:
    """The exchange on a free port of this machine."""
    with serve(exchange.app()) as url:
        exchange.url = url
        yield exchange
