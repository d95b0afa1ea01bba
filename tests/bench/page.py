"""The page of a long incident, as the server makes it, beside a page with nothing on it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from app.web import services_of
from tests.bench.measure import Figure, figure, interleaved, seconds
from tests.bench.scene import Scene
from web.access import issue_link
from web.app import create_app

ROUNDS = 7
PAGE_LIMIT_MS = 150
PAGE_LIMIT_KB = 150
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
        wire, plain = _sizes(client, address)
    name = f"page, {played.told.state.seq} events"
    return [
        figure(name, shown, "ms", empty, at_most=PAGE_LIMIT_MS),
        figure(f"{name}, over the wire", wire / 1000, "KB", plain / 1000, at_most=PAGE_LIMIT_KB),
    ]


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
