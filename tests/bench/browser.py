"""How long a patch holds up a browser that shows eight groups with forty tasks each."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure import Figure, figure
from tests.browser.chromium import chromium
from tests.browser.house import OFFICER, opened
from tests.browser.night import Told, begin, respond

GROUPS, EACH = 8, 40
PATCHES = 15
LIMIT_MS = 50


def main_thread(folder: Path) -> Figure:
    """The longest patch of a night's daily bread; beside it the median."""
    folder.mkdir(exist_ok=True)
    with opened(folder / "shown") as house:
        told = Told.by(house, OFFICER)
        incident = begin(told, "八组各四十项")
        respond(told, incident)
        _fill(told, incident)
        path = f"{house.address}{house.link(OFFICER)}"
        with chromium(folder) as browser:
            page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
            page.goto(path)
            page.locator("form[action^='/enter/'] button").click()
            page.goto(f"{house.address}/incidents/{incident}")
            page.wait_for_function("document.querySelectorAll('.task-list > div').length >= 320")
            page.wait_for_timeout(1000)
            for n in range(PATCHES):
                told.put(incident, "AddNote", note=f"第{n}条：道路抢通进度正常。")
                page.wait_for_timeout(150)
            page.wait_for_timeout(1000)
            read = "performance.getEntriesByName('patch').map((entry) => entry.duration)"
            took: list[float] = page.evaluate(read)
    if len(took) < PATCHES // 2:
        raise RuntimeError(f"{len(took)} patches came")
    return figure("browser: longest patch", max(took), "ms", median(took), at_most=LIMIT_MS)


def _fill(told: Told, incident: str) -> None:
    """Tasks of our own until every group has its forty."""
    state: Any = told.state(incident)
    for group in list(state["groups"])[:GROUPS]:
        have = sum(1 for task in state["tasks"].values() if task["group"] == group)
        for n in range(have, EACH):
            spoken = {"on_behalf_of": "vice_magistrate", "means": "telephone"}
            told.put(
                incident, "OrderTask", group=group, text=f"第{n}项：清理进场道路。",
                verifier="vice_magistrate", spoken={**spoken, "said_at": told.now()},
            )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(main_thread(Path(place)))
