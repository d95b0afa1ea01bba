"""Who read a reply that waited for a person, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbound", sa.Column("read_by", sa.String(), nullable=True))
    op.add_column("inbound", sa.Column("read_at", Instant(timezone=True), nullable=True))
