"""The real program in a process of its own, and links that let people in."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from click.testing import CliRunner

from app.cli import main
from tests.app.test_serve import free_port, start

OFFICER = "wutai-duty-officer"
COMMANDER = "wutai-vice-magistrate"
MEMBER = "wutai-rescue-liaison"
SUPERIOR = "wutai-superior-commander"
OPERATOR = "wutai-operator-head-demo"
PLAYER = "wutai-ex-duty-officer"

PATIENCE_S = 30


@dataclass
class House:
    """A program that listens on ``port`` and keeps its things in ``folder``."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tailings(self, *words: str) -> str:
        """What another command of the program prints about the same folder.

        It runs in this process, and so it may run no event loop while a browser is being driven.
        """
        done = CliRunner().invoke(
            main, ["--data", str(self.folder), *words], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.output.strip()

    def link(self, person: str) -> str:
        """The path of a new sign-in link, which works once."""
        return urlsplit(self.tailings("link", person)).path


@contextmanager
def opened(folder: Path, port: int | None = None) -> Iterator[House]:
    """The program, started on a folder and stopped at the end. Once more on the same folder and
    port it is the same program, started again.

    Fails at the end if the program told of a fault of its own.
    """
    chosen = port or free_port()
    # A file and no pipe: one that nobody reads would stop the program when it is full.
    log = folder.with_name(f"{folder.name}.log")
    log.unlink(missing_ok=True)
    with log.open("a") as said:
        process = subprocess.Popen(**start(folder, chosen, None), stdout=said, stderr=said)
    try:
        _until_ready(process, log)
        yield House(folder, chosen, process)
    finally:
        _stop(process)
    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told, told[-4000:]


def _stop(process: subprocess.Popen[str]) -> None:
    """It ends when it is asked to; one that does not is left running by no test."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
        raise


def _until_ready(process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        told = log.read_text(encoding="utf-8")
        if "/enter/" in told:
            return
        assert process.poll() is None, f"the program ended before it was ready: {told}"
        assert time.monotonic() < deadline, f"the program was not ready in time: {told}"
        time.sleep(0.05)
