"""Links and sessions of large screens, which may look at walls and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_link", _wall())
    op.add_column("session", _wall())


def _wall() -> sa.Column[bool]:
    return sa.Column("wall", sa.Boolean(), nullable=False, server_default=sa.false())
