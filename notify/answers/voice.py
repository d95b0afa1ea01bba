"""An order given in a call: whether one waits for who is called, and what they hear of it.

The figures are in the message that asked for the order; a call never says them, since a voicemail
or somebody else may have picked up. They count together with those that are written back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.answers.codes import WRONG_TRIES
from notify.answers.moved import settled_by
from notify.rows import columns
from notify.tables import AttemptRow, IntentRow, OrderLockRow
from playbooks.lookup import Playbook
from runtime.database import Database
from runtime.language import Lang
from runtime.vault import Vault


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody would order, in words; ``reason`` is None where none was given or is left."""

    level: str
    reason: str | None


def waits(connection: Connection, incident: str, person: str, now: datetime) -> RowMapping | None:
    """The newest lock that a person's figures still open; None where they were sent none, by
    message, where it is shut, or where the decision is settled."""
    query = (
        select(*columns(OrderLockRow))
        .join(AttemptRow, col(AttemptRow.id) == col(OrderLockRow.attempt))
        .where(
            col(OrderLockRow.incident) == incident,
            col(OrderLockRow.person) == person,
            col(OrderLockRow.used_at).is_(None),
            col(OrderLockRow.wrong) < WRONG_TRIES,
            col(OrderLockRow.until_at) > now,
            # With a link no figures were sent.
            col(AttemptRow.code).is_not(None),
        )
        .order_by(col(OrderLockRow.from_at).desc())
        .limit(1)
    )
    lock = connection.execute(query).mappings().first()
    if lock is None or settled_by(connection, incident, lock["decision"], lock["version"]):
        return None
    return lock


def offered_to(
    connection: Connection, sent: Sequence[RowMapping], call: str
) -> Sequence[RowMapping]:
    """The messages that offered an order to who was called, of that incident, also those to
    another number of theirs. ``sent`` went to the number that was called; ``call`` is the
    provider's name of the call. Empty where it is none of them."""
    mine = next((row for row in sent if row["provider_id"] == call), None)
    if mine is None:
        return ()
    query = (
        select(*columns(AttemptRow))
        .join(OrderLockRow, col(OrderLockRow.attempt) == col(AttemptRow.id))
        .where(
            col(OrderLockRow.incident) == mine["incident"],
            col(OrderLockRow.person) == mine["person"],
        )
        .order_by(col(AttemptRow.created_at), col(AttemptRow.id))
    )
    return connection.execute(query).mappings().all()


@dataclass(frozen=True)
class Calls:
    """What a call that is going on may ask for."""

    database: Database
    vault: Vault
    playbooks: Callable[[str], Playbook]

    def order(self, call: str, lang: Lang, now: datetime) -> Order | None:
        """The order that waits for who is called; ``call`` is the provider's name of it."""
        one = (col(AttemptRow.incident), col(AttemptRow.person))
        with self.database.read() as connection:
            called = connection.execute(
                select(*one).where(col(AttemptRow.provider_id) == call)
            ).first()
            lock = None if called is None else waits(connection, *called, now)
            if lock is None:
                return None
            asked = connection.execute(
                select(col(IntentRow.plan), col(IntentRow.facts))
                .join(
                    AttemptRow,
                    (col(AttemptRow.incident) == col(IntentRow.incident))
                    & (col(AttemptRow.key) == col(IntentRow.key)),
                )
                .where(col(AttemptRow.id) == lock["attempt"])
            ).all()
            plan = asked[0].plan
            ref = next((r for row in asked if (r := reason_of(row.facts))), None)
            reason = None if ref is None else self.vault.unseal(connection, [ref])[ref]
        playbook = self.playbooks(plan)
        level = playbook.plan.criteria.levels[playbook.level_rank(lock["level"])].name
        return Order(level.say(lang), reason)


def reason_of(facts: object) -> str | None:
    """Where the reason of a proposal lies in the vault; None in what asks for no order."""
    order = facts.get("order") if isinstance(facts, dict) else None
    return None if order is None else order.get("reason_ref")
