"""The duty desk's number, for a message that can be answered by no other way than a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from incident.posts import recorders
from playbooks.lookup import Playbook
from registry.directory import Directory


def duty_number(
    connection: Connection,
    directory: Directory,
    playbook: Playbook,
    where: Mapping[Any, Any],
    now: datetime,
) -> str | None:
    """The first office number of those who keep the record, as the registry has it; None where it
    has none: none is made up, and nobody's own mobile is given away.

    ``where`` names ``jurisdiction`` and ``mode``.
    """
    for post in recorders(playbook):
        holders = directory.everywhere(connection, where["jurisdiction"], where["mode"], post, now)
        for holder in holders:
            for contact in directory.contacts(connection, holder.person_id):
                if contact.kind == "office":
                    return contact.address
    return None
