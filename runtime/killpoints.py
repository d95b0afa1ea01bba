"""Named places where a test can end the process, to prove that nothing is lost there.

In operation ``hit`` does nothing. With ``TAILINGS_KILL_AT=name`` or ``name:n`` in the environment
the process ends at the (n-th) hit of that place, as if the power had gone.
"""

from __future__ import annotations

import os

POINTS = ("before_commit", "after_commit", "before_send", "after_accept", "before_record")
EXIT_CODE = 137

_hits: dict[str, int] = {}


def hit(name: str) -> None:
    """Pass a named place. ``name`` must be one of ``POINTS``."""
    wanted = os.environ.get("TAILINGS_KILL_AT")
    if wanted is None:
        return
    point, _, count = wanted.partition(":")
    if point not in POINTS or name not in POINTS:
        raise ValueError(f"no such kill point: {wanted}, {name}; there are {', '.join(POINTS)}")
    _hits[name] = _hits.get(name, 0) + 1
    if name == point and _hits[name] == int(count or 1):
        os._exit(EXIT_CODE)
