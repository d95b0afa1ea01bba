"""The page of a long incident, as the server makes it, beside a page with nothing on it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from statistics import median
from time import sleep

from fastapi.testclient import TestClient

from app.web import services_of
from tests.bench.first import first_in_a_process
from tests.bench.measure import Figure, figure, interleaved, seconds
from tests.bench.scene import Scene
from web.access import issue_link
from web.app import create_app
from web.board.audience import Audience
from web.board.fragments import fragments
from web.board.read import board
from web.hub.protocol import patch
from web.hub.views import View
from web.rights import May

ROUNDS = 7
PAGE_LIMIT_MS = 150
PAGE_LIMIT_KB = 150
PATCH_LIMIT_KB = 4
SETTLED_S = 0.2
EMPTY = "/sign-in"


def page(played: Scene) -> list[Figure]:
    """``GET /incidents/<id>`` for the duty officer, after the first load."""
    program = played.program
    with program.database.write() as connection:
        secret = issue_link(connection, played.officer, program.clock.now())
    address = f"/incidents/{played.incident}"
    with TestClient(create_app(services_of(program)), base_url="http://127.0.0.1") as client:
        _get(client, "POST", f"/enter/{secret}", {200, 303})
        _get(client, "GET", address, {200})
        shown, empty = interleaved(
            ROUNDS,
            lambda: 1000 * seconds(lambda: _get(client, "GET", address, {200})),
            lambda: 1000 * seconds(lambda: _get(client, "GET", EMPTY, {200})),
        )
        after = [_after_an_entry(played, client, address) for _ in range(ROUNDS)]
        wire, plain = _sizes(client, address)
    again, first = first_in_a_process(played)
    name = f"page, {played.told.state.seq} events"
    return [
        figure(name, shown, "ms", empty, at_most=PAGE_LIMIT_MS),
        figure(f"{name}, after an entry", median(after), "ms", shown, at_most=PAGE_LIMIT_MS),
        figure(f"{name}, first of a process", first, "ms", again, at_most=PAGE_LIMIT_MS),
        figure(f"{name}, over the wire", wire / 1000, "KB", plain / 1000, at_most=PAGE_LIMIT_KB),
    ]


def _after_an_entry(played: Scene, client: TestClient, address: str) -> float:
    """Milliseconds of the first view after something happened: the board is made anew."""
    played.put(played.note())
    sleep(SETTLED_S)  # boards are made at most every twentieth of a second; nobody measures that
    return 1000 * seconds(lambda: _get(client, "GET", address, {200}))


def patches(played: Scene) -> Figure:
    """Bytes of the patch that a board gets for one of the usual commands."""
    services = services_of(played.program)
    desk = Audience(frozenset(May), "zh", posts=frozenset({"duty_officer"}))

    def shown() -> Mapping[str, str]:
        return fragments(board(services, desk, played.incident))

    view, sizes, counts = View("0123456789abcdef"), list[int](), list[int]()
    view.take(shown())
    whole = sum(len(f.html.encode("utf-8")) for f in view.fragments.values())
    for command in islice(played.usual(4), 20):
        played.put(command)
        changed = view.take(shown())
        sizes.append(len(patch(view.epoch, view.revision, {}, changed)))
        counts.append(len(changed))
    return figure(
        f"patch, {median(counts):g} fragments", median(sizes) / 1000, "KB", whole / 1000,
        at_most=PATCH_LIMIT_KB,
    )  # fmt: skip


def _sizes(client: TestClient, address: str) -> tuple[int, int]:
    """Bytes of the page as a browser gets it, compressed, and as it is shown."""
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        wire = sum(map(len, answer.iter_raw()))
    return wire, len(client.get(address).content)


def _get(client: TestClient, method: str, address: str, wanted: set[int]) -> None:
    answer = client.request(
        method, address, headers={"origin": "http://127.0.0.1"}, follow_redirects=False
    )
    if answer.status_code not in wanted:
        raise RuntimeError(f"{method} {address}: {answer.status_code} {answer.text[:300]}")
