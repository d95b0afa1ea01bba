"""The signed link of a message, as somebody gets it whose telephone takes no replies.

Simulated telephones take replies, so that no link stands in their messages.
"""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlmodel import col

from app.storage import vault_of
from notify.answers.links import PATH, Links
from notify.tables import AttemptRow
from runtime.database import Database
from runtime.folder import database_url_of
from runtime.settings import Settings
from tests.browser.house import PATIENCE_S, House


def link_of(house: House, incident: str, person: str) -> str:
    """The token that answers the first message to a person about an incident, as soon as it has
    been written."""
    vault = vault_of(Settings(data=house.folder), house.folder)
    assert vault is not None
    asked = select(col(AttemptRow.id)).where(
        col(AttemptRow.incident) == incident, col(AttemptRow.person) == person
    )
    database, deadline = Database.open(database_url_of(house.folder)), time.monotonic() + PATIENCE_S
    try:
        while True:
            with database.read() as connection:
                attempt = connection.execute(asked.order_by(col(AttemptRow.created_at))).scalar()
                if attempt is not None:
                    link = Links(vault, house.address).link(connection, attempt, person)
                    assert link is not None
                    return link.partition(PATH)[2]
            assert time.monotonic() < deadline, f"no message to {person}"
            time.sleep(0.1)
    finally:
        database.close()
