"""What comes back from telephones, the codes it is bound to, and orders from the road."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("code", sa.String(), nullable=True))
    op.create_table(
        "inbound",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("word", sa.String(), nullable=True),
        sa.Column("told", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("sender_ref", sa.String(), nullable=True),
        sa.Column("text_ref", sa.String(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=True),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("handled_at", Instant(timezone=True), nullable=True),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("incident", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('report', 'reply')", name="inbound_kind"),
        sa.CheckConstraint(
            "became IS NULL OR became IN ('report', 'acknowledged', 'on_the_way', 'on_scene',"
            " 'declined', 'started', 'wrong_code', 'locked', 'late', 'ambiguous', 'unclear',"
            " 'stop', 'unknown_sender', 'refused')",
            name="inbound_became",
        ),
        sa.ForeignKeyConstraint(["sender_ref"], ["sealed.ref"]),
        sa.ForeignKeyConstraint(["text_ref"], ["sealed.ref"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_inbound_handled_at"), "inbound", ["handled_at"], unique=False)
    op.create_table(
        "order_lock",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("from_at", Instant(timezone=True), nullable=False),
        sa.Column("until_at", Instant(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("used_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="order_lock_mode"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
        sa.PrimaryKeyConstraint("attempt"),
    )
    op.create_index(op.f("ix_order_lock_incident"), "order_lock", ["incident"], unique=False)
