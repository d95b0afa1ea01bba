"""Named places where a test can end the process, to prove that nothing is lost there.

In operation ``hit`` does nothing. With ``TAILINGS_KILL_AT=name`` or ``name:n`` in the environment
the process ends at the (n-th) hit of that place, as if the power had gone.
"""

from __future__ import annotations

import os

POINTS = (
    "before_commit", "after_commit",
    "before_expand", "after_expand",
    "before_send", "after_accept", "before_record",
    "before_step", "after_step",
    "after_keep", "before_mark", "before_told",
)  # fmt: skip
"""``before_commit`` and ``after_commit`` of a command; of the messages that an entry leads to
(``…_expand``), of a step up (``…_step``). ``after_keep``: what came back is stored, nothing is done
with it. ``before_mark``: the desk took the order or answer that it holds, it is not marked as done.
``before_told``: the desk took that somebody was not reached, which is not marked as told."""
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
