"""The simulated phones: who was told what, and answers after the minutes that people need."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, select
from sqlmodel import col

from drills.roles import post_of
from drills.schema import Answers
from drills.table import Refusal, Table
from notify.channels.simulated.answers import answer
from notify.tables import AttemptRow, SimMessageRow
from runtime.database import Database
from runtime.refusal import Refused


class Alerts(Protocol):
    """The alert engine, as far as a drill needs it."""

    async def step(self) -> int:
        """Do what is due; 0 when there is nothing more to do now."""
        ...


class Phones:
    """Lets the alert engine work, and answers what has arrived."""

    def __init__(self, alerts: Alerts | None, database: Database) -> None:
        self._alerts = alerts
        self._database = database
        self._seen: set[str] = set()

    def look(self, table: Table) -> None:
        """Send what is due and plan the answers to what is new."""
        if self._alerts is None:
            return
        while asyncio.run(self._alerts.step()):
            pass
        for message, name, posts, at in self._new(table.incident):
            self._seen.add(message)
            rule = _rule(table, posts)
            if rule is not None and rule.after_min is not None:
                table.plan(
                    f"answer:{name}",
                    at + timedelta(minutes=rule.after_min),
                    partial(self._answer, table, message, rule),
                    rule.jitter_min,
                )

    def _new(self, incident: str) -> list[tuple[str, str, tuple[str, ...], datetime]]:
        """Messages without an answer: id, a name that repeats in every run, posts and time."""
        query = (
            select(
                col(SimMessageRow.id),
                col(SimMessageRow.key),
                col(SimMessageRow.person),
                col(AttemptRow.posts),
                col(SimMessageRow.at),
            )
            .join(AttemptRow, col(AttemptRow.id) == col(SimMessageRow.id))
            .where(
                col(SimMessageRow.incident) == incident,
                col(SimMessageRow.answer).is_(None),
                col(AttemptRow.step) == 1,
                col(AttemptRow.confirm) != "none",
            )
            .order_by(col(SimMessageRow.at), col(SimMessageRow.id))
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [
            (id_, f"{key}:{person}", tuple(posts), at)
            for id_, key, person, posts, at in rows
            if id_ not in self._seen
        ]

    def _answer(self, table: Table, message: str, rule: Answers) -> None:
        try:
            answer(self._database, table.desk.put, table.pace.operating, message, rule.answer)
        except Refused as refused:
            table.refusals.append(Refusal(table.now(), "AnswerAlert", refused))


def _rule(table: Table, posts: Iterable[str]) -> Answers | None:
    theirs = {*posts}
    for rule in table.scenario.answers:
        if "*" in rule.who or theirs & {post_of(r, table.playbook) for r in rule.who}:
            return rule
    return None


def silent(connection: Connection, incident: str) -> tuple[str, ...]:
    """Ids of those who got messages that ask for an answer, and never gave one; by id."""
    rows = connection.execute(
        select(col(SimMessageRow.person), col(SimMessageRow.answer))
        .join(AttemptRow, col(AttemptRow.id) == col(SimMessageRow.id))
        .where(col(SimMessageRow.incident) == incident, col(AttemptRow.confirm) != "none")
    ).all()
    answered = {person for person, given in rows if given is not None}
    return tuple(sorted({person for person, _ in rows} - answered))
