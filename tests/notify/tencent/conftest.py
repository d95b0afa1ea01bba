"""A fake gateway for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.tencent import running
from tests.notify.tencent.gateway import Gateway


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running() as fake:
        yield Gateway(fake)
