"""The migrations lead to exactly the tables of today's models, on both engines."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from runtime.database import Database
from runtime.migrate import SCRIPTS, VERSIONS, require_shape, standing, upgrade
from runtime.refusal import Refused

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


def test_scripts_are_named_after_their_revisions(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")
    assert standing(database).head == scripts.get_current_head()
    assert len([*scripts.walk_revisions()]) == len([*VERSIONS.glob("[0-9]*.py")])


def test_a_start_with_nothing_to_do_does_not_load_what_would_do_it(database_url: str) -> None:
    look = """
import sys
from runtime.database import Database
from runtime.migrate import upgrade
database = Database.open(sys.argv[1])
upgrade(database)
database.close()
print("alembic" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", look, database_url],
        cwd=SCRIPTS.parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def shaped(database: Database, revision: str) -> None:
    """As if another release had written it last."""
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": revision})


def test_todays_shape_is_no_matter(database: Database) -> None:
    require_shape(database)


def test_a_database_of_a_newer_release_is_left_alone_and_says_what_to_do(
    database: Database,
) -> None:
    shaped(database, "9999")
    before = differences(database)
    for step in (upgrade, require_shape):
        with pytest.raises(Refused) as refused:
            step(database)
        assert (refused.value.code, refused.value.value) == ("database_shape", "9999")
        assert "start the newer program" in refused.value.say("en")
        assert "恢复" in refused.value.say("zh")
    assert differences(database) == before
    assert standing(database).current == "9999"
    assert not standing(database).known


def test_a_database_of_an_older_release_is_refused_to_who_only_looks(database: Database) -> None:
    shaped(database, "0001")
    assert standing(database).known
    with pytest.raises(Refused) as refused:
        require_shape(database)
    assert (refused.value.code, refused.value.value) == ("database_shape", "0001")
    assert "tailings serve" in refused.value.say("en")
    assert "tailings serve" in refused.value.say("zh")
