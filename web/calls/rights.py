"""Who may see the telephone list, who reads what was said, and who may work at it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.codec import Envelope
from incident.posts import recorders
from incident.state import Incident
from incident.tables import IncidentRow
from playbooks.lookup import Playbook
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.reader import Reader
from web.rights import May, may
from web.services import Services


@dataclass(frozen=True, slots=True)
class Part:
    """What a reader has to do with one incident's list."""

    reads: bool
    """Sees whom to call, with numbers and texts: who keeps the record, commands, or belongs to a
    group."""
    words: bool
    """Reads what callers noted and the numbers of recordings."""
    records: bool
    """Calls and records: those who keep the record, as they alone speak for others."""

    def must_read(self) -> None:
        """Raises Refused ``not_allowed``."""
        if not self.reads:
            allowed = phrase(N_("the desk, the headquarters and its groups"))
            raise Refused("not_allowed", field="calls", value=None, allowed=allowed)

    def must_record(self) -> None:
        """Raises Refused ``not_allowed``."""
        if not self.records:
            allowed = phrase(N_("those who keep the record"))
            raise Refused("not_allowed", field="actor", value=None, allowed=allowed)


def part_of(
    services: Services,
    connection: Connection,
    reader: Reader,
    row: IncidentRow,
    state: Incident,
    playbook: Playbook,
) -> Part:
    """Somebody of the real roster who watches an exercise sees all and does nothing."""
    if reader.mode != row.mode:
        return Part(reads=True, words=True, records=False)
    envelope = Envelope(row.id, row.jurisdiction, reader.mode)
    where = state.opened.dam, state.opened.township
    posts = actor_of(connection, reader.person, envelope, services.clock.now(), *where).posts
    allowed = may(state, playbook, posts)
    records = bool(posts & {*recorders(playbook)})
    return Part(
        reads=May.CONTACTS in allowed,
        words=records or May.ASSESSED in allowed,
        records=records,
    )
