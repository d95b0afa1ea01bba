"""``make bench``: the figures on the screen and in ``bench.json``; ends with 1 if one is missed."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from incident.tables import EventRow
from tests.bench import alerts_watches
from tests.bench.alerts import activation
from tests.bench.alerts_flood import flood
from tests.bench.browser import main_thread
from tests.bench.commands import on_postgresql, on_sqlite
from tests.bench.folding import folding
from tests.bench.hub import fan_out
from tests.bench.measure import HEADING, Figure, line, save
from tests.bench.page import page, patches
from tests.bench.process import processes
from tests.bench.scene import scene
from tests.browser.chromium import find_chromium

LONG = 5_000
"""Events of a long incident."""


def measure(folder: Path) -> Iterator[Figure]:
    """All figures, one after another; about six minutes."""
    with scene(folder / "long") as played:
        played.respond(50)
        played.grow(LONG)
        query = select(col(EventRow.body)).where(col(EventRow.incident) == played.incident)
        with played.program.database.read() as connection:
            bodies = list(connection.execute(query.order_by(col(EventRow.seq))).scalars())
        yield from folding(played.incident, bodies)
        yield from page(played)
        yield patches(played)
    for engine in (on_sqlite, on_postgresql):
        place = folder / engine.__name__
        place.mkdir()
        yield engine(place)
    yield activation(folder)
    yield alerts_watches.due_steps(folder / "watches")
    yield alerts_watches.on_postgresql(folder / "watches-postgresql")
    (folder / "flood").mkdir()
    yield from flood(folder / "flood")
    yield from fan_out()
    yield from main_thread(folder / "browser")
    yield from processes(folder)


def main() -> int:
    """Each figure is shown and saved when it is there: what comes after it can still fail."""
    find_chromium()
    figures: list[Figure] = []
    print(HEADING, flush=True)
    with tempfile.TemporaryDirectory(prefix="tailings-bench-") as folder:
        for figure in measure(Path(folder)):
            figures.append(figure)
            print(line(figure), flush=True)
            save(figures, Path("bench.json"))
    return 0 if all(f.ok for f in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
