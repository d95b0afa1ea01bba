"""Who acts: read from the registry at that very moment, never from the request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select
from sqlmodel import col

from incident.codec import Envelope
from incident.decide import Actor
from incident.words import word
from registry.scopes import counts, scopes_of
from registry.tables import HoldingRow, PersonRow
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused

ENGINE = "engine"
"""Actor of commands that the program itself gives: alert results and clocks that ran out."""


def actor_of(
    connection: Connection,
    person: str,
    envelope: Envelope,
    at: datetime,
    dam: str | None,
    township: str | None,
) -> Actor:
    """The person with every post held at ``at`` that counts for an incident at this place.

    A post held in another county, or for another township, operator or dam, does not. Raises
    Refused ``unknown_person``, or ``mode_mixed`` for somebody of the other mode's roster.
    """
    if person == ENGINE:
        return Actor(ENGINE, engine=True)
    asked = {"person": person, "at": at, "jurisdiction": envelope.jurisdiction}
    rows = _WHO.run(connection, asked)
    theirs = rows[0].mode if rows else None
    if theirs != envelope.mode:
        raise Refused(
            "mode_mixed" if theirs else "unknown_person",
            field="actor",
            value=person,
            allowed=phrase(N_("a person of the registry in mode {mode}"), mode=word(envelope.mode)),
        )
    held = [row for row in rows if row.post is not None]
    if any(row.scope_id is not None for row in held):
        scopes = scopes_of(connection, dam, township)
        held = [row for row in held if counts(row.scope_id, scopes)]
    places = frozenset(row.scope_id for row in held if row.scope_id is not None)
    return Actor(person, frozenset(row.post for row in held), places=places)


_WHO = Prepared(
    select(col(PersonRow.mode), col(HoldingRow.post), col(HoldingRow.scope_id))
    .outerjoin_from(
        PersonRow,
        HoldingRow,
        (col(HoldingRow.person_id) == col(PersonRow.id))
        & (col(HoldingRow.jurisdiction) == bindparam("jurisdiction"))
        & (col(HoldingRow.since) <= bindparam("at"))
        & or_(col(HoldingRow.until).is_(None), col(HoldingRow.until) > bindparam("at")),
    )
    .where(col(PersonRow.id) == bindparam("person"))
)
