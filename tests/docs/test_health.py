"""The container's health check tells a program that answers from one that does not."""

from __future__ import annotations

import http.server
import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "health.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("health", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (403, True), (503, False)])
def test_by_status(status: int, healthy: bool) -> None:
    with answering(status) as address:
        assert script().healthy(address) is healthy


def test_nobody_there() -> None:
    with answering(200) as address:
        pass
    assert script().healthy(address) is False
