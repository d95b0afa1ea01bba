"""How often a fault kept what came back from being taken, and when it is tried again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbound", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("inbound", sa.Column("try_at", Instant(timezone=True), nullable=True))
