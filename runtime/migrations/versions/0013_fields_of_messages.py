"""What a message was filled with, for providers that fill a template of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("alert", sa.String(), nullable=True))
    op.add_column("attempt", sa.Column("fields_ref", sa.String(), nullable=True))
