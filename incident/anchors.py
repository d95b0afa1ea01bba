"""The heads of logs, written outside the database after each commit.

What is inside a database can be rebuilt by whoever owns it. A head kept elsewhere (this file, a
printed paper, another machine) makes that evident: the chain is sound up to the last head that
somebody trusts, and says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from incident.codec import instant


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of one incident's log at one moment."""

    incident: str
    seq: int
    hash: str
    at: str
    source: str
    """Where it was kept: ``file:line``, or ``given`` for one typed in from paper."""


class AnchorFile:
    """``anchors.jsonl`` in the data folder: one line per commit, only ever appended."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, incident: str, seq: int, hash_: str, at: datetime) -> None:
        line = json.dumps({"incident": incident, "seq": seq, "hash": hash_, "at": instant(at)})
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, line.encode("ascii") + b"\n")
        finally:
            os.close(file)

    def read(self, incident: str) -> Iterator[Anchor]:
        """Anchors of one incident, oldest first. A line cut short by a crash is passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if row["incident"] == incident:
                    yield Anchor(
                        row["incident"],
                        row["seq"],
                        row["hash"],
                        row["at"],
                        f"{self.path.name}:{number}",
                    )
