"""Faults that come again every round: each told whole once, then in a line now and then."""

from __future__ import annotations

import logging
from collections import Counter
from types import TracebackType

from runtime.faults import traced

REMIND_EVERY = 120
"""Rounds between two short lines on the same fault: about a minute of an engine at rest."""

log = logging.getLogger(__name__)

Kind = tuple[str, type[Exception], str, int]
"""Of what, the error, and the file and line that raised it: texts may differ every time."""


class FaultLog:
    """Never silent and never a flood: what fails all night stays in the log, readable."""

    def __init__(self) -> None:
        self._seen: Counter[Kind] = Counter()

    def tell(self, incident: str, error: Exception) -> None:
        """Log a fault of one incident: with its traceback the first time, then as a short line
        the second time and every ``REMIND_EVERY`` times."""
        kind = (incident, type(error), *_place(error.__traceback__))
        self._seen[kind] += 1
        times = self._seen[kind]
        if times == 1:
            log.error(
                "incident %s: its due times could not be looked at; the others go on: %s",
                incident,
                traced(error),
            )
        elif times == 2 or times % REMIND_EVERY == 0:
            log.error("incident %s: %s again, %d times", incident, type(error).__name__, times)


def _place(traceback: TracebackType | None) -> tuple[str, int]:
    """File and line of the innermost frame."""
    if traceback is None:
        return "", 0
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
