"""Write the migration that takes a database from the newest revision to today's models.

For developers: ``.venv/bin/python bin/migration.py NUMBER NAME`` writes
``runtime/migrations/versions/NUMBER_NAME.py``. Read it before you keep it; triggers and data
changes are added by hand.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic.autogenerate import produce_migrations, render_python_code  # noqa: E402
from alembic.migration import MigrationContext  # noqa: E402
from sqlmodel import SQLModel  # noqa: E402

from runtime.database import Database  # noqa: E402
from runtime.migrate import standing, upgrade  # noqa: E402

TABLES = ("runtime", "registry", "incident", "notify", "web")
"""Packages with a module ``tables``; importing it puts its tables into the metadata."""

HEAD = '''"""{name}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Canonical, Instant

revision = "{number}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}
'''


def main(number: str, name: str) -> None:
    for package in TABLES:
        importlib.import_module(f"{package}.tables")
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/now.db")
        versions = ROOT / "runtime" / "migrations" / "versions"
        before = None
        if any(versions.glob("[0-9]*.py")):
            upgrade(database)
            before = standing(database).current
        with database.write() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            script = produce_migrations(context, SQLModel.metadata)
            operations = script.upgrade_ops_list[0]
            body = render_python_code(operations, migration_context=context)
        database.close()
    lines = [line for line in body.splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("AutoString()", "sa.String()")
    text = text.replace("runtime.columns.", "").replace("sqlmodel.sql.sqltypes.", "")
    file = versions / f"{number}_{name}.py"
    file.write_text(
        HEAD.format(number=number, name=name.replace("_", " "), before=before, body=text),
        encoding="utf-8",
    )
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
