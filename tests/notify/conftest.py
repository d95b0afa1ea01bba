"""A small fictional county with a plan whose alerts the tests know, and a real desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime.database import Database
from tests.notify.world import World, make_world


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = make_world(database)
    yield made
    made.close()
