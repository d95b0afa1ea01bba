"""An event handed to the hub, received by a thousand boards: beside raw ``websockets`` and beside
bare transports, the same bytes to the same number of clients in the same run.

The clients are a small program of their own, so that the server's processor time is its own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import cast

import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.server import ServerConnection, broadcast, serve

from runtime.clock import SystemClock
from runtime.hints import Hints
from tests.bench.measure import Figure, figure
from tests.served import served
from web.hub.frames import FrameProtocol, text_frame, wire_of
from web.hub.hub import Hub
from web.hub.kept import Source
from web.hub.protocol import Hello, patch
from web.hub.room import Seat
from web.hub.views import Rendered

ROOT = Path(__file__).resolve().parents[2]
BOARDS = 1000
EVENTS = 50
PER_SECOND = 10
ROUNDS = 3
PADDING = "x" * 440
"""Makes a patch of about 550 bytes."""
NOW = datetime(2026, 5, 16, 18, 28, tzinfo=UTC)
TIME = {"now": NOW.isoformat(), "rate": 1.0}

Send = Callable[[], None]
"""Hands one event over, which carries the time of this call."""


@dataclass(frozen=True)
class Run:
    """One way of sending, measured once."""

    p99_ms: float
    cpu_us: float
    """Server processor time for each message that arrived."""
    kib_each: float
    """Resident memory of the server for each connection."""


def fan_out() -> list[Figure]:
    """All figures of the hub; about a minute."""
    runs: dict[str, list[Run]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name in WAYS:
            runs[name].append(_alone(name))
    hub, raw, bare = (_median(runs[name]) for name in ("hub", "websockets", "bare"))
    return [
        figure(f"hub: p99 to {BOARDS} boards", hub.p99_ms, "ms", raw.p99_ms, ratio_at_most=1.0),
        figure("hub: CPU a message", hub.cpu_us, "us", bare.cpu_us, ratio_at_most=1.3),
        figure(
            "hub: memory a board above raw", hub.kib_each - raw.kib_each, "KiB", raw.kib_each,
            at_most=20,
        ),
    ]  # fmt: skip


def _median(runs: list[Run]) -> Run:
    return Run(*(median(values) for values in zip(*map(astuple, runs), strict=True)))


def _alone(name: str) -> Run:
    """In a process of its own, so that memory of one run is not counted for another."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.hub", name],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode:
        raise RuntimeError(f"{name}: {said.stderr[-2000:]}")
    return Run(*json.loads(said.stdout))


@dataclass(frozen=True)
class Load:
    """How many boards, how many events, how many of them in a second."""

    boards: int = BOARDS
    events: int = EVENTS
    per_second: float = PER_SECOND


async def _measure(name: str, load: Load) -> Run:
    async with WAYS[name]() as (port, send):
        gc.collect()
        before = _resident_kib()
        way = "bare" if name == "bare" else "ws"
        asked = (str(port), str(load.boards), str(load.events), way)
        clients = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.boards", *asked, stdout=subprocess.PIPE, cwd=ROOT
        )
        assert clients.stdout is not None
        await clients.stdout.readline()
        await asyncio.sleep(0.5)
        gc.collect()
        gc.freeze()
        each = (_resident_kib() - before) / load.boards
        cpu = time.process_time()
        for _ in range(load.events):
            send()
            await asyncio.sleep(1 / load.per_second)
        found = json.loads(await clients.stdout.readline())
        cpu = time.process_time() - cpu
        await clients.wait()
    if found["count"] != load.boards * load.events:
        raise RuntimeError(f"{found['count']} of {load.boards * load.events} messages arrived")
    return Run(found["p99_ms"], cpu / found["count"] * 1e6, each)


def _html() -> str:
    return f"t={time.time():017.6f} {PADDING}"


def _payload() -> bytes:
    return patch("0123456789abcdef", 7, TIME, {"people": _html()})


@asynccontextmanager
async def _hub() -> AsyncIterator[tuple[int, Send]]:
    hints, shown = Hints(), {"people": PADDING}
    pulse = 0

    async def render() -> Rendered:
        return Rendered(dict(shown), NOW, 1.0, None)

    async def look() -> Hashable:
        return pulse

    source = Source(render, look, SystemClock().now)
    hub: Hub[str] = Hub(lambda _: source, lambda _: "incident:1", hints)

    async def live(socket: WebSocket) -> None:
        await socket.accept()
        place = hub.enter("1", Seat(wire_of(socket), lambda code: None, Hello(None, 0)))
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            hub.leave(place)

    def send() -> None:
        nonlocal pulse
        pulse += 1
        shown["people"] = _html()
        hints.fire("incident:1")

    application = Starlette(routes=[WebSocketRoute("/live", live)])
    async with served(application, ws=FrameProtocol) as port:
        yield port, send


@asynccontextmanager
async def _websockets() -> AsyncIterator[tuple[int, Send]]:
    connected = set[ServerConnection]()

    async def live(connection: ServerConnection) -> None:
        connected.add(connection)
        await connection.wait_closed()

    def send() -> None:
        broadcast(connected, _payload().decode("utf-8"))

    async with serve(live, "127.0.0.1", 0, compression=None, backlog=2048) as server:
        yield next(iter(server.sockets)).getsockname()[1], send


@asynccontextmanager
async def _bare() -> AsyncIterator[tuple[int, Send]]:
    transports = list[asyncio.Transport]()

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(cast("asyncio.Transport", transport))

    def send() -> None:
        frame = text_frame(_payload())
        for transport in transports:
            transport.write(frame)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Bare, "127.0.0.1", 0, backlog=2048)
    yield server.sockets[0].getsockname()[1], send
    server.close()


WAYS: dict[str, Callable[[], AbstractAsyncContextManager[tuple[int, Send]]]] = {
    "bare": _bare,
    "websockets": _websockets,
    "hub": _hub,
}


def _resident_kib() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS:"))
        return float(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "darwin" else 1
    )


def _all_files() -> None:
    """As many open connections as the system lets this process have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    # ``python -m tests.bench.hub hub 5000 1200 2``: 5,000 boards, 1,200 events, two a second.
    _all_files()
    numbers = [float(n) for n in sys.argv[2:5]]
    asked = Load(int(numbers[0]), int(numbers[1]), numbers[2]) if numbers else Load()
    print(json.dumps(astuple(uvloop.run(_measure(sys.argv[1], asked)))), flush=True)
    os._exit(0)  # a thousand connections need not be closed one by one
