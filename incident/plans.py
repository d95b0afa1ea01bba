"""The plans an installation knows, by content: an incident keeps the plan it began with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from incident.tables import PlanRow
from playbooks.load import plan_from_json, plan_json
from playbooks.lookup import Playbook
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused


class PlanShelf:
    """Plans by digest. The newest loaded plan of a jurisdiction is the one in force there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_digest: dict[str, Playbook] = {}
        self._current: dict[str, str] = {}

    def put_in_force(self, playbook: Playbook) -> None:
        """A plan that loaded without fault; from now on new incidents of its county use it."""
        self._by_digest[playbook.digest] = playbook
        self._current[playbook.plan.document.jurisdiction.id] = playbook.digest

    def current(self, jurisdiction: str) -> Playbook:
        """The plan in force. Raises Refused ``unknown_plan``."""
        if jurisdiction not in self._current:
            raise Refused(
                "unknown_plan",
                field="jurisdiction",
                value=jurisdiction,
                allowed=", ".join(self._current) or phrase(N_("load a plan first")),
            )
        return self._by_digest[self._current[jurisdiction]]

    def in_force(self) -> tuple[Playbook, ...]:
        """Every plan that new incidents would use, one a jurisdiction."""
        return tuple(self._by_digest[digest] for digest in self._current.values())

    def get(self, digest: str) -> Playbook:
        """A plan by its digest, from memory or the database. Raises Refused ``unknown_plan``."""
        if digest not in self._by_digest:
            with self._database.read() as connection:
                body = connection.execute(
                    select(col(PlanRow.body)).where(col(PlanRow.digest) == digest)
                ).scalar()
            if body is None:
                raise Refused(
                    "unknown_plan",
                    field="plan",
                    value=digest,
                    allowed=", ".join(self._by_digest) or phrase(N_("load a plan first")),
                )
            # Under the digest it was stored with: a later release may write the same plan anew
            # with fields that it did not have then.
            playbook = Playbook.of(plan_from_json(body.encode("utf-8")))
            self._by_digest[digest] = replace(playbook, digest=digest)
        return self._by_digest[digest]

    def keep(self, connection: Connection, playbook: Playbook, at: datetime) -> None:
        """Store the plan beside the incidents that use it, once."""
        known = select(col(PlanRow.digest)).where(col(PlanRow.digest) == playbook.digest)
        if connection.execute(known).scalar() is None:
            connection.execute(
                insert(PlanRow),
                {
                    "digest": playbook.digest,
                    "plan_id": playbook.plan.document.id,
                    "body": plan_json(playbook.plan).decode("utf-8"),
                    "stored_at": at,
                },
            )
