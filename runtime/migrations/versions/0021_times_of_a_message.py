"""When a message was accepted, arrived, was read, failed, or was last in doubt.

What was written before keeps no such times. Only a doubt is carried over, with the time at which
the message was handed over: whoever looks must not read that it was never sent.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAMES = ("accepted_at", "delivered_at", "read_at", "failed_at", "unknown_at")


def upgrade() -> None:
    for name in NAMES:
        op.add_column("attempt", sa.Column(name, Instant(timezone=True), nullable=True))
    op.execute(
        "UPDATE attempt SET unknown_at = claimed_at WHERE status = 'unknown'"
        " OR (status = 'superseded' AND error_code IS NOT NULL"
        " AND error_code NOT LIKE 'joined:%' AND error_code NOT LIKE 'passed_over:%'"
        " AND EXISTS (SELECT 1 FROM attempt AS later WHERE later.incident = attempt.incident"
        " AND later.key = attempt.key AND later.person = attempt.person"
        " AND later.step = attempt.step + 1))"
    )
