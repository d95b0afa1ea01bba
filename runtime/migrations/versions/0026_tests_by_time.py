"""Tests of ways are found by their time: each month adds one for everybody."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_self_test_at", "self_test", ["at"])
