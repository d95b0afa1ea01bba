"""Who a proxy's clients are: its word is taken, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_serve import ask, free_port, serving
from web.tries import PER_SOURCE


@pytest.mark.parametrize(("proxy", "told"), [("127.0.0.1", 403), ("192.0.2.7", 429)])
def test_failed_tries_are_counted_by_the_client_that_the_proxy_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str, told: int
) -> None:
    """Each comes from another client; where no proxy is trusted all come from this machine."""
    monkeypatch.setenv("TAILINGS_PROXY", proxy)
    port = free_port()
    with serving(tmp_path / "data", port):
        for n in range(PER_SOURCE + 1):
            client = {"X-Forwarded-For": f"198.51.100.{n}", "Origin": f"http://127.0.0.1:{port}"}
            answer, _, _ = ask(f"http://127.0.0.1:{port}/enter/guess", "POST", {}, client)
    assert answer == told
