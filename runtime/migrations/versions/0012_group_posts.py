"""What groups in a chat are to be told, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATUSES = "'ready', 'sending', 'accepted', 'failed', 'unknown', 'superseded'"


def upgrade() -> None:
    op.create_table(
        "group_post",
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("next_try_at", Instant(timezone=True), nullable=True),
        sa.Column("claimed_at", Instant(timezone=True), nullable=True),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="group_post_mode"),
        sa.CheckConstraint("mode = 'real'", name="group_post_exercise_stays_inside"),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name="group_post_status"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.PrimaryKeyConstraint("incident", "entry_seq", "channel"),
    )
    op.create_index(op.f("ix_group_post_status"), "group_post", ["status"], unique=False)
    op.create_index(op.f("ix_group_post_next_try_at"), "group_post", ["next_try_at"], unique=False)
