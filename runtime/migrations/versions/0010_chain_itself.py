"""The chain of alerts itself: its pulse, gaps seen before an incident, tests of the ways."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.appendonly import ddl
from runtime.columns import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WORDS = "'sending', 'accepted', 'delivered', 'failed', 'unknown', 'answered'"


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker"),
    )
    op.create_table(
        "reach_gap",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "key"),
    )
    _self_tests()
    postgresql = op.get_context().dialect.name == "postgresql"
    for table in ("self_test", "self_test_word"):
        for statement in ddl("postgresql" if postgresql else "sqlite", table):
            op.execute(statement)


def _self_tests() -> None:
    op.create_table(
        "self_test_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("expanded_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_self_test_run_jurisdiction"), "self_test_run", ["jurisdiction"], unique=False
    )
    op.create_table(
        "self_test",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_ref", sa.String(), nullable=False),
        sa.Column("text_ref", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("mode = 'real'", name="self_test_real"),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
        sa.ForeignKeyConstraint(["run"], ["self_test_run.id"]),
        sa.ForeignKeyConstraint(["address_ref"], ["sealed.ref"]),
        sa.ForeignKeyConstraint(["text_ref"], ["sealed.ref"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run", "person"),
    )
    op.create_index(op.f("ix_self_test_run"), "self_test", ["run"], unique=False)
    op.create_index(op.f("ix_self_test_person"), "self_test", ["person"], unique=False)
    op.create_table(
        "self_test_word",
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.CheckConstraint(f"word IN ({_WORDS})", name="self_test_word_known"),
        sa.ForeignKeyConstraint(["test"], ["self_test.id"]),
        sa.PrimaryKeyConstraint("test", "word"),
    )
