"""Alarms of an incident's pages that somebody at its desk has seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm_seen",
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("incident", "alarm"),
    )
