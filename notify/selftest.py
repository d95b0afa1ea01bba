"""A test of the ways to people without any incident: asked for, refused, and made into messages.

No impact: a test names itself as one at both ends (``notify.selftest_words``), belongs to no
incident and changes nothing in any log. Nobody gets more than one a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlmodel import col

from incident.tables import IncidentRow
from notify.answers.given import code_for
from notify.answers.tails import takes_replies
from notify.answers.telephones import digest
from notify.recipients import Recipients, Way
from notify.routes import Routes
from notify.rows import columns
from notify.selftest_words import words_of_test
from notify.tables import SelfTestRow, SelfTestRunRow, SelfTestWordRow
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.database import Database
from runtime.ids import Ids
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

AGAIN_AFTER = timedelta(days=30)
"""A way that was tested since is not due, where the installation sets no other time."""
REST = timedelta(days=1)
"""Nobody gets two tests within this time."""

STALE = timedelta(hours=1)
"""A test that could not be sent by then is not sent any more: nobody waits for it."""

NEVER = datetime.min.replace(tzinfo=UTC)
"""Stands for the last test of who had none."""

BY_HAND = frozenset({"calls"})
"""Channels whose messages are work for a human: there is nothing to test by itself."""


def incident_open(connection: Connection, jurisdiction: str) -> str | None:
    """The title of a real incident that is neither archived nor dismissed, if there is one."""
    query = select(col(IncidentRow.title)).where(
        col(IncidentRow.jurisdiction) == jurisdiction,
        col(IncidentRow.mode) == "real",
        col(IncidentRow.stage).not_in(("closed", "dismissed")),
    )
    found: str | None = connection.execute(query.limit(1)).scalar()
    return found


def order(
    database: Database, playbook: Playbook, person: str, now: datetime, ids: Ids, *, force: bool
) -> str:
    """Ask for a test of every way that is due; gives the run's id.

    Raises Refused ``impossible`` while a real incident is open, unless forced. Both the refusal
    and the force are kept.
    """
    county = playbook.plan.document.jurisdiction.id
    with database.write() as connection:
        title = incident_open(connection, county)
        refused = None if force or title is None else "impossible"
        row = {
            "id": ids.new("test"),
            "jurisdiction": county,
            "plan": playbook.digest,
            "asked_by": person,
            "asked_at": now,
            "forced": force and title is not None,
            "refused": refused,
        }
        connection.execute(insert(SelfTestRunRow), row)
    if refused is not None:
        allowed = phrase(N_("no test while a real incident is open; wait for its end, or force it"))
        raise Refused("impossible", field="selftest", value=title, allowed=allowed)
    return str(row["id"])


@dataclass(frozen=True, slots=True)
class LastTests:
    """When people, and ways to them, were tested last. A new number is a new way."""

    people: Mapping[str, datetime]
    ways: Mapping[tuple[str, Way], datetime]


@dataclass(frozen=True)
class SelfTestLetters:
    """Makes a run into messages, one a person, inside the caller's transaction."""

    directory: Directory
    vault: Vault
    routes: Routes
    ids: Ids
    again_after: timedelta = AGAIN_AFTER

    def expand(self, connection: Connection, playbook: Playbook, now: datetime) -> int:
        """Take every run that waits; gives how many messages were made.

        One that was not forced is refused if a real incident began meanwhile.
        """
        waiting = (
            col(SelfTestRunRow.expanded_at).is_(None),
            col(SelfTestRunRow.refused).is_(None),
            col(SelfTestRunRow.jurisdiction) == playbook.plan.document.jurisdiction.id,
        )
        if incident_open(connection, playbook.plan.document.jurisdiction.id):
            unforced = col(SelfTestRunRow.forced).is_(False)
            refuse = update(SelfTestRunRow).where(*waiting, unforced).values(refused="impossible")
            connection.execute(refuse)
        taken = connection.execute(
            update(SelfTestRunRow)
            .where(*waiting)
            .values(expanded_at=now)
            .returning(*columns(SelfTestRunRow))
        )
        return sum(self._letters(connection, run, playbook, now) for run in taken.mappings().all())

    def ways(
        self, connection: Connection, playbook: Playbook, at: datetime
    ) -> dict[str, tuple[Way, ...]]:
        """Everybody who holds a post of the plan, with the ways that can be tested."""
        recipients = Recipients(self.directory, self.routes)
        county = playbook.plan.document.jurisdiction.id
        people = dict.fromkeys(
            holding.person_id
            for post in playbook.posts
            for holding in self.directory.everywhere(connection, county, "real", post, at)
        )
        return {
            person: tuple(
                way
                for way in recipients.ways(connection, person, "real", at)
                if way.channel not in BY_HAND
            )
            for person in people
        }

    def _letters(
        self, connection: Connection, run: RowMapping, playbook: Playbook, now: datetime
    ) -> int:
        last = self._last(connection, playbook, now)
        made = 0
        for person, way in _due(self.ways(connection, playbook, now), last, now, self.again_after):
            name = self.ids.new("st")
            lang = Recipients(self.directory, self.routes).lang(connection, person)
            telephone = digest(connection, self.vault, way.address)
            code = self._code(connection, person, way, telephone, name, now)
            text = words_of_test(lang, code)
            sealed = {f"{name}.address": way.address, f"{name}.text": text}
            self.vault.seal_many(connection, person, sealed)
            row = {
                "id": name,
                "run": run["id"],
                "jurisdiction": run["jurisdiction"],
                "mode": "real",
                "person": person,
                "channel": way.channel,
                "address_ref": f"{name}.address",
                "address_digest": telephone,
                "text_ref": f"{name}.text",
                "at": now,
            }
            connection.execute(insert(SelfTestRow), row)
            made += 1
        return made

    def _code(
        self,
        connection: Connection,
        person: str,
        way: Way,
        telephone: str,
        name: str,
        now: datetime,
    ) -> str | None:
        """None on ways by which no answer comes back; never one of an alert on that telephone."""
        if not takes_replies(self.routes.channels[way.channel], way.address):
            return None
        about = {"incident": "", "key": name}
        return code_for(connection, about, person, telephone, name, now)

    def next_due(
        self, connection: Connection, playbook: Playbook, now: datetime
    ) -> datetime | None:
        """When a test would next reach somebody: ``now`` or earlier where it would at once; None
        where no way can be tested."""
        last = self._last(connection, playbook, now)
        found = (
            max(
                last.people.get(person, NEVER) + REST,
                min(last.ways.get((person, way), NEVER) for way in theirs) + self.again_after,
            )
            for person, theirs in self.ways(connection, playbook, now).items()
            if theirs
        )
        return min(found, default=None)

    def _last(self, connection: Connection, playbook: Playbook, now: datetime) -> LastTests:
        """The tests that still keep a way or a person from another one."""
        begun = select(col(SelfTestWordRow.test)).where(col(SelfTestWordRow.word) == "sending")
        query = (
            select(*columns(SelfTestRow))
            .where(
                col(SelfTestRow.jurisdiction) == playbook.plan.document.jurisdiction.id,
                col(SelfTestRow.at) > now - self.again_after,
                col(SelfTestRow.id).in_(begun) | (col(SelfTestRow.at) > now - STALE),
            )
            .order_by(col(SelfTestRow.at), col(SelfTestRow.id))
        )
        rows: Sequence[Any] = connection.execute(query).mappings().all()
        addresses = self.vault.unseal(connection, [row["address_ref"] for row in rows])
        people = {row["person"]: row["at"] for row in rows}
        ways = {
            (row["person"], Way(row["channel"], address)): row["at"]
            for row in rows
            if (address := addresses[row["address_ref"]]) is not None
        }
        return LastTests(people, ways)


def _due(
    ways: Mapping[str, Sequence[Way]], last: LastTests, now: datetime, again_after: timedelta
) -> Iterator[tuple[str, Way]]:
    """For each person the first way that is due; none for who had a test today."""
    for person, theirs in ways.items():
        if last.people.get(person, NEVER) + REST > now:
            continue
        for way in theirs:
            if last.ways.get((person, way), NEVER) + again_after <= now:
                yield person, way
                break
