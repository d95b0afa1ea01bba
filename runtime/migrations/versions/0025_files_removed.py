"""A file that nothing names can give its bytes back; each removal is a row that stays.

The bytes go by the row's own trigger and by nothing else. Every file also gets the real time at
which it came, as an exercise's own time may be years away.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.appendonly import ddl, no_replace
from runtime.columns import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_LEAST_S = 7 * 24 * 60 * 60
"""Seconds that every file stays, whatever a setting says."""
_ONLY = "append-only: rows of material are never changed or removed"
_REFUSED = "no file is removed that an entry names or that came less than 7 days before"
_SAME = (
    "id", "incident", "mode", "media", "size", "digest", "kept_by", "kept_at", "arrived_at",
)  # fmt: skip
_FILE = (
    "SELECT 1 FROM material m WHERE m.id = NEW.material AND m.incident = NEW.incident"
    " AND m.mode = NEW.mode AND m.size = NEW.size"
)


def upgrade() -> None:
    postgresql = op.get_context().dialect.name == "postgresql"
    op.add_column("material", sa.Column("arrived_at", Instant(timezone=True), nullable=True))
    op.create_index("ix_material_arrived_at", "material", ["arrived_at"])
    op.create_index("ix_material_lying", "material", ["incident", "kept_by", "size", "id"])
    op.create_table(
        "material_removal",
        sa.Column("material", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("removed_at", Instant(timezone=True), nullable=False),
        sa.Column("sweep", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="material_removal_mode"),
        sa.ForeignKeyConstraint(["material"], ["material.id"]),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.PrimaryKeyConstraint("material"),
    )
    op.create_index("ix_material_removal_sweep", "material_removal", ["removed_at", "sweep"])
    for statement in _postgresql() if postgresql else _sqlite():
        op.execute(statement)


def _sqlite() -> tuple[str, ...]:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*_SAME, "rowid"))
    emptied = (
        f"{same} AND length(NEW.sealed) = 0 AND NEW.command IS NULL"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM material_removal WHERE material = OLD.id)"
    )
    age = (
        "coalesce(CAST(strftime('%s', NEW.removed_at) AS INTEGER)"
        f" - CAST(strftime('%s', m.arrived_at) AS INTEGER) >= {_LEAST_S}, 0)"
    )
    named = "SELECT 1 FROM event WHERE incident = NEW.incident AND instr(body, NEW.material) > 0"
    return (
        "DROP TRIGGER material_no_update",
        (
            "UPDATE material SET arrived_at = CASE mode WHEN 'real' THEN kept_at"
            " ELSE strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z' END"
        ),
        (
            f"CREATE TRIGGER material_no_update BEFORE UPDATE ON material WHEN NOT ({emptied})"
            f" BEGIN SELECT RAISE(ABORT, '{_ONLY}'); END"
        ),
        (
            "CREATE TRIGGER material_removal_is_guarded BEFORE INSERT ON material_removal"
            f" WHEN NOT EXISTS ({_FILE} AND {age}) OR EXISTS ({named})"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        ),
        (
            "CREATE TRIGGER material_removal_empties AFTER INSERT ON material_removal"
            " BEGIN UPDATE material SET sealed = x'', command = NULL WHERE id = NEW.material; END"
        ),
        *ddl("sqlite", "material_removal"),
        no_replace("material_removal", ("material",)),
    )


def _postgresql() -> tuple[str, ...]:
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _SAME)
    emptied = (
        f"{same} AND length(NEW.sealed) = 0 AND NEW.command IS NULL"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM material_removal WHERE material = OLD.id)"
    )
    age = f"m.arrived_at <= NEW.removed_at - interval '{_LEAST_S} seconds'"
    named = (
        "SELECT 1 FROM event e WHERE e.incident = NEW.incident AND strpos(e.body, NEW.material) > 0"
    )
    always = "ALTER TABLE {} ENABLE ALWAYS TRIGGER {}"
    return (
        "DROP TRIGGER material_append_only ON material",
        "UPDATE material SET arrived_at = CASE mode WHEN 'real' THEN kept_at ELSE now() END",
        (
            "CREATE TRIGGER material_append_only BEFORE DELETE OR TRUNCATE ON material"
            " FOR EACH STATEMENT EXECUTE FUNCTION material_append_only()"
        ),
        always.format("material", "material_append_only"),
        (
            "CREATE FUNCTION material_is_only_emptied() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN IF {emptied} THEN RETURN NEW; END IF; RAISE EXCEPTION '{_ONLY}'; END $$"
        ),
        (
            "CREATE TRIGGER material_is_only_emptied BEFORE UPDATE ON material"
            " FOR EACH ROW EXECUTE FUNCTION material_is_only_emptied()"
        ),
        always.format("material", "material_is_only_emptied"),
        # Who is writing an entry of this incident holds its row: the entry is waited for and seen.
        (
            "CREATE FUNCTION material_removal_is_guarded() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM 1 FROM incident WHERE id = NEW.incident FOR UPDATE;"
            f" IF NOT EXISTS ({_FILE} AND {age}) OR EXISTS ({named}) THEN"
            f" RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'check_violation'; END IF;"
            " RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER material_removal_is_guarded BEFORE INSERT ON material_removal"
            " FOR EACH ROW EXECUTE FUNCTION material_removal_is_guarded()"
        ),
        always.format("material_removal", "material_removal_is_guarded"),
        # With the owner's rights: the daily role may not touch the bytes of a file.
        (
            "CREATE FUNCTION material_removal_empties() RETURNS trigger LANGUAGE plpgsql"
            " SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN"
            " UPDATE material SET sealed = '', command = NULL WHERE id = NEW.material;"
            " RETURN NULL; END $$"
        ),
        (
            "CREATE TRIGGER material_removal_empties AFTER INSERT ON material_removal"
            " FOR EACH ROW EXECUTE FUNCTION material_removal_empties()"
        ),
        always.format("material_removal", "material_removal_empties"),
        *ddl("postgresql", "material_removal"),
    )
