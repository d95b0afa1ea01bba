"""The migrations lead to exactly the tables of today's models, on both engines."""

from __future__ import annotations

import importlib

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from runtime.database import Database
from runtime.migrate import standing, upgrade

PACKAGES = ("runtime", "registry", "incident", "notify", "web")


def differences(database: Database) -> list[object]:
    for package in PACKAGES:
        importlib.import_module(f"{package}.tables")
    with database.write() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, SQLModel.metadata))


def test_a_migrated_database_has_the_models_tables(database: Database) -> None:
    assert differences(database) == []
    assert standing(database).up_to_date


def test_a_missing_column_is_seen(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("ALTER TABLE incident DROP COLUMN changed_at"))
    assert differences(database) != []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = standing(database)
    upgrade(database)
    assert standing(database) == before
