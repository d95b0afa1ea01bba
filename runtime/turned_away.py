"""Requests of providers that were not taken, and failed tries to come in, counted by kind since
the program was started.

A wrong setting and an attack look the same from inside: nothing arrives. So each is counted where
a person looks. In memory, so that a flood of forged ones writes nothing to the database; a small
file in the data folder lets other commands read the counts while the program runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from runtime.language import N_

FILE = "turned-away.json"
TRIES_FILE = "failed-tries.json"

Kind = Literal[
    "signature", "stale", "repeated", "oversized", "unknown", "malformed",
    "link", "sign_in_link", "token", "too_many",
]  # fmt: skip

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "signature": N_("wrong or missing signature"),
        "stale": N_("too old"),
        "repeated": N_("told again, or overtaken: nothing changed"),
        "oversized": N_("too large"),
        "unknown": N_("about nothing that is known here"),
        "malformed": N_("not readable"),
    }
)
"""What was wrong with them. ``repeated`` ones were received well and changed nothing."""

TRIES: Mapping[Kind, str] = MappingProxyType(
    {
        "link": N_("links of messages that lead nowhere"),
        "sign_in_link": N_("sign-in links that are used, expired or unknown"),
        "token": N_("tokens of programs that are not in use"),
        "too_many": N_("of these, told to wait because there were too many"),
    }
)
"""What was tried in vain."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``counts`` has the kinds that came, each at least once; ``last`` is the last of any."""

    since: datetime
    counts: Mapping[Kind, int]
    last: datetime | None


@dataclass
class TurnedAway:
    """One for a program; safe from any thread. ``file`` is where other commands look; what an
    earlier run left there is removed."""

    since: datetime
    file: Path | None = None
    _counts: dict[Kind, int] = field(default_factory=dict)
    _last: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.unlink(missing_ok=True)

    def note(self, kind: Kind, now: datetime) -> None:
        """One more. A file that cannot be written stops nothing."""
        with self._lock:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._last = now
            if self.file is not None:
                with contextlib.suppress(OSError):
                    self._write(self.file)

    @property
    def counted(self) -> Counted:
        with self._lock:
            return Counted(self.since, dict(self._counts), self._last)

    def _write(self, file: Path) -> None:
        last = None if self._last is None else self._last.isoformat()
        said = {"since": self.since.isoformat(), "counts": self._counts, "last": last}
        draft = file.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(said, out)
        draft.rename(file)


def told(folder: Path, file: str = FILE, kinds: Mapping[Kind, str] = KINDS) -> Counted | None:
    """What the program on a data folder has counted; None where it counted nothing yet, or the
    file cannot be read."""
    try:
        said = json.loads((folder / file).read_text(encoding="utf-8"))
        counts: dict[Kind, int] = {kind: int(said["counts"].get(kind, 0)) for kind in kinds}
        last = None if said["last"] is None else datetime.fromisoformat(said["last"])
        since = datetime.fromisoformat(said["since"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Counted(since, {kind: count for kind, count in counts.items() if count}, last)
