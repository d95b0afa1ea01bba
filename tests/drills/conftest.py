"""A drill's own small composition: database, vault, registry with the sample county."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import URL

from drills.run import DrillServices
from incident.plans import PlanShelf
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.store import store_county
from registry.tables import ContactRow, HoldingRow, PersonRow
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.datakey import KEY_BYTES
from runtime.migrate import upgrade
from runtime.vault import Vault

ROOT = Path(__file__).resolve().parents[2]
SET_UP_AT = datetime(2024, 1, 1, tzinfo=UTC)

Services = Callable[[], DrillServices]


def equip(database: Database) -> DrillServices:
    """The sample county in a migrated database."""
    clock = ManualClock(SET_UP_AT)
    vault = Vault(b"k" * KEY_BYTES, clock)
    with database.write() as connection:
        store_county(connection, vault, load_county(SAMPLE), clock)
    return DrillServices(database, vault, Directory(database, vault), PlanShelf(database))


def man(services: DrillServices, playbook: Playbook) -> None:
    """An exercise roster for another plan: one made-up person for each of its posts."""
    county = playbook.plan.document.jurisdiction.id
    with services.database.write() as connection:
        for n, post in enumerate(playbook.posts, start=1):
            person = f"{county}-ex-{post}"
            refs = {f"{person}.name": f"({post})", f"{person}.sim": f"sim:{8000 + n}"}
            services.vault.seal_many(connection, person, refs)
            same = {"jurisdiction": county, "mode": "exercise"}
            row = {"id": person, "name_ref": f"{person}.name", "title": None, "lang": "zh"}
            connection.execute(insert(PersonRow), {**same, **row, "source": "local"})
            contact = {"kind": "sim", "address_ref": f"{person}.sim", "rank": 1}
            connection.execute(
                insert(ContactRow),
                {**same, **contact, "id": f"{person}.sim.1", "person_id": person},
            )
            holding = {"post": post, "person_id": person, "rank": 1, "scope_id": None}
            times = {"since": SET_UP_AT, "until": None, "source": "local"}
            connection.execute(
                insert(HoldingRow), {**same, **holding, **times, "id": f"h-{person}"}
            )


@pytest.fixture(scope="session")
def wutai() -> Playbook:
    return Playbook.of(load_plan(ROOT / "playbooks" / "plans" / "wutai-2024"))


@pytest.fixture(scope="session")
def lanshan() -> Playbook:
    return Playbook.of(load_plan(ROOT / "tests" / "plans" / "lanshan-2030"))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Makes services with a fresh SQLite database each time."""
    opened: list[Database] = []

    def make() -> DrillServices:
        path = tmp_path_factory.mktemp("drill") / "drill.db"
        database = Database.open(URL.create("sqlite", database=str(path)).render_as_string())
        opened.append(database)
        upgrade(database)
        return equip(database)

    yield make
    for database in opened:
        database.close()
