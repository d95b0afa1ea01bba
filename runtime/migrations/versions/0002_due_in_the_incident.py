"""When the next clock runs out stands in the incident's own row, which every command writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("due_at", Instant(timezone=True), nullable=True))
    op.create_index(op.f("ix_incident_due_at"), "incident", ["due_at"], unique=False)
    op.execute(
        "UPDATE incident SET due_at = (SELECT due.due_at FROM due WHERE due.incident = incident.id)"
    )
    op.drop_index(op.f("ix_due_due_at"), table_name="due")
    op.drop_table("due")
