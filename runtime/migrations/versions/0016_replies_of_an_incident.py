"""Boards ask every second what waits for a person to read: found without reading every report."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_inbound_incident"), "inbound", ["incident"], unique=False)
