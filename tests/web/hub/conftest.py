"""A house that is served in the loop of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel

from runtime.database import Database
from tests.web.conftest import House, make_house


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    SQLModel.metadata.create_all(database.engine, checkfirst=True)
    return make_house(database, tmp_path)
