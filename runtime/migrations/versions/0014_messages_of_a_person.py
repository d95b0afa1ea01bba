"""What one person was written is found without reading what everybody was."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempt_person_incident", "attempt", ["person", "incident"], unique=False)
