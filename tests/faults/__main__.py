"""``python -m tests.faults [KILLS] [SEED]``: kill the program so often, in nights of a few kills.

The last line is ``K kills at P points, 0 lost, D duplicates, D explained``. Ends with 1 where
anything is lost, a duplicate has no explanation, or a message went out after its answer.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from runtime.killpoints import POINTS
from tests.faults.kills import AT_RANDOM, case, control, drawn
from tests.faults.verdict import Verdict

IN_A_NIGHT = 4


@dataclass
class Tally:
    """What was found in all nights."""

    kills: int = 0
    points: set[str] = field(default_factory=set)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, night: int, verdict: Verdict) -> None:
        """Count it, and say what is wrong."""
        for name, each in vars(verdict).items():
            self.found[name] += len(each)
            if name != "duplicates":
                for one in each:
                    say(f"night {night}: {name}: {one}")

    @property
    def last_line(self) -> str:
        twice = self.found["duplicates"]
        explained = twice - self.found["unexplained"]
        return (
            f"{self.kills} kills at {len(self.points)} points, {self.found['lost']} lost, "
            f"{twice} duplicates, {explained} explained"
        )

    @property
    def good(self) -> bool:
        return not any(self.found[name] for name in ("lost", "unexplained", "after_answer"))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(kills: int, seed: int) -> int:
    """Gives the exit code."""
    chance, tally, nights = random.Random(seed), Tally(), 0
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="tailings-faults-") as folder:
        wanted, hits, took_s = control(Path(folder) / "control")
        every = (*POINTS, AT_RANDOM)
        places = cycle(chance.sample(every, len(every)))
        while tally.kills < kills:
            nights += 1
            with case(Path(folder) / f"night-{nights}") as night:
                points = list(islice(places, min(IN_A_NIGHT, kills - tally.kills)))
                for point, kill in zip(points, drawn(points, hits, took_s, chance), strict=True):
                    if night.killed(kill):
                        tally.kills += 1
                        tally.points |= {point} - {AT_RANDOM}
                tally.add(nights, night.rests(wanted))
            if nights % 10 == 0:
                say(f"{tally.kills} kills in {nights} nights")
    say(tally.last_line)
    return 0 if tally.good else 1


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(given[0] if given else 200, given[1] if len(given) > 1 else 1))
