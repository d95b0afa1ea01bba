"""The duty desk's log, which only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.appendonly import ddl
from runtime.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("recorded_at", Instant(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("from_ref", sa.String(), nullable=True),
        sa.Column("number_ref", sa.String(), nullable=True),
        sa.Column("words_ref", sa.String(), nullable=False),
        sa.Column("recording_ref", sa.String(), nullable=True),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.Column("command", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('call', 'paper', 'note', 'paste')", name="duty_entry_kind"),
        sa.CheckConstraint("mode = 'real'", name="duty_entry_mode"),
        sa.ForeignKeyConstraint(
            ["corrects"],
            ["duty_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entered_by", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["from_ref"],
            ["sealed.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["number_ref"],
            ["sealed.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["recording_ref"],
            ["sealed.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["words_ref"],
            ["sealed.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("command"),
        sa.UniqueConstraint("corrects"),
        sa.UniqueConstraint("jurisdiction", "seq"),
    )
    postgresql = op.get_context().dialect.name == "postgresql"
    for table in ("duty_entry",):
        for statement in ddl("postgresql" if postgresql else "sqlite", table):
            op.execute(statement)
