"""The real program in a process of its own, and links that let people in."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from click.testing import CliRunner

from app.cli import main
from tests.app.test_serve import free_port, serving

OFFICER = "wutai-duty-officer"
COMMANDER = "wutai-vice-magistrate"
PLAYER = "wutai-ex-duty-officer"


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
        """What another command of the program prints about the same folder."""
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
    port it is the same program, started again."""
    chosen = port or free_port()
    with serving(folder, chosen) as (process, _):
        yield House(folder, chosen, process)
