"""What was sent under a key that its sender chose, as a digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_command",
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="sent_command_mode"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.PrimaryKeyConstraint("command"),
    )
