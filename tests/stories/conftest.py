"""A night at the duty desk, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.program import Night, night


@pytest.fixture
def duty(database_url: str, tmp_path: Path) -> Iterator[Night]:
    """The whole program at 02:28 at night, nothing reported yet."""
    with night(tmp_path / "data", database_url) as told:
        yield told
