"""A provider of messages in a process of its own: takes each POST, waits, and answers 202.

``python -m tests.bench.alerts_provider WAIT_S [PER_SECOND]``: with ``PER_SECOND`` it starts no more
answers in a second than that, as a provider's rate limit does to whoever waits for it. Prints its
port. A ``GET`` gives when each message came, since the last one.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import cast

import uvloop

ROOT = Path(__file__).resolve().parents[2]
LENGTH = b"content-length:"


@dataclass
class Count:
    """What came, and when the next answer may begin under the rate limit."""

    wait_s: float
    each_s: float
    came: list[float] = field(default_factory=list)
    free_at: float = 0.0

    def take(self) -> float:
        """One message; gives the seconds until its answer."""
        self.came.append(time.time())
        now = time.monotonic()
        self.free_at = max(self.free_at, now) + self.each_s
        return max(self.wait_s, self.free_at - now)

    def told(self) -> bytes:
        """What came since the last time."""
        said, self.came = json.dumps(self.came).encode(), []
        return said


class Line(asyncio.Protocol):
    """One connection; parses no more than it has to, so that it is not what is timed."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._held += data
        while True:
            head, found, rest = self._held.partition(b"\r\n\r\n")
            if not found:
                return
            low = head.lower()
            at = low.find(LENGTH)
            size = int(low[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(rest) < size:
                return
            self._held = rest[size:]
            closes = b"connection: close" in low
            if head.startswith(b"GET"):
                self._answer(b"200 OK", self._count.told(), closes)
            else:
                wait_s, loop = self._count.take(), asyncio.get_running_loop()
                loop.call_later(wait_s, self._answer, b"202 Accepted", b"", closes)

    def _answer(self, status: bytes, body: bytes, closes: bool) -> None:
        said = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n" % (status, len(body))
        self._transport.write(said + b"Connection: close\r\n\r\n" * closes + b"\r\n" * (not closes))
        self._transport.write(body)
        if closes:
            self._transport.close()


@dataclass(frozen=True)
class Provider:
    """A running one, as its client sees it."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/alerts"

    def told(self) -> list[float]:
        """When each message came since the last question, as ``time.time`` says it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            came: list[float] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return came


@contextmanager
def provider(wait_s: float, per_second: float | None = None) -> Iterator[Provider]:
    """Started on a free port, ended at the end."""
    numbers = (wait_s, *(() if per_second is None else (per_second,)))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.alerts_provider", *map(str, numbers)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield Provider(int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(timeout=15)
        process.stdout.close()


async def _serve(count: Count) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(count), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    given = [float(n) for n in sys.argv[1:3]]
    uvloop.run(_serve(Count(given[0], 1 / given[1] if len(given) > 1 else 0.0)))
