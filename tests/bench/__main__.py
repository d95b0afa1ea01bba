"""``make bench``: the figures on the screen and in ``bench.json``; ends with 1 if one is missed.

``make bench ARGS="commands hub"`` measures these parts alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from tests.bench.lines import broken
from tests.bench.measure import HEADING, Figure, line, save
from tests.bench.page import page, patches
from tests.bench.process import processes
from tests.bench.scene import scene
from tests.browser.chromium import find_chromium

LONG = 5_000
"""Events of a long incident."""


def _board(folder: Path) -> Iterator[Figure]:
    with scene(folder) as played:
        played.respond(50)
        played.grow(LONG)
        query = select(col(EventRow.body)).where(col(EventRow.incident) == played.incident)
        with played.program.database.read() as connection:
            bodies = list(connection.execute(query.order_by(col(EventRow.seq))).scalars())
        yield from folding(played.incident, bodies)
        yield from page(played)
        yield patches(played)


def _commands(folder: Path) -> Iterator[Figure]:
    for engine in (on_sqlite, on_postgresql):
        place = folder / engine.__name__
        place.mkdir()
        yield engine(place)


def _watches(folder: Path) -> Iterator[Figure]:
    yield alerts_watches.due_steps(folder / "sqlite")
    yield alerts_watches.on_postgresql(folder / "postgresql")


def _browser(folder: Path) -> Iterator[Figure]:
    for part in (main_thread, broken):
        place = folder / part.__name__
        place.mkdir()
        yield from part(place)


PARTS: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "board": _board,
    "commands": _commands,
    "activation": lambda folder: [activation(folder)],
    "watches": _watches,
    "flood": flood,
    "hub": lambda _: fan_out(),
    "browser": _browser,
    "process": processes,
}
"""All of them take about eight minutes; each gets a folder of its own."""


def main(chosen: Sequence[str]) -> int:
    """Each figure is shown and saved when it is there: what comes after it can still fail.

    Returns 0, 1 where a limit is missed, 2 where a part is not known.
    """
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        print(f"没有这个测量项：{unknown[0]}。可选：{'、'.join(PARTS)}", file=sys.stderr)
        print(f"Not a part: {unknown[0]}. Parts: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    find_chromium()
    figures: list[Figure] = []
    print(HEADING, flush=True)
    with tempfile.TemporaryDirectory(prefix="tailings-bench-") as folder:
        for name in chosen or PARTS:
            place = Path(folder, name)
            place.mkdir()
            for figure in PARTS[name](place):
                figures.append(figure)
                print(line(figure), flush=True)
                save(figures, Path("bench.json"))
    return 0 if all(f.ok for f in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
