"""What a night with kills left behind: is anybody untold, was anybody told twice, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from notify.bundles import JOINED
from notify.keys import REPLY
from notify.shortfall import UNREACHED
from runtime.database import Database
from tests.faults.exchange import Handed

AGAIN = "【重发】"

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """Each in words, for whoever has to look into it."""

    lost: tuple[str, ...]
    """Intents that led to nothing; entries, answers and orders that are missing or there twice."""
    duplicates: tuple[str, ...]
    unexplained: tuple[str, ...]
    """Those of the duplicates that were handed over though it was known that the first had been."""
    after_answer: tuple[str, ...]
    """Messages that went out when their person's answer was in the log."""


@dataclass(frozen=True)
class Course:
    """What happens in a night, however often the program is killed in it."""

    events: Mapping[str, int]
    became: Mapping[str, int]


def rows(database: Database, query: str) -> Rows:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def course(database: Database) -> Course:
    """The kinds of entries, and what became of what came back, with their numbers."""
    events = rows(database, "SELECT type FROM event")
    became = rows(database, "SELECT became FROM inbound")
    return Course(Counter(r["type"] for r in events), Counter(str(r["became"]) for r in became))


def unsure(database: Database) -> frozenset[str]:
    """Attempts of which nobody can say whether they went out: read after a kill."""
    found = rows(database, "SELECT id FROM attempt WHERE status = 'sending'")
    return frozenset(row["id"] for row in found)


def judge(
    database: Database, handed: Sequence[Handed], unknown: Collection[str], wanted: Course
) -> Verdict:
    """``unknown`` are the attempts that were ``unsure`` after one of the kills; ``wanted`` is the
    course of a night without a kill."""
    twice = tuple(_twice(handed, unknown))
    return Verdict(
        lost=(*_untold(database, {one.attempt for one in handed}), *_other(database, wanted)),
        duplicates=tuple(said for said, _ in twice),
        unexplained=tuple(said for said, explained in twice if not explained),
        after_answer=tuple(f"{h.attempt} to {h.to}: {h.text}" for h in handed if h.after_answer),
    )


def _twice(handed: Sequence[Handed], unknown: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Each repetition, and whether the one before it may as well not have gone out."""
    before: dict[tuple[str, str], Handed] = {}
    for one in handed:
        same = one.to, one.text.removeprefix(AGAIN)
        if (first := before.get(same)) is not None:
            new = one.attempt != first.attempt and one.text.startswith(AGAIN)
            said = f"{first.attempt} and {one.attempt} to {one.to}: {one.text}"
            yield said, new and first.attempt in unknown
        before[same] = one


def _untold(database: Database, accepted: Collection[str]) -> Iterator[str]:
    attempts = rows(database, "SELECT * FROM attempt")
    arrived = _arrived(attempts, accepted)
    calls = {(r["key"], r["person"]) for r in rows(database, "SELECT key, person FROM call_entry")}
    short = rows(database, "SELECT key, post, person FROM shortfall WHERE told_at IS NOT NULL")
    noted = {(r["key"], r["person"]) for r in short}
    posts = {(r["key"], r["post"]) for r in short}
    for intent in rows(database, "SELECT * FROM intent"):
        name, key = intent["id"], intent["key"]
        theirs = [a for a in attempts if a["key"] == key and intent["post"] in a["posts"]]
        if intent["expanded_at"] is None:
            yield f"{name}: not expanded"
        # That nobody holds a post of those who are told of empty posts is only logged.
        if not theirs and (key, intent["post"]) not in posts and intent["event"] != UNREACHED:
            yield f"{name}: nobody was told"
        told = {a["person"] for a in theirs if a["id"] in arrived or a["answered_at"] is not None}
        for person in sorted({a["person"] for a in theirs} - told):
            if (key, person) not in calls and (key, person) not in noted:
                yield f"{name}: {person} was not told"
    backs = {a["key"] for a in attempts if a["event"] == REPLY}
    for key in sorted(backs - {a["key"] for a in attempts if a["id"] in arrived}):
        yield f"{key}: nobody was told what came of their answer"
    for attempt in attempts:
        if attempt["status"] in ("ready", "sending"):
            yield f"{attempt['id']} is still {attempt['status']}"
        by_provider = attempt["channel"] == "twilio" and attempt["status"] == "accepted"
        if by_provider and attempt["id"] not in accepted:
            yield f"{attempt['id']} to {attempt['person']} is recorded as accepted and never was"


def _arrived(attempts: Rows, accepted: Collection[str]) -> frozenset[str]:
    """Attempts that were accepted, themselves or with the message that they were joined to."""
    found = set(accepted)
    for attempt in sorted(attempts, key=lambda a: str(a["created_at"]), reverse=True):
        code = attempt["error_code"] or ""
        if code.startswith(JOINED) and code.removeprefix(f"{JOINED}:") in found:
            found.add(attempt["id"])
    return frozenset(found)


def _other(database: Database, wanted: Course) -> Iterator[str]:
    found = course(database)
    for kind, is_there, should in (
        ("entries", found.events, wanted.events),
        ("answers", found.became, wanted.became),
    ):
        if is_there != should:
            yield f"{kind}: {dict(is_there)} instead of {dict(should)}"
