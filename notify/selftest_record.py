"""What is known of the ways to people: last tested when, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.rows import columns
from notify.selftest import AGAIN_AFTER, SelfTestLetters
from notify.tables import SelfTestRow, SelfTestRunRow, SelfTestWordRow
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase

STATES: Mapping[str, str] = MappingProxyType(
    {
        "answered": N_("answered"),
        "failed": N_("failed"),
        "delivered": N_("delivered, not answered"),
        "unknown": N_("unknown whether it arrived"),
        "accepted": N_("accepted by the provider"),
        "sending": N_("not known what became of it"),
        "waiting": N_("waits to be sent"),
        "never": N_("never tested"),
    }
)
"""The furthest word of a test, the one that says most first."""


@dataclass(frozen=True, slots=True)
class Tested:
    """One person and one channel that leads to them now."""

    person: str
    channel: str
    state: str
    """Of ``STATES``."""
    test: str | None = None
    """The last test; null where there was none."""
    at: datetime | None = None
    answered_at: datetime | None = None
    code: str | None = None
    """Why it failed, as the channel says."""


def outcomes(connection: Connection, run: str) -> Mapping[str, int]:
    """How many tests of a run are in which of ``STATES``."""
    query = (
        select(col(SelfTestRow.id), col(SelfTestWordRow.word))
        .outerjoin(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(col(SelfTestRow.run) == run)
    )
    words: dict[str, set[str]] = {}
    for test, word in connection.execute(query):
        words.setdefault(test, set()).add(word)
    states = Counter(next((s for s in STATES if s in said), "waiting") for said in words.values())
    return {state: states[state] for state in STATES if states[state]}


def pending(connection: Connection, run: str) -> bool:
    """Whether a run was not made into messages yet, or some of them wait or are being sent."""
    asked = select(col(SelfTestRunRow.id)).where(
        col(SelfTestRunRow.id) == run,
        col(SelfTestRunRow.expanded_at).is_(None),
        col(SelfTestRunRow.refused).is_(None),
    )
    if connection.execute(asked).first() is not None:
        return True
    return bool(outcomes(connection, run).keys() & {"waiting", "sending"})


def due(
    rows: Sequence[Tested], at: datetime, again_after: timedelta = AGAIN_AFTER
) -> tuple[int, int | None]:
    """How many of the ways are due for a test, and for how many days at least the oldest of them
    was not tested; None where one never was."""
    late = [one for one in rows if one.at is None or one.at <= at - again_after]
    ages = [None if one.at is None else (at - one.at).days for one in late]
    longest = None if None in ages else max((age for age in ages if age is not None), default=None)
    return len(late), longest


def said(late: int, days: int | None) -> Phrase:
    """What ``due`` found, in words; for at least one way."""
    if days is None:
        return phrase(N_("{count} ways are due for a test; some were never tested."), count=late)
    words = N_("{count} ways are due for a test; not tested for {days} days.")
    return phrase(words, count=late, days=days)


def tested(
    connection: Connection, playbook: Playbook, letters: SelfTestLetters, at: datetime
) -> tuple[Tested, ...]:
    """Every way that can be tested, with its last test: each person and channel once."""
    county = playbook.plan.document.jurisdiction.id
    query = (
        select(*columns(SelfTestRow))
        .where(col(SelfTestRow.jurisdiction) == county)
        .order_by(col(SelfTestRow.at), col(SelfTestRow.id))
    )
    last = {(r["person"], r["channel"]): r for r in connection.execute(query).mappings()}
    ids = [row["id"] for row in last.values()]
    said: dict[str, dict[str, SelfTestWordRow]] = {}
    of_these = select(*columns(SelfTestWordRow)).where(col(SelfTestWordRow.test).in_(ids))
    for row in connection.execute(of_these).mappings():
        said.setdefault(row["test"], {})[row["word"]] = SelfTestWordRow(**row)
    found: list[Tested] = []
    for person, ways in letters.ways(connection, playbook, at).items():
        for channel in dict.fromkeys(way.channel for way in ways):
            test = last.get((person, channel))
            if test is None:
                found.append(Tested(person, channel, "never"))
                continue
            words = said.get(test["id"], {})
            state = next((s for s in STATES if s in words), "waiting")
            answer = words.get("answered")
            found.append(
                Tested(
                    person, channel, state, test["id"], test["at"],
                    answer.at if answer else None,
                    words[state].code if state in ("failed", "unknown") else None,
                )
            )  # fmt: skip
    return tuple(found)
