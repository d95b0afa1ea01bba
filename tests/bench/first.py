"""The page of a long incident as the first request of a fresh process, and asked for again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from fastapi.testclient import TestClient

from app.compose import compose
from app.web import services_of
from runtime.clock import ManualClock
from runtime.settings import Settings
from tests.bench.measure import seconds
from tests.bench.scene import Scene
from web.access import issue_link
from web.app import create_app

ROUNDS = 3


def first_in_a_process(played: Scene) -> tuple[float, float]:
    """Milliseconds of the page asked for again, and of the very first request: each the median of
    processes started on a copy of the data."""
    program = played.program
    told: list[tuple[float, ...]] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="tailings-first-") as place:
            copy = Path(place) / "data"
            shutil.copytree(program.settings.data, copy)
            asked = [str(copy), played.officer, played.incident, program.clock.now().isoformat()]
            said = subprocess.run(
                [sys.executable, "-m", __name__, *asked], check=True, capture_output=True, text=True
            ).stdout
            told.append(tuple(map(float, said.split())))
    again, first = zip(*told, strict=True)
    return median(again), median(first)


def main(data: str, person: str, incident: str, now: str) -> None:
    """Prints both, in milliseconds."""
    program = compose(Settings(data=Path(data)), clock=ManualClock(datetime.fromisoformat(now)))
    with program.database.write() as connection:
        secret = issue_link(connection, person, program.clock.now())
    home, address = "http://127.0.0.1", f"/incidents/{incident}"
    with TestClient(create_app(services_of(program)), base_url=home) as client:
        entered = client.post(f"/enter/{secret}", headers={"origin": home}, follow_redirects=False)
        if entered.status_code != 303:
            raise RuntimeError(f"nobody was let in: {entered.text[:300]}")
        took = [1000 * seconds(lambda: client.get(address).raise_for_status()) for _ in range(4)]
    program.close()
    print(median(took[1:]), took[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
