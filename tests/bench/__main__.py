"""``make bench``: the figures on the screen and in ``bench.json``; ends with 1 if one is missed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from incident.tables import EventRow
from tests.bench import alerts_watches
from tests.bench.alerts import activation
from tests.bench.browser import main_thread
from tests.bench.commands import on_postgresql, on_sqlite
from tests.bench.folding import folding
from tests.bench.hub import fan_out
from tests.bench.measure import Figure, save, table
from tests.bench.page import page, patches
from tests.bench.process import processes
from tests.bench.scene import scene

LONG = 5_000
"""Events of a long incident."""


def measure(folder: Path) -> list[Figure]:
    """All figures, one after another; about four minutes."""
    figures: list[Figure] = []
    with scene(folder / "long") as played:
        played.respond(50)
        played.grow(LONG)
        query = select(col(EventRow.body)).where(col(EventRow.incident) == played.incident)
        with played.program.database.read() as connection:
            bodies = list(connection.execute(query.order_by(col(EventRow.seq))).scalars())
        figures += folding(played.incident, bodies)
        figures += page(played)
        figures.append(patches(played))
    for engine in (on_sqlite, on_postgresql):
        place = folder / engine.__name__
        place.mkdir()
        figures.append(engine(place))
    figures.append(activation(folder))
    figures.append(alerts_watches.due_steps(folder / "watches"))
    figures.append(alerts_watches.on_postgresql(folder / "watches-postgresql"))
    return [*figures, *fan_out(), main_thread(folder / "browser"), *processes(folder)]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tailings-bench-") as folder:
        figures = measure(Path(folder))
    for line in table(figures):
        print(line)
    save(figures, Path("bench.json"))
    return 0 if all(f.ok for f in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
