"""Run by Alembic for every migration, in the transaction that its caller opened.

The caller passes its connection in ``config.attributes["connection"]``. To compare models with
the database, import the modules that hold the tables first: they gather in ``SQLModel.metadata``.
"""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import runtime.tables  # noqa: F401 - puts its tables into the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    user_module_prefix="runtime.columns.",
    compare_type=True,
    render_as_batch=True,
    # SQLite does roll table definitions back, once the driver leaves transactions alone.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
