"""No answer of the program, whatever became of the request, leaves without the headers by which a
browser keeps it from other sites, and nothing of a person is kept by what lies between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from tests.web.conftest import HOST, House
from web.guard import HEADERS


def asked(house: House) -> Iterator[tuple[str, str]]:
    """Every route of the application by each method, with a made-up value in every place."""
    for route in _routes(house.app.routes):
        path = getattr(route, "path", None)
        for method in sorted(getattr(route, "methods", None) or ()):
            if path is not None:
                said = "".join("nothing" if i % 2 else part for i, part in enumerate(_parts(path)))
                yield method, said


def _routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from [route] if included is None else _routes(included.routes)


def _parts(path: str) -> list[str]:
    return path.replace("}", "{").split("{")


def test_every_route_answers_with_them_signed_in_or_not(house: House) -> None:
    routes = [*asked(house)]
    assert len(routes) > 50
    for client in (house.client(), house.signed_in(), house.program()):
        for method, path in routes:
            if path != "/leave":
                answer = client.request(method, path, follow_redirects=False)
                got = {name: answer.headers.get(name) for name in HEADERS}
                assert answer.status_code < 500, (method, path)
                assert got == dict(HEADERS), (method, path, answer.status_code)
                assert answer.headers.get("cache-control"), (method, path)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/leave", 303),
        ("GET", "/r/guess", 403),
    ],
)
def test_a_no_has_them_too(house: House, method: str, path: str, status: int) -> None:
    answer = house.signed_in().request(method, path, follow_redirects=False)
    assert answer.status_code == status, answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert answer.headers["cache-control"] == "no-store"


def test_a_fault_of_the_program_has_them_too(house: House) -> None:
    @house.app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("a fault")

    house.app.router.routes.insert(0, house.app.router.routes.pop())
    client = TestClient(house.app, base_url=HOST, raise_server_exceptions=False)
    answer = client.get("/api/broken")
    assert answer.status_code == 500
    assert "a fault" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert answer.headers["cache-control"] == "no-store"
