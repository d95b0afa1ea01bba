"""The telephones of the duty desk, as the registry has them: none is ever made up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from incident.posts import recorders
from playbooks.lookup import Playbook
from web.me.shown import Phone
from web.reader import Reader
from web.services import Services


def desk_telephones(
    services: Services, connection: Connection, playbook: Playbook, who: Reader, now: datetime
) -> tuple[Phone, ...]:
    """Office numbers of those who keep the record at ``now``, each once; empty where the registry
    has none. In the reader's own mode: an exercise telephones its own roster."""
    found: dict[str, Phone] = {}
    directory = services.directory
    for post in recorders(playbook):
        for holding in directory.holders(connection, who.jurisdiction, who.mode, post, now)[:1]:
            name = directory.name(connection, holding.person_id) or ""
            for contact in directory.contacts(connection, holding.person_id):
                if contact.kind == "office":
                    found.setdefault(contact.address, Phone(name, contact.address))
    return tuple(found.values())
