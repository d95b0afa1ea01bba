"""A database with the registry's tables, a vault, and small counties to store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import SQLModel

from registry import tables
from registry.directory import Directory
from registry.load import load_county
from registry.schema import County
from registry.store import Changes, store_county
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.vault import Vault

NOON = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)

SMALL = """\
jurisdiction: xian
name: {zh: 某县, en: A County}
sources:
  - {id: paper, title: {zh: 通知, en: Notice}, dated: 2024-05-06}
  - {id: story, title: {zh: 虚构, en: Fiction}, fictional: true}
townships:
  - {id: xian-t1, name: {zh: 甲乡, en: Township A}}
operators:
  - id: xian-o1
    name: {zh: 甲矿业, en: Mining A}
    legal_representative: {person: xian-zhao, source: paper}
    source: paper
dams:
  - id: xian-d1
    name: {zh: 甲尾矿库, en: Dam A}
    operator: xian-o1
    responsible: xian-zhao
    source: paper
    facts:
      height_m: {value: 38.70, unit: m, source: paper, dated: 2024-05-06}
real:
  since: 2024-01-01T00:00:00+08:00
  people:
    - {id: xian-zhao, name: 赵甲, source: paper}
    - id: xian-qian
      name: 钱乙
      contacts: [{kind: sim, address: "sim:0002"}, {kind: sim, address: "sim:0001"}]
    - {id: xian-sun, name: 孙丙, contacts: [{kind: sim, address: "sim:0003"}]}
  holdings:
    - {post: head, person: xian-sun, rank: 2, source: local}
    - {post: head, person: xian-qian, source: local}
    - {post: township_head, person: xian-qian, source: local}
    - {post: township_head, person: xian-sun, scope: xian-t1, source: local}
exercise:
  since: 2024-01-01T00:00:00+08:00
  people:
    - {id: xian-ex-li, name: 李丁, contacts: [{kind: sim, address: "sim:0501"}]}
  holdings:
    - {post: head, person: xian-ex-li, source: story}
"""


@pytest.fixture
def county(tmp_path: Path) -> Callable[..., County]:
    """Loads the small county after replacing texts in it: ``county("a", "b")`` for a → b."""

    def load(*replacements: str) -> County:
        text = SMALL
        for old, new in zip(replacements[::2], replacements[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new)
        folder = tmp_path / "county"
        folder.mkdir(exist_ok=True)
        (folder / "county.yaml").write_text(text, encoding="utf-8")
        return load_county(folder)

    return load


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def vault(clock: ManualClock) -> Vault:
    return Vault(bytes(range(32)), clock)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """An open write; tables that the migrations do not make yet are made here."""
    made: list[Any] = [
        row.__dict__["__table__"] for name, row in vars(tables).items() if name.endswith("Row")
    ]
    SQLModel.metadata.create_all(database.engine, tables=made, checkfirst=True)
    with database.write() as connection:
        yield connection


@pytest.fixture
def store(connection: Connection, vault: Vault, clock: ManualClock) -> Callable[[County], Changes]:
    return lambda county: store_county(connection, vault, county, clock)


@pytest.fixture
def directory(database: Database, vault: Vault) -> Directory:
    return Directory(database, vault)
