"""The running program: how soon it answers after a start, and how much memory it holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.bench.measure import Figure, figure, seconds

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
START_LIMIT_S = 3
MEMORY_LIMIT_MB = 200
PATIENCE_S = 60
SETTLE_S = 1.5
"""Long enough for the engine's first rounds."""

BARE = """
import sys, fastapi, uvicorn
app = fastapi.FastAPI()
app.get("/")(lambda: {})
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""
IMPORTS = "import fastapi, sqlmodel"
NOT_OURS = ("TAILINGS_", "PYTHONDONTWRITEBYTECODE")
"""Variables of this shell that a user's would not have: a second start finds compiled code."""


def processes(folder: Path) -> list[Figure]:
    """Memory and start. The data folder is made by a start that is not measured."""
    started: list[float] = []
    imported: list[float] = []
    memory: list[float] = []
    bare_memory: list[float] = []
    with _answering(_serve, folder):
        pass
    for _ in range(ROUNDS):
        with _answering(_serve, folder) as (process, took):
            started.append(took)
            sleep(SETTLE_S)
            memory.append(resident_mb(process.pid))
        imported.append(seconds(lambda: _python("-c", IMPORTS).wait()))
        with _answering(_bare, folder) as (process, _):
            sleep(SETTLE_S)
            bare_memory.append(resident_mb(process.pid))
    return [
        figure("second start to first page", median(started), "s", median(imported),
               at_most=START_LIMIT_S),
        figure("idle memory", median(memory), "MB", median(bare_memory), at_most=MEMORY_LIMIT_MB),
    ]  # fmt: skip


def _serve(folder: Path, port: int) -> Sequence[str]:
    program = "from app.cli import main; main()"
    return ("-c", program, "--data", str(folder / "served"), "serve", "--port", str(port))


def _bare(folder: Path, port: int) -> Sequence[str]:
    return ("-c", BARE, str(port))


@contextmanager
def _answering(command: object, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A server, and the seconds from its launch to its first answer. Ended at the end."""
    port = _free_port()
    start = perf_counter()
    process = _python(*command(folder, port))  # type: ignore[operator]
    try:
        while not _answers(port):
            if process.poll() is not None or perf_counter() - start > PATIENCE_S:
                raise RuntimeError(f"no answer from {process.args!r}")
            sleep(0.01)
        yield process, perf_counter() - start
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in {200, 303}
    except OSError:
        return False
    finally:
        connection.close()


def _python(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(NOT_OURS)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def resident_mb(pid: int | str = "self") -> float:
    """Resident memory in MB (10⁶ bytes), from Linux itself or from ``ps``; both count in KiB."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout) * 1024 / 1e6
