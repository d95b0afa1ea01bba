"""The digest of the number that a message went to, by which an answer finds what was asked.

What was written before has none: it is opened and compared for the days in which an answer counts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("address_digest", sa.String(), nullable=True))
    op.create_index(
        "ix_attempt_address_digest", "attempt", ["address_digest", "created_at"], unique=False
    )
