"""Replies that settled nothing: they wait until somebody at the desk has read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select, update
from sqlmodel import col

from incident.tables import IncidentRow
from notify.answers.again import TRIES
from notify.answers.courtesy import UNSAID
from notify.answers.masks import reply_shown
from notify.answers.refused import LINK
from notify.inbox import Inbox
from notify.numbers import line
from notify.rows import columns
from notify.tables import InboundRow
from registry.tables import PersonRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

FOR_A_PERSON = (
    "unclear", "ambiguous", "refused", "wrong_code", "locked", "late", "stop", "unknown_sender",
)  # fmt: skip
"""What nobody but a person can make something of. Words may call for help among them."""

MOST = 200


@dataclass(frozen=True, slots=True)
class Unread:
    """One reply that nobody has read. ``person`` is None where the sender is not known.

    ``became`` is what the inbox says, or ``untaken`` where faults kept it from being taken."""

    id: str
    became: str
    person: str | None
    incident: str | None
    number: str
    text: str | None
    """None where it cannot be opened: what is stored does not verify."""
    received_at: datetime
    unsaid: bool = False
    """Nothing was written back, to keep what the number takes today for alerts."""


@dataclass(frozen=True)
class Replies:
    """The replies that wait, for the pages."""

    database: Database
    vault: Vault
    clock: Clock

    def unread(
        self, connection: Connection, counties: Collection[str] | None = None
    ) -> Sequence[Unread]:
        """The oldest first; of incidents of these counties, or of all, and of unknown senders."""
        query = (
            select(*columns(InboundRow))
            .where(*_waits(None, counties))
            .order_by(col(InboundRow.received_at), col(InboundRow.id))
            .limit(MOST)
        )
        inbox = Inbox(self.database, self.vault, self.clock)
        found: list[Unread] = []
        for row in connection.execute(query).mappings():
            number, text = _words(inbox, self.vault, connection, row)
            found.append(
                Unread(
                    row["id"], "untaken" if row["tries"] >= TRIES else row["became"],
                    row["person"], row["incident"],
                    line(number, self.vault.region), text, row["received_at"],
                    row["code"] == UNSAID,
                )
            )  # fmt: skip
        return found

    def read(self, name: str, by: str, counties: Collection[str] | None = None) -> None:
        """Somebody has read it. Raises Refused ``unknown_item``, alike for one of another county
        than these; reading it twice is once."""
        with self.database.write() as connection:
            done = connection.execute(
                update(InboundRow)
                .where(col(InboundRow.id) == name, *_waits(None, counties))
                .values(read_by=by, read_at=self.clock.now())
            )
            known = select(col(InboundRow.incident)).where(
                col(InboundRow.id) == name, *_within(counties)
            )
            row = connection.execute(known).one_or_none()
            if row is None:
                allowed = phrase(N_("a reply of the list"))
                raise Refused("unknown_item", field="reply", value=name, allowed=allowed)
            if done.rowcount and row.incident is not None:
                self.database.hint(connection, f"alerts:{row.incident}")


def _words(
    inbox: Inbox, vault: Vault, connection: Connection, row: RowMapping
) -> tuple[str, str | None]:
    """One whose words cannot be opened stands among the others; it does not close the list."""
    try:
        number, text = inbox.words(connection, row)
    except Refused:
        return "", None
    # The figures of an order are its owner's alone, also where somebody wrote them back.
    return number, reply_shown(connection, vault, number, text.strip(), row["received_at"])


def count(
    connection: Connection, incident: str | None = None, counties: Collection[str] | None = None
) -> int:
    """How many wait; of one incident, or of all (of these counties) and of unknown senders."""
    query = select(func.count()).select_from(InboundRow).where(*_waits(incident, counties))
    return connection.execute(query).scalar_one()


def newest(connection: Connection, incident: str) -> str | None:
    """The last reply of an incident that a person has to read, whether somebody has or not: it is
    another one whenever one more comes, and no other when one is read."""
    query = (
        select(col(InboundRow.id))
        .where(*_for_a_person(), col(InboundRow.incident) == incident)
        .order_by(col(InboundRow.received_at).desc(), col(InboundRow.id).desc())
    )
    return connection.execute(query.limit(1)).scalar()


def _for_a_person() -> list[ColumnElement[bool]]:
    return [
        col(InboundRow.kind) == "reply",
        col(InboundRow.became).in_(FOR_A_PERSON),
        col(InboundRow.channel) != LINK,
    ]


def _waits(
    incident: str | None, counties: Collection[str] | None = None
) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [
        *_for_a_person(),
        col(InboundRow.read_at).is_(None),
        *_within(counties),
    ]
    return rules if incident is None else [*rules, col(InboundRow.incident) == incident]


def _within(counties: Collection[str] | None) -> list[ColumnElement[bool]]:
    """Who is not known wrote to nobody in particular: every desk has that on its list. Who is
    known, and was asked nothing lately, is for the desk of their own county."""
    if counties is None:
        return []
    theirs = select(col(IncidentRow.id)).where(col(IncidentRow.jurisdiction).in_(counties))
    known = select(col(PersonRow.id)).where(col(PersonRow.jurisdiction).in_(counties))
    nobody = col(InboundRow.person).is_(None) | col(InboundRow.person).in_(known)
    return [or_(col(InboundRow.incident).is_(None) & nobody, col(InboundRow.incident).in_(theirs))]
