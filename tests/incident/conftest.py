"""A desk over a migrated database with the sample county, its clock and its plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from incident import tables
from incident.anchors import AnchorFile
from incident.commands import ReportIncident
from incident.desk import Desk
from incident.plans import PlanShelf
from incident.ports import Consequence
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.schema import County
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.ids import CountedIds
from runtime.vault import Vault
from tests.incident.bench import COUNTY, START, wutai


@dataclass(frozen=True)
class House:
    """One installation: everything that a command needs."""

    desk: Desk
    database: Database
    vault: Vault
    clock: ManualClock
    anchors: AnchorFile

    def report(self, person: str = "wutai-duty-officer", **more: object) -> str:
        """A new incident; its id."""
        command = ReportIncident.model_validate(
            {"place": "青石沟", "what": "坝体出现裂缝", "title": "演示", **more}
        )
        return self.desk.open(command, person, COUNTY).incident


@pytest.fixture(scope="session")
def county() -> County:
    return load_county(SAMPLE)


@pytest.fixture
def build(
    database: Database, county: County, tmp_path: Path
) -> Callable[[Sequence[Consequence]], House]:
    """Makes a house whose desk has these consequences."""
    assert tables.EventRow.__tablename__ in SQLModel.metadata.tables
    SQLModel.metadata.create_all(database.engine, checkfirst=True)

    def make(consequences: Sequence[Consequence] = ()) -> House:
        clock = ManualClock(START)
        vault = Vault(bytes(range(32)), clock)
        directory = Directory(database, vault)
        with database.write() as connection:
            store_county(connection, vault, county, clock, CountedIds("reg"))
        shelf = PlanShelf(database)
        shelf.put_in_force(wutai())
        anchors = AnchorFile(tmp_path / "anchors.jsonl")
        desk = Desk(
            database,
            vault,
            directory,
            shelf,
            clock,
            CountedIds("t"),
            consequences=consequences,
            anchors=anchors,
        )
        return House(desk, database, vault, clock, anchors)

    return make


@pytest.fixture
def house(build: Callable[[Sequence[Consequence]], House]) -> House:
    return build(())
