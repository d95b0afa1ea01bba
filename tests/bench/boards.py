"""A thousand boards in one process: they connect, listen, and say how old each message was.

``python -m tests.bench.boards PORT BOARDS EVENTS WAY`` with ``WAY`` ``bare`` (frames without a
handshake) or ``ws``. Prints ``ready`` once all are in, then one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from typing import cast

import uvloop

MARK = b"t="
PING, PONG, MASKED = 0x89, b"\x8a", 0x80
"""A board that does not answer a ping is taken for gone (RFC 6455, section 5.5.2); the mask of the
answer is zero."""
STAMP = 17
"""Characters of a time such as ``1763990000.123456``."""
_HANDSHAKE = (
    "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
).encode("ascii")


class Board(asyncio.Protocol):
    """Reads frames as they come; parses no more than it has to, so that it is not what is timed."""

    ready = 0
    ages: list[float] = []  # noqa: RUF012 - shared by all boards of the process

    def __init__(self, way: str) -> None:
        self._greeted = way == "bare"
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._greeted:
            Board.ready += 1
        else:
            self._transport.write(_HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self._held += data
        if not self._greeted:
            head, found, rest = self._held.partition(b"\r\n\r\n")
            if not found:
                return
            if b"101" not in head.splitlines()[0]:
                raise RuntimeError(head.decode())
            self._greeted, self._held = True, rest
            Board.ready += 1
        while (whole := _frame(self._held)) is not None:
            kind = self._held[0]
            payload, self._held = whole
            if kind == PING:
                self._transport.write(PONG + bytes((MASKED | len(payload), 0, 0, 0, 0)) + payload)
                continue
            at = payload.find(MARK)
            if at >= 0:
                Board.ages.append(now - float(payload[at + 2 : at + 2 + STAMP]))


def _frame(held: bytes) -> tuple[bytes, bytes] | None:
    if len(held) < 4:
        return None
    size, start = held[1], 2
    if size == 126:
        size, start = int.from_bytes(held[2:4], "big"), 4
    elif size == 127:
        raise RuntimeError("larger than this run sends")
    if len(held) < start + size:
        return None
    return held[start : start + size], held[start + size :]


async def main(port: int, boards: int, events: int, way: str) -> None:
    loop = asyncio.get_running_loop()
    for start in range(0, boards, 100):
        await asyncio.gather(
            *(
                loop.create_connection(lambda: Board(way), "127.0.0.1", port)
                for _ in range(start, min(start + 100, boards))
            )
        )
    while Board.ready < boards:  # noqa: ASYNC110 - counted by many protocols
        await asyncio.sleep(0.02)
    print("ready", flush=True)
    # Until all are there, or nothing more has come for a while.
    came, quiet_since = 0, time.monotonic()
    while len(Board.ages) < boards * events and time.monotonic() - quiet_since < 30:
        if len(Board.ages) > came:
            came, quiet_since = len(Board.ages), time.monotonic()
        await asyncio.sleep(0.05)
    ages = sorted(Board.ages)
    p99 = ages[int(len(ages) * 0.99)] if ages else 0.0
    print(json.dumps({"count": len(ages), "p99_ms": p99 * 1000}), flush=True)
    os._exit(0)  # a thousand connections need not be closed one by one


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
