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
        here = f"http://127.0.0.1:{port}"
        clients = [f"198.51.100.{n}" for n in range(PER_SOURCE + 1)]
        named = [{"X-Forwarded-For": client, "Origin": here} for client in clients]
        answers = [ask(f"{here}/enter/guess", "POST", {}, headers)[0] for headers in named]
    assert answers == [403] * PER_SOURCE + [told]
