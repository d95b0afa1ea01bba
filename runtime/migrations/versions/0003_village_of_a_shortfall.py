"""A shortfall can name the village in which nobody was reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shortfall", sa.Column("village", sa.String(), nullable=True))
