"""What settled an order that a message still asks for: given another way, declined, asked anew, or
the incident dismissed. From then on the message opens nothing, and nobody is asked for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from incident import events as e
from incident.codec import decode
from incident.names import Names
from incident.state import Entry
from incident.tables import EventRow
from notify.answers.backs import clock
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase

STARTED = N_("the response, {level}, was ordered at {time} already, by {post}")
DECLINED = N_("it was declined at {time} by {post}")
ANEW = N_("it was proposed anew at {time}; the message about that asks for the order")
DISMISSED = N_("the report was dismissed at {time}")

_SETTLES = tuple(
    event.wire() for event in (e.ResponseStarted, e.Declined, e.Proposed, e.IncidentDismissed)
)


def settled_by(connection: Connection, incident: str, decision: str, version: int) -> Entry | None:
    """The entry that settled a decision to start since its ``version``; None while it waits.

    What else makes a version stale, such as a graver assessment, the desk refuses in words.
    """
    query = (
        select(col(EventRow.body))
        .where(
            col(EventRow.incident) == incident,
            col(EventRow.seq) > version,
            col(EventRow.type).in_(_SETTLES),
        )
        .order_by(col(EventRow.seq))
    )
    for body in connection.execute(query).scalars():
        entry = decode(body)
        match entry.event:
            case e.Declined(decision=other) | e.Proposed(decision=other) if other != decision:
                continue
        return entry
    return None


def words_of(entry: Entry, playbook: Playbook) -> Phrase:
    """What ``settled_by`` gave, with who and when by the plan's clock."""
    names = Names(playbook)
    time = clock(entry.happened_at, ZoneInfo(playbook.plan.document.zone))
    match entry.event:
        case e.ResponseStarted(level=level, by=by):
            return phrase(STARTED, level=names.level(level), time=time, post=names.post(by))
        case e.Declined(by=by):
            return phrase(DECLINED, time=time, post=names.post(by))
        case e.Proposed():
            return phrase(ANEW, time=time)
    return phrase(DISMISSED, time=time)
