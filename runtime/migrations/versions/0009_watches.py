"""Who has not answered yet, and the next step up: due times that survive the program."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("intents", sa.Text(), nullable=False),
        sa.Column("instead_of", sa.String(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("set_at", Instant(timezone=True), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_why", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="watch_mode"),
        sa.CheckConstraint("phase IN ('answer', 'action')", name="watch_phase"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident", "key", "person"),
    )
    op.create_index(op.f("ix_watch_due_at"), "watch", ["due_at"], unique=False)
    op.create_index(op.f("ix_watch_instead_of"), "watch", ["instead_of"], unique=False)
