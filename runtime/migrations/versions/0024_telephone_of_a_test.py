"""The digest of the number that a test of the ways went to, by which an answer finds its test.

What was written before has none: it is opened and compared for the days in which an answer counts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("self_test", sa.Column("address_digest", sa.String(), nullable=True))
    op.create_index("ix_self_test_address_digest", "self_test", ["address_digest", "at"])
