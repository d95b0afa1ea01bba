"""Lines that break: how soon a page says that it hears nothing, how soon boards are back after the
program was killed, and how soon the program lets go of a board that has vanished."""

from __future__ import annotations

import json
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from tests.bench.measure import HEADING, Figure, figure, line
from tests.browser.chromium import chromium
from tests.browser.house import COMMANDER, OFFICER, House, opened
from tests.browser.night import Told, begin, respond
from tests.browser.visitors import Visitors
from tests.browser.wire import Wire, wired
from web.hub.protocol import BOARD
from web.reader import COOKIE

SILENCES, RESTARTS, VANISHED = 8, 5, 3
SHOWN_LIMIT_S, BACK_LIMIT_S = 5, 10
GONE_LIMIT_S = 51
"""50 is promised; a timer fires when it is over, and not before."""
OWN_PAGE = "own page"
"""Of somebody who has nothing to approve: it asks less often to spare a telephone's battery, so
that no limit is set."""
PATIENCE_S = 60
PHASE_S = 0.37
"""Each silence begins at another moment between two beats."""

LISTEN = """{
  const Plain = WebSocket;
  window.patches = [];
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        window.lastWord = Date.now();
        if (JSON.parse(data).kind === "patch") window.patches.push(window.lastWord);
      });
    }
  };
}"""
"""When a board heard what, without asking it."""
WATCH = """() => {
  window.lostAt = 0;
  new MutationObserver(() => {
    if (!window.lostAt && document.body.classList.contains("lost")) window.lostAt = Date.now();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}"""
HEARS = "!document.body.classList.contains('lost')"

PAGES = {
    "board": (OFFICER, ""),
    "wall": (OFFICER, "?wall"),
    "own page, approves": (COMMANDER, "/me"),
    "telephone list": (OFFICER, "/calls"),
    OWN_PAGE: (OFFICER, "/me"),
}


def broken(folder: Path) -> Iterator[Figure]:
    """All of them; about two minutes."""
    with chromium(folder) as browser:
        with opened(folder / "silent") as house:
            yield from _silence_and_vanishing(browser, house)
        yield from _restarts(browser, folder / "killed")


def _silence_and_vanishing(browser: Browser, house: House) -> Iterator[Figure]:
    """The vanished say nothing in the meantime, which disturbs nobody."""
    incident = _begun(house)
    people = Visitors(browser, house)
    page = people.enter(OFFICER)
    (cookie,) = [c["value"] for c in page.context.cookies() if c["name"] == COOKIE]
    with ThreadPoolExecutor(VANISHED) as vanishing, wired(house.port) as wire:
        gone = [
            vanishing.submit(_let_go_after, house.port, incident, cookie) for _ in range(VANISHED)
        ]
        yield from _silences(people, wire, incident)
        after = [each.result() for each in gone]
    people.leave()
    yield figure(
        "vanished board, until let go", max(after), "s", median(after), at_most=GONE_LIMIT_S
    )


def _silences(people: Visitors, wire: Wire, incident: str) -> Iterator[Figure]:
    """From the moment when nothing comes through any more; for the board also from its last word,
    which is earlier."""
    pages = {}
    for name, (person, path) in PAGES.items():
        pages[name] = page = people.enter(person, address=wire.address, broken_wire=True)
        page.add_init_script(LISTEN)
        page.goto(f"/incidents/{incident}{path}")
    shown: dict[str, list[float]] = {name: [] for name in pages}
    heard: list[float] = []
    for n in range(SILENCES):
        for page in pages.values():
            _until(page, HEARS)
            page.evaluate(WATCH)
        time.sleep(PHASE_S * (n + 1))
        held = time.time()
        wire.hold()
        for name, page in pages.items():
            lost = _until(page, "window.lostAt") / 1000
            shown[name].append(lost - held)
            if name == "board":
                heard.append(lost - page.evaluate("window.lastWord") / 1000)
        wire.restore()
    for name, took in shown.items():
        limit = None if name == OWN_PAGE else SHOWN_LIMIT_S
        yield _shown(f"silence shown, {name}", took, limit)
    yield _shown("silence shown, from a last word", heard, SHOWN_LIMIT_S)


def _shown(name: str, took: list[float], at_most: float | None) -> Figure:
    """The longest; beside it the median."""
    return figure(name, max(took), "s", median(took), at_most=at_most)


def _restarts(browser: Browser, folder: Path) -> Iterator[Figure]:
    """From the kill to the first patch of the program that was started at once: the board has said
    what it has, and was told what it lacks. The longest; beside it the median."""
    with opened(folder) as house:
        incident = _begun(house)
        told, port = Told.by(house, OFFICER), house.port
        people = Visitors(browser, house)
        page = people.enter(OFFICER, broken_wire=True)
        page.add_init_script(LISTEN)
        page.goto(f"/incidents/{incident}")
        _until(page, "window.patches.length")
        killed = _kill(house)
    from_kill, from_ready = list[float](), list[float]()
    for n in range(RESTARTS):
        with opened(folder, port) as house:
            ready = time.time()
            back = _first_patch(page, killed)
            from_kill.append(back - killed)
            from_ready.append(max(0.0, back - ready))
            note = f"第{n}次重启之后"
            Told(house, told.token).put(incident, "AddNote", note=note)
            page.get_by_text(note).wait_for(state="attached")
            killed = _kill(house)
    people.leave()
    yield figure(
        "kill of the program to first patch",
        max(from_kill),
        "s",
        median(from_kill),
        at_most=BACK_LIMIT_S,
    )
    yield figure("new start ready, to first patch", max(from_ready), "s", median(from_ready))


def _kill(house: House) -> float:
    """When it was killed."""
    at = time.time()
    house.process.kill()
    house.process.wait(10)
    return at


def _first_patch(page: Page, after: float) -> float:
    return _until(page, f"window.patches.find((at) => at > {after * 1000})") / 1000


def _until(page: Page, expression: str) -> float:
    """What it says once it says something; asked from outside, since pages let nothing be made into
    a script."""
    deadline = time.monotonic() + PATIENCE_S
    while not (said := page.evaluate(expression)):
        if time.monotonic() > deadline:
            raise TimeoutError(expression)
        page.wait_for_timeout(100)
    return float(said)


def _let_go_after(port: int, incident: str, cookie: str) -> float:
    """Seconds from the only word of a board, which then answers nothing, to the end of its
    connection."""
    asked = (
        f"GET /live/{incident} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: "
        f"http://127.0.0.1:{port}\r\nCookie: {COOKIE}={cookie}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {BOARD}\r\n\r\n"
    )
    hello = json.dumps({"kind": "hello", "epoch": None, "revision": 0}).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as board:
        board.sendall(asked.encode("ascii"))
        answer = board.recv(65_536)
        if b" 101 " not in answer.splitlines()[0]:
            raise RuntimeError(answer.decode())
        said = time.monotonic()
        board.sendall(bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)
        try:
            while board.recv(65_536):
                pass
        except ConnectionResetError:
            pass
        return time.monotonic() - said


def _begun(house: House) -> str:
    told = Told.by(house, OFFICER)
    incident = begin(told, "断线测量")
    respond(told, incident)
    return incident


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(HEADING)
        for each in broken(Path(place)):
            print(line(each), flush=True)
