"""The first tables; what may only grow is made so by triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.appendonly import ddl
from runtime.columns import Canonical, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("player", sa.String(), nullable=True),
        sa.Column("clock", Canonical(), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="incident_mode"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "mode"),
    )
    op.create_index(op.f("ix_incident_jurisdiction"), "incident", ["jurisdiction"], unique=False)
    op.create_table(
        "plan",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stored_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_plan_plan_id"), "plan", ["plan_id"], unique=False)
    op.create_table(
        "plan_in_force",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["plan.digest"],
        ),
        sa.PrimaryKeyConstraint("folder"),
    )
    op.create_table(
        "township",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_township_jurisdiction"), "township", ["jurisdiction"], unique=False)
    op.create_table(
        "vault_key",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("destroyed_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("owner"),
    )
    op.create_table(
        "due",
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="due_mode"),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.PrimaryKeyConstraint("incident"),
    )
    op.create_index(op.f("ix_due_due_at"), "due", ["due_at"], unique=False)
    op.create_table(
        "event",
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(timezone=True), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="event_mode"),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.PrimaryKeyConstraint("incident", "seq"),
    )
    op.create_index(op.f("ix_event_cause"), "event", ["cause"], unique=False)
    op.create_table(
        "intent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("facts", Canonical(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("confirm", sa.String(), nullable=False),
        sa.Column("on_unknown", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("expanded_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="intent_mode"),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident", "entry_seq", "alert", "post", "group_id"),
    )
    op.create_index(op.f("ix_intent_expanded_at"), "intent", ["expanded_at"], unique=False)
    op.create_table(
        "sealed",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["vault_key.owner"],
        ),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_index(op.f("ix_sealed_owner"), "sealed", ["owner"], unique=False)
    op.create_table(
        "shortfall",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("told_at", Instant(timezone=True), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="shortfall_mode"),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_shortfall_told_at"), "shortfall", ["told_at"], unique=False)
    op.create_table(
        "village",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("township_id", sa.String(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township_id"],
            ["township.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_village_jurisdiction"), "village", ["jurisdiction"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("name_ref", sa.String(), nullable=False),
        sa.Column("title", Canonical(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="person_mode"),
        sa.ForeignKeyConstraint(
            ["name_ref"],
            ["sealed.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "mode"),
    )
    op.create_index(op.f("ix_person_jurisdiction"), "person", ["jurisdiction"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("posts", Canonical(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_ref", sa.String(), nullable=False),
        sa.Column("text_ref", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("roster_version", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("confirm", sa.String(), nullable=False),
        sa.Column("on_unknown", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("next_try_at", Instant(timezone=True), nullable=True),
        sa.Column("claimed_at", Instant(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode = 'real' OR channel IN ('simulated', 'console', 'calls')",
            name="attempt_exercise_stays_inside",
        ),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="attempt_mode"),
        sa.CheckConstraint(
            "status IN ('ready', 'sending', 'accepted', 'delivered', 'failed_temporary', 'failed_permanent', 'unknown', 'superseded')",
            name="attempt_status",
        ),
        sa.ForeignKeyConstraint(
            ["address_ref"],
            ["sealed.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["person", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["text_ref"],
            ["sealed.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "mode"),
        sa.UniqueConstraint("incident", "key", "person", "step"),
    )
    op.create_index(op.f("ix_attempt_incident"), "attempt", ["incident"], unique=False)
    op.create_index(op.f("ix_attempt_next_try_at"), "attempt", ["next_try_at"], unique=False)
    op.create_index(op.f("ix_attempt_provider_id"), "attempt", ["provider_id"], unique=False)
    op.create_index(op.f("ix_attempt_status"), "attempt", ["status"], unique=False)
    op.create_table(
        "call_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("posts", Canonical(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_ref", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_by", sa.String(), nullable=True),
        sa.Column("result_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="call_entry_mode"),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["person", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["text_ref"],
            ["sealed.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident", "key", "person"),
    )
    op.create_index(op.f("ix_call_entry_incident"), "call_entry", ["incident"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address_ref", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="contact_mode"),
        sa.ForeignKeyConstraint(
            ["address_ref"],
            ["sealed.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_contact_jurisdiction"), "contact", ["jurisdiction"], unique=False)
    op.create_index(op.f("ix_contact_person_id"), "contact", ["person_id"], unique=False)
    op.create_table(
        "holding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.String(), nullable=True),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="holding_mode"),
        sa.CheckConstraint("rank >= 1", name="holding_rank"),
        sa.ForeignKeyConstraint(
            ["person_id", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_holding_jurisdiction"), "holding", ["jurisdiction"], unique=False)
    op.create_index(op.f("ix_holding_person_id"), "holding", ["person_id"], unique=False)
    op.create_index(op.f("ix_holding_post"), "holding", ["post"], unique=False)
    op.create_table(
        "operator",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("also_written", Canonical(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("legal_representative_person_id", sa.String(), nullable=True),
        sa.Column("legal_representative_source", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["legal_representative_person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_operator_jurisdiction"), "operator", ["jurisdiction"], unique=False)
    op.create_table(
        "session",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("expires_at", Instant(timezone=True), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(timezone=True), nullable=False),
        sa.Column("used_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "dam",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("township_id", sa.String(), nullable=True),
        sa.Column("responsible_person_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("facts", Canonical(), nullable=False),
        sa.Column("downstream", Canonical(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operator.id"],
        ),
        sa.ForeignKeyConstraint(
            ["responsible_person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["township_id"],
            ["township.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_dam_jurisdiction"), "dam", ["jurisdiction"], unique=False)
    op.create_table(
        "mine",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("responsible_person_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operator.id"],
        ),
        sa.ForeignKeyConstraint(
            ["responsible_person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_mine_jurisdiction"), "mine", ["jurisdiction"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="receipt_mode"),
        sa.ForeignKeyConstraint(
            ["attempt", "mode"],
            ["attempt.id", "attempt.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.PrimaryKeyConstraint("attempt", "status"),
    )
    op.create_table(
        "sim_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("text_ref", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint("address LIKE 'sim:%'", name="sim_message_address"),
        sa.CheckConstraint("mode IN ('real', 'exercise')", name="sim_message_mode"),
        sa.ForeignKeyConstraint(
            ["id", "mode"],
            ["attempt.id", "attempt.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["incident", "mode"],
            ["incident.id", "incident.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["person", "mode"],
            ["person.id", "person.mode"],
        ),
        sa.ForeignKeyConstraint(
            ["text_ref"],
            ["sealed.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sim_message_address"), "sim_message", ["address"], unique=False)
    postgresql = op.get_context().dialect.name == "postgresql"
    for table in ("event", "plan", "receipt"):
        for statement in ddl("postgresql" if postgresql else "sqlite", table):
            op.execute(statement)
