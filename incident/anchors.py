"""The heads of logs, written outside the database after each commit.

What is inside a database can be rebuilt by whoever owns it. A head kept elsewhere (this file, a
printed paper, another machine) makes that evident: the chain is sound up to the last head that
somebody trusts, and says so.
"""

from __future__ import annotations

import errno
import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from incident.codec import instant
from runtime.faults import traced

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of one incident's log at one moment."""

    incident: str
    seq: int
    hash: str
    at: str
    source: str
    """Where it was kept: ``file:line``, or ``given`` for one typed in from paper."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an anchor file holds: heads, oldest first, and lines that are none."""

    anchors: tuple[Anchor, ...]
    damaged: tuple[str, ...] = ()
    """``file:line``. A last line that a crash cut short is not among them, nor what is left of
    one in front of the next head: its entry is committed, and a later head covers it."""

    def of(self, incident: str) -> list[Anchor]:
        """Those of one incident."""
        return [anchor for anchor in self.anchors if anchor.incident == incident]

    @property
    def incidents(self) -> tuple[str, ...]:
        """Every incident that has a head here, in the order of their first ones."""
        return tuple(dict.fromkeys(anchor.incident for anchor in self.anchors))


class AnchorFile:
    """``anchors.jsonl`` in the data folder: one line per commit, only ever appended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failing_since: datetime | None = None
        """Since when no head could be kept; null as soon as one is. Of this program's run: what
        is missing from the file after another start, ``doctor`` finds."""

    def keep(self, incident: str, seq: int, hash_: str, at: datetime) -> bool:
        """Append the head of what is committed; whether ``failing_since`` is another one now.

        Raises nothing: a refusal would make people do a second time what is committed. Where the
        head cannot be written, the program's log and ``failing_since`` say so.
        """
        before = self.failing_since
        try:
            self.write(incident, seq, hash_, at)
        except OSError as error:
            _log.error(
                "head %s of %s was not kept outside the database: %s", seq, incident, traced(error)
            )
            self.failing_since = self.failing_since or at
        else:
            self.failing_since = None
        return self.failing_since != before

    def write(self, incident: str, seq: int, hash_: str, at: datetime) -> None:
        """Append a head. Raises OSError where it could not be written whole."""
        line = json.dumps({"incident": incident, "seq": seq, "hash": hash_, "at": instant(at)})
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            data = line.encode("ascii") + b"\n"
            if os.write(file, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        finally:
            os.close(file)

    def kept(self) -> Kept:
        """Everything in the file; nothing if there is none. Raises ``OSError`` if it cannot be
        read at all."""
        if not self.path.exists():
            return Kept(())
        anchors: list[Anchor] = []
        damaged: list[str] = []
        lines = self.path.read_bytes().split(b"\n")
        for number, line in enumerate(lines, start=1):
            where = f"{self.path.name}:{number}"
            anchor = _anchor(line, where)
            if anchor is not None:
                anchors.append(anchor)
            elif number < len(lines):  # the last one ends without a line feed: empty, or cut short
                damaged.append(where)
        return Kept(tuple(anchors), tuple(damaged))

    def read(self, incident: str) -> list[Anchor]:
        """Anchors of one incident, oldest first."""
        return self.kept().of(incident)


def _anchor(line: bytes, where: str) -> Anchor | None:
    head = line[max(line.rfind(b"{"), 0) :]
    try:
        row: Any = json.loads(head)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not all(isinstance(row.get(n), str) for n in _TEXTS):
        return None
    if isinstance(row.get("seq"), bool) or not isinstance(row.get("seq"), int):
        return None
    return Anchor(row["incident"], row["seq"], row["hash"], row["at"], where)


_TEXTS = ("incident", "hash", "at")
