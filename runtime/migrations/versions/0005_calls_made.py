"""Each call of the telephone list, which only grow in number, and who is calling whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from runtime.appendonly import ddl
from runtime.columns import Canonical, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _same(name: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name=f"{name}_mode"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
    )


def upgrade() -> None:
    op.create_table(
        "call_try",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("keys", Canonical(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("note_ref", sa.String(), nullable=True),
        sa.Column("recording", sa.String(), nullable=True),
        *_same("call_try"),
        sa.ForeignKeyConstraint(["note_ref"], ["sealed.ref"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_call_try_incident"), "call_try", ["incident"], unique=False)
    op.create_table(
        "call_claim",
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        *_same("call_claim"),
        sa.PrimaryKeyConstraint("incident", "person"),
    )
    postgresql = op.get_context().dialect.name == "postgresql"
    for table in ("call_try",):
        for statement in ddl("postgresql" if postgresql else "sqlite", table):
            op.execute(statement)
