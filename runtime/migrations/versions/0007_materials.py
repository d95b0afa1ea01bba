"""Photographs, voice notes and pasted texts of an incident, which only grow in number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.appendonly import ddl
from runtime.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "material",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("kept_at", Instant(timezone=True), nullable=False),
        sa.Column("command", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="material_mode"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.ForeignKeyConstraint(["kept_by", "mode"], ["person.id", "person.mode"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("command"),
    )
    op.create_index(op.f("ix_material_incident"), "material", ["incident"], unique=False)
    postgresql = op.get_context().dialect.name == "postgresql"
    for statement in ddl("postgresql" if postgresql else "sqlite", "material"):
        op.execute(statement)
