"""What a board and the hub say to each other, and with which codes a connection ends.

The browser says ``hello`` with the epoch and revision of the page it has, and then ``beat`` every
few seconds. The hub says ``patch`` with fragments, ``stale`` when the page is of another epoch and
has to be fetched whole, and ``beat`` with its revision and the incident's time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BOARD = "tailings.board.v1"
"""Subprotocol of boards. A changed meaning gets a new number."""

MESSAGE_LIMIT = 1024
"""Bytes of one message from a browser."""

WRONG = 4400
"""A message that is broken, too large or not known."""
SIGNED_OUT = 4401
REFUSED = 4403
"""Another origin, another protocol, or an incident that the viewer may not see."""
SILENT = 4408
"""Nothing was heard for too long."""
SLOW = 4413
"""More waited to be sent than a connection may hold; it resumes where it stood."""
CROWDED = 4429
"""Too many connections of this session wait for their hello; connect again in a moment."""
RESTART = 1012


class WrongMessage(ValueError):  # noqa: N818 - what somebody said, not a fault
    """A browser said something that is not in the protocol."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What the page has; no epoch where it has nothing."""

    epoch: str | None
    revision: int


class Beat:
    """The browser is there."""


def heard(text: str) -> Hello | Beat:
    """A browser's message. Raises ``WrongMessage``."""
    if len(text) > MESSAGE_LIMIT:
        raise WrongMessage(f"{len(text)} characters")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongMessage("not JSON") from error
    match said:
        case {"kind": "beat", **rest} if not rest:
            return Beat()
        case {"kind": "hello", "epoch": str() | None as epoch, "revision": int(revision), **rest}:
            if not rest and not isinstance(revision, bool) and revision >= 0:
                return Hello(epoch, revision)
    raise WrongMessage("unknown")


def patch(
    epoch: str, revision: int, time: Mapping[str, Any], fragments: Mapping[str, str]
) -> bytes:
    """Fragments that changed, with the revision that they lead to."""
    return _bytes(
        {
            "kind": "patch",
            "epoch": epoch,
            "revision": revision,
            **time,
            "fragments": dict(fragments),
        }
    )


def beat(revision: int, time: Mapping[str, Any]) -> bytes:
    """All is well, and this is the time."""
    return _bytes({"kind": "beat", "revision": revision, **time})


def stale() -> bytes:
    """The page is of another epoch: fetch it whole, then say hello again."""
    return _bytes({"kind": "stale"})


def _bytes(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
