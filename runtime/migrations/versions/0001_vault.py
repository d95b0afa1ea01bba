"""The vault: personal data apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault_key",
        sa.Column("owner", sa.String(), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("destroyed_at", Instant(), nullable=True),
    )
    op.create_table(
        "sealed",
        sa.Column("ref", sa.String(), primary_key=True),
        sa.Column("owner", sa.String(), sa.ForeignKey("vault_key.owner"), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_sealed_owner", "sealed", ["owner"])


def downgrade() -> None:
    op.drop_table("sealed")
    op.drop_table("vault_key")
