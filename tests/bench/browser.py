"""How long a patch holds up a browser that shows eight groups with forty tasks each: the script
alone, and the whole of it with style, layout and paint."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.bench.measure import HEADING, Figure, figure, line
from tests.browser.chromium import chromium
from tests.browser.house import OFFICER, opened
from tests.browser.night import Told, begin, respond

GROUPS, EACH = 8, 40
PATCHES = 15
LIMIT_MS = 50
PATIENCE_MS = 30_000
"""A machine under load may bring a patch late. One that brings none is a fault."""

ENTRIES = "performance.getEntriesByName('patch').map((entry) => entry.duration)"

# Watching costs the page nothing until the patch is there; two frames later it is painted.
WATCH = """patience => {
  window.patched = new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("no patch came")), patience);
    new PerformanceObserver((seen, observer) => {
      if (!seen.getEntriesByName("patch").length) return;
      clearTimeout(late);
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
    }).observe({ entryTypes: ["measure"] });
  });
}"""


@dataclass(frozen=True, slots=True)
class Held:
    """What one patch took of the main thread, in milliseconds of its own processor time."""

    script_ms: float
    style_ms: float
    layout_ms: float
    task_ms: float
    """All of it: the three, and painting."""


def main_thread(folder: Path) -> tuple[Figure, ...]:
    """The longest patch of a night's daily bread; beside it the median."""
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
            enough = f"document.querySelectorAll('.task-list > div').length >= {GROUPS * EACH}"
            page.wait_for_function(enough)
            page.wait_for_timeout(1000)
            held = _held(page, told, incident)
            took: list[float] = page.evaluate(ENTRIES)
    return (
        figure("browser: longest patch", max(took), "ms", median(took), at_most=LIMIT_MS),
        _longest("script", [each.script_ms for each in held]),
        _longest("style", [each.style_ms for each in held]),
        _longest("layout", [each.layout_ms for each in held]),
        _longest("with layout and paint", [each.task_ms for each in held], at_most=LIMIT_MS),
    )


def _held(page: Page, told: Told, incident: str) -> list[Held]:
    """One change after the other, each when the patch of the one before has been painted."""
    session = page.context.new_cdp_session(page)
    # Time of the thread and not of the clock: what else the machine does is no cost of the page.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    found = []
    for n in range(PATCHES):
        page.evaluate(WATCH, PATIENCE_MS)
        before = _metrics(session)
        _change(told, incident, n)
        page.evaluate("window.patched")
        after = _metrics(session)
        names = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration")
        found.append(Held(*((after[name] - before[name]) * 1000 for name in names)))
    return found


def _change(told: Told, incident: str, n: int) -> None:
    """In turn what a night brings most: a note, an ordered task, a figure that is assessed."""
    match n % 3:
        case 0:
            told.put(incident, "AddNote", note=f"第{n}条：道路抢通进度正常。")
        case 1:
            group = next(iter(told.state(incident)["groups"]))
            told.put(
                incident, "OrderTask", group=group, text=f"第{n}项：抢通下石村道路。",
                verifier="vice_magistrate", spoken=_spoken(told),
            )  # fmt: skip
        case _:
            source = ("township", "police", "fire")[n % 9 // 3]
            told.put(incident, "RecordClaim", measure="missing", value=7 + n, source=source)


def _spoken(told: Told) -> dict[str, str]:
    return {"on_behalf_of": "vice_magistrate", "means": "telephone", "said_at": told.now()}


def _metrics(session: CDPSession) -> dict[str, float]:
    return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}


def _longest(what: str, took: list[float], at_most: float | None = None) -> Figure:
    return figure(f"browser: patch, {what}", max(took), "ms", median(took), at_most=at_most)


def _fill(told: Told, incident: str) -> None:
    """Tasks of our own until every group has its forty."""
    state: Any = told.state(incident)
    for group in list(state["groups"])[:GROUPS]:
        have = sum(1 for task in state["tasks"].values() if task["group"] == group)
        for n in range(have, EACH):
            told.put(
                incident, "OrderTask", group=group, text=f"第{n}项：清理进场道路。",
                verifier="vice_magistrate", spoken=_spoken(told),
            )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(HEADING)
        for each in main_thread(Path(place)):
            print(line(each))
