"""A decision taken from a telephone: bound to a person, their number, the decision and its version.

Two wrong secrets shut it for good, and a person calls. What the secret opens is the very command
that a press on the page would be, by the same person and with the same authority.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlmodel import col

from incident.commands import StartResponse
from incident.log import cause_of
from incident.model import DecidedOn
from incident.state import Entry
from incident.tables import IncidentRow
from notify.answers.codes import Lock, Seal, Verdict, matches, new_secret, seal, turn
from notify.answers.links import PATH
from notify.answers.moved import settled_by, words_of
from notify.answers.resumed import command_name
from notify.rows import columns
from notify.shortfall import DeskPut
from notify.tables import OrderLockRow
from playbooks.lookup import Playbook
from runtime.database import Database
from runtime.killpoints import hit
from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused
from runtime.unwritten import final

BY_REPLY = N_("\nTo start it from here, reply “start {secret}” by {time}")

REASON = N_("Reason given: {reason}")

WHY: Mapping[str, str] = {
    "expired": N_("their time is over"),
    "used": N_("they were used already"),
    "locked": N_("they are locked"),
    "none": N_("nothing waits for your order"),
}

_SECRET = re.compile(r"(?<!\d)\d{6}(?!\d)")
_LINK = re.compile(re.escape(PATH) + r"[\w-]+")


def without_secrets(text: str | None) -> str | None:
    """A message of ours as others than its owner may read it: the figures of an order are
    authority, and whoever has the signed link can answer as its owner."""
    return None if text is None else without_links(_SECRET.sub("••••••", text))


def without_links(text: str) -> str:
    """Any text without the end of a signed link."""
    return _LINK.sub(f"{PATH}…", text)


Came = Verdict | Literal["refused", "none", "settled"]
"""``settled``: the decision was taken or proposed anew meanwhile; nothing was tried."""


def offer(
    connection: Connection, attempt: Mapping[str, Any], decision: Mapping[str, Any], now: datetime
) -> str:
    """A new secret for the person of an attempt; the row is written, the secret is given once.

    ``decision`` holds ``id``, ``version``, ``level`` and ``minutes``. An earlier one for the same
    decision opens nothing any more, and wrong tries against it count against the new one: however
    often somebody is asked, there are two tries.
    """
    same = (
        col(OrderLockRow.incident) == attempt["incident"],
        col(OrderLockRow.person) == attempt["person"],
        col(OrderLockRow.decision) == decision["id"],
        col(OrderLockRow.version) == decision["version"],
    )
    wrong = connection.execute(select(func.max(col(OrderLockRow.wrong))).where(*same)).scalar()
    overtaken = update(OrderLockRow).where(*same, col(OrderLockRow.until_at) > now)
    connection.execute(overtaken.values(until_at=now))
    secret = new_secret()
    kept = seal(secret)
    row = {
        **{n: attempt[n] for n in ("incident", "jurisdiction", "mode", "person")},
        "attempt": attempt["id"],
        "decision": decision["id"],
        "version": decision["version"],
        "level": decision["level"],
        "salt": kept.salt,
        "digest": kept.digest,
        "from_at": now,
        "until_at": now + timedelta(minutes=decision["minutes"]),
        "wrong": wrong or 0,
        "used_at": None,
    }
    connection.execute(insert(OrderLockRow), row)
    return secret


@dataclass(frozen=True)
class Orders:
    """Takes secrets that came back."""

    database: Database
    put: DeskPut
    playbooks: Callable[[str], Playbook]

    def give(
        self, sent: Sequence[RowMapping], secret: str, inbound: str, now: datetime
    ) -> tuple[Came, RowMapping | None, Phrase | None]:
        """Try a secret from one number against what was offered to it; the newest first.

        Gives what came of it, the message that offered it, and a reason where it was not done.
        """
        offers = {row["id"]: row for row in sent}
        verdict: Came = "opened"
        if (row := self._given(offers, secret, command_name(inbound))) is None:
            verdict, row = self._try(list(offers), secret, now)
        to = offers[row["attempt"]] if row is not None else None
        if verdict != "opened" or row is None:
            return verdict, to, self.why(verdict, row)
        came, why = self._order(row, command_name(inbound), now)
        return came, to, why

    def by_link(self, attempt: RowMapping, now: datetime) -> tuple[Came, Phrase | None]:
        """The same by the link of the message that asked: without figures, once, in its time."""
        row = self.offered(attempt["id"])
        if row is None:
            return "none", phrase(WHY["none"])
        name = f"link:{attempt['id']}"
        shut = self.shut(row, now)
        if shut is not None:
            return shut, self.why(shut, row)
        return self._order(row, name, now)

    def shut(self, row: RowMapping, now: datetime) -> Came | None:
        """Why the order of a lock can no longer be given by its link; None where it can, and where
        the link gave it just before the program ended: then it is only to be marked."""
        used, name = row["used_at"] is not None, f"link:{row['attempt']}"
        with self.database.read() as connection:
            if not used and cause_of(connection, row["incident"], name):
                return None
            if not used and _moved(connection, row):
                return "settled"
        return Lock(row["until_at"], row["wrong"], used).shut(now)

    def why(self, came: Came, row: RowMapping | None) -> Phrase | None:
        """The reason in words; of an order that was given or settled, by whom and when."""
        if came in ("used", "settled") and row is not None:
            plan = select(col(IncidentRow.plan)).where(col(IncidentRow.id) == row["incident"])
            with self.database.read() as connection:
                entry = _moved(connection, row)
                playbook = self.playbooks(connection.execute(plan).scalar_one())
            if entry is not None:
                return words_of(entry, playbook)
        return phrase(WHY[came]) if came in WHY else None

    def offered(self, attempt: str) -> RowMapping | None:
        """The order that a message asks for; None where it asks for none."""
        query = select(*columns(OrderLockRow)).where(col(OrderLockRow.attempt) == attempt)
        with self.database.read() as connection:
            return connection.execute(query).mappings().one_or_none()

    def _order(self, row: RowMapping, command_id: str, now: datetime) -> tuple[Came, Phrase | None]:
        command = StartResponse(
            level=row["level"],
            decided_on=DecidedOn(decision=row["decision"], version=row["version"]),
        )
        try:
            self.put(row["incident"], command, row["person"], command_id=command_id)
        except Refused as refused:
            if not final(refused):
                raise
            return "refused", refused.sentence
        hit("before_mark")
        with self.database.write() as connection:
            _set(connection, row, used_at=now)
        return "opened", None

    def _given(
        self, offers: Mapping[str, RowMapping], secret: str, command_id: str
    ) -> RowMapping | None:
        """The lock of an order that the desk took before the program ended: whatever its time is
        now, it was in time."""
        query = select(*columns(OrderLockRow)).where(col(OrderLockRow.attempt).in_(offers))
        with self.database.read() as connection:
            for row in connection.execute(query).mappings().all():
                fits = matches(Seal(row["salt"], row["digest"]), secret)
                if fits and cause_of(connection, row["incident"], command_id):
                    return row
        return None

    def _try(
        self, attempts: Sequence[str], secret: str, now: datetime
    ) -> tuple[Came, RowMapping | None]:
        """Turn the locks, the newest first, until one opens. A wrong try counts for the newest one
        that is not shut: it is what the person has before them."""
        query = (
            select(*columns(OrderLockRow))
            .where(col(OrderLockRow.attempt).in_(attempts))
            .order_by(col(OrderLockRow.from_at).desc())
        )
        last: tuple[Came, RowMapping | None] = ("none", None)
        counted = False
        with self.database.write() as connection:
            for row in connection.execute(query.with_for_update()).mappings().all():
                used = row["used_at"] is not None
                if not used and _moved(connection, row):
                    last = ("settled", row) if last[0] == "none" else last
                    continue
                lock = Lock(row["until_at"], row["wrong"], used)
                after, verdict = turn(lock, Seal(row["salt"], row["digest"]), secret, now)
                if verdict == "opened":
                    return verdict, row
                if after != lock and not counted:
                    counted = True
                    _set(connection, row, wrong=after.wrong)
                    last = verdict, row
                elif last[0] == "none":
                    last = verdict, row
        return last


def _moved(connection: Connection, row: RowMapping) -> Entry | None:
    return settled_by(connection, row["incident"], row["decision"], row["version"])


def _set(connection: Connection, row: RowMapping, **values: object) -> None:
    connection.execute(
        update(OrderLockRow).where(col(OrderLockRow.attempt) == row["attempt"]).values(**values)
    )
