"""An exercise reaches real telephones only for people for whom two others have armed it.

The check that kept every message of an exercise inside becomes a trigger that asks who is armed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.columns import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INSIDE = "'simulated', 'console', 'calls'"
_WHY = "'person', 'time', 'over', 'real_incident'"
_REFUSED = "an exercise stays inside: nobody has armed it for this person and channel now"
_CLOSED = "a row of armed is never changed or removed: its end is written once"
_FIXED = (
    "id", "incident", "jurisdiction", "mode", "arming", "entry", "person", "channel", "armed_by",
    "confirmed_by", "from_at", "until_at",
)  # fmt: skip


def upgrade() -> None:
    _armed()
    if op.get_context().dialect.name == "sqlite":
        _without_check()
        statements = _sqlite()
    else:
        op.drop_constraint("attempt_exercise_stays_inside", "attempt", type_="check")
        statements = _postgresql()
    for statement in statements:
        op.execute(statement)


def _armed() -> None:
    op.create_table(
        "armed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("arming", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("armed_by", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("from_at", Instant(timezone=True), nullable=False),
        sa.Column("until_at", Instant(timezone=True), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("told_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="armed_mode"),
        sa.CheckConstraint("mode = 'exercise'", name="armed_exercise"),
        sa.CheckConstraint("armed_by <> confirmed_by", name="armed_by_two"),
        sa.CheckConstraint("until_at > from_at", name="armed_for_a_time"),
        sa.CheckConstraint(f"NOT (channel IN ({_INSIDE}))", name="armed_channel"),
        sa.CheckConstraint(f"why IS NULL OR why IN ({_WHY})", name="armed_why"),
        sa.ForeignKeyConstraint(["incident", "mode"], ["incident.id", "incident.mode"]),
        sa.ForeignKeyConstraint(["person", "mode"], ["person.id", "person.mode"]),
        sa.ForeignKeyConstraint(["armed_by", "mode"], ["person.id", "person.mode"]),
        sa.ForeignKeyConstraint(["confirmed_by", "mode"], ["person.id", "person.mode"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident", "arming", "person", "channel"),
    )
    op.create_index(op.f("ix_armed_jurisdiction"), "armed", ["jurisdiction"], unique=False)


def _without_check() -> None:
    """SQLite drops no constraint: the table is made anew from its own words without the check.

    What refers to it is looked at when the transaction ends, and all rows are back by then.
    """
    connection = op.get_bind()
    made = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'attempt'")
    ).scalar_one()
    lines = [line for line in made.splitlines() if "attempt_exercise_stays_inside" not in line]
    if len(lines) != len(made.splitlines()) - 1:
        raise RuntimeError("the check of attempt is not where the first tables have put it")
    others = connection.execute(
        sa.text(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'attempt' AND sql IS NOT NULL"
            " AND type IN ('index', 'trigger')"
        )
    ).scalars()
    kept = list(others)
    for statement in (
        "PRAGMA defer_foreign_keys=ON",
        "CREATE TEMPORARY TABLE attempt_kept AS SELECT * FROM attempt",
        "DROP TABLE attempt",
        "\n".join(lines),
        "INSERT INTO attempt SELECT * FROM attempt_kept",
        "DROP TABLE attempt_kept",
        *kept,
    ):
        connection.exec_driver_sql(statement)


def _covered(moment: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM armed WHERE armed.incident = NEW.incident"  # noqa: S608
        " AND armed.person = NEW.person AND armed.channel = NEW.channel"
        f" AND armed.from_at <= {moment} AND armed.until_at > {moment}"
        f" AND (armed.ended_at IS NULL OR armed.ended_at > {moment}))"
    )


_LEAVES = f"NEW.mode <> 'real' AND NEW.channel NOT IN ({_INSIDE})"
_WRITTEN = (
    f"NOT {_covered('NEW.created_at')} OR ((NEW.status = 'sending' OR NEW.claimed_at IS NOT NULL)"
    f" AND NOT {_covered('NEW.claimed_at')})"
)


def _sqlite() -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    closed = f"BEGIN SELECT RAISE(ABORT, '{_CLOSED}'); END"
    moved = " OR ".join(
        f"NEW.{name} IS NOT OLD.{name}"
        for name in ("mode", "incident", "person", "channel", "address_ref", "created_at")
    )
    claimed = (
        "NEW.status = 'sending' AND (OLD.status <> 'sending'"
        " OR NEW.claimed_at IS NOT OLD.claimed_at OR NEW.tries IS NOT OLD.tries)"
    )
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)
    again = (
        "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.why IS NOT OLD.why)"
    )
    return (
        (
            "CREATE TRIGGER attempt_exercise_stays_inside BEFORE INSERT ON attempt"
            f" WHEN {_LEAVES} AND ({_WRITTEN}) {refuse}"
        ),
        (
            "CREATE TRIGGER attempt_exercise_is_not_moved BEFORE UPDATE ON attempt"
            f" WHEN {_LEAVES} AND ({moved}) AND ({_WRITTEN}) {refuse}"
        ),
        (
            "CREATE TRIGGER attempt_exercise_is_not_sent BEFORE UPDATE ON attempt"
            f" WHEN {_LEAVES} AND {claimed} AND NOT {_covered('NEW.claimed_at')} {refuse}"
        ),
        (
            f"CREATE TRIGGER armed_is_not_changed BEFORE UPDATE ON armed WHEN {changed} OR ({again})"
            f" {closed}"
        ),
        f"CREATE TRIGGER armed_is_not_removed BEFORE DELETE ON armed {closed}",
        (
            "CREATE TRIGGER armed_is_not_replaced BEFORE INSERT ON armed WHEN EXISTS"  # noqa: S608
            " (SELECT 1 FROM armed WHERE id = NEW.id OR (incident = NEW.incident"
            " AND arming = NEW.arming AND person = NEW.person AND channel = NEW.channel)"
            f" OR (NEW.rowid <> -1 AND rowid = NEW.rowid)) {closed}"
        ),
    )


def _postgresql() -> tuple[str, ...]:
    moved = " OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in ("mode", "incident", "person", "channel", "address_ref", "created_at")
    )
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED)
    refuse = f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'check_violation'"
    closed = f"RAISE EXCEPTION '{_CLOSED}' USING ERRCODE = 'check_violation'"
    return (
        (
            "CREATE FUNCTION attempt_exercise_stays_inside() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF NOT ({_LEAVES}) THEN RETURN NEW; END IF;"
            f" IF TG_OP = 'INSERT' THEN IF {_WRITTEN} THEN {refuse}; END IF; RETURN NEW; END IF;"
            f" IF ({moved}) AND ({_WRITTEN}) THEN {refuse}; END IF;"
            " IF NEW.status = 'sending' AND (OLD.status <> 'sending'"
            " OR NEW.claimed_at IS DISTINCT FROM OLD.claimed_at"
            f" OR NEW.tries IS DISTINCT FROM OLD.tries) AND NOT {_covered('NEW.claimed_at')}"
            f" THEN {refuse}; END IF; RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER attempt_exercise_stays_inside BEFORE INSERT OR UPDATE ON attempt"
            " FOR EACH ROW EXECUTE FUNCTION attempt_exercise_stays_inside()"
        ),
        "ALTER TABLE attempt ENABLE ALWAYS TRIGGER attempt_exercise_stays_inside",
        (
            "CREATE FUNCTION armed_is_not_changed() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF TG_OP <> 'UPDATE' THEN {closed}; END IF;"
            f" IF {changed} OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM"
            f" OLD.ended_at OR NEW.why IS DISTINCT FROM OLD.why)) THEN {closed}; END IF;"
            " RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER armed_is_not_changed BEFORE UPDATE OR DELETE ON armed"
            " FOR EACH ROW EXECUTE FUNCTION armed_is_not_changed()"
        ),
        "ALTER TABLE armed ENABLE ALWAYS TRIGGER armed_is_not_changed",
        (
            "CREATE FUNCTION armed_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {closed}; END $$"
        ),
        (
            "CREATE TRIGGER armed_is_not_emptied BEFORE TRUNCATE ON armed"
            " FOR EACH STATEMENT EXECUTE FUNCTION armed_is_not_emptied()"
        ),
        "ALTER TABLE armed ENABLE ALWAYS TRIGGER armed_is_not_emptied",
    )
