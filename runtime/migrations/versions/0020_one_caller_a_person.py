"""A claim is on a person, in whatever incidents; a call keeps the number that was dialled.

Claims last three minutes, so those that stand are not carried over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("call_claim")
    op.create_table(
        "call_claim",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
        sa.PrimaryKeyConstraint("person", "mode"),
    )
    for name in ("contact", "contact_kind", "number_ref"):
        op.add_column("call_try", sa.Column(name, sa.String(), nullable=True))
