"""A row of a table that only grows is not replaced either, by whatever connection to SQLite."""

from __future__ import annotations

from alembic import op

from runtime.appendonly import no_replace

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "event": (("incident", "seq"),),
    "plan": (("digest",),),
    "receipt": (("attempt", "status"),),
    "duty_entry": (("id",), ("command",), ("corrects",), ("jurisdiction", "seq")),
    "call_try": (("id",),),
    "material": (("id",), ("command",)),
    "self_test": (("id",), ("run", "person")),
    "self_test_word": (("test", "word"),),
}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":  # PostgreSQL has no REPLACE
        for table, keys in _KEYS.items():
            op.execute(no_replace(table, *keys))
