"""Whether people can be asked to call the duty desk, where nothing else comes back from them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import col

from app.checks.line import Line, Patient
from incident.posts import recorders
from playbooks.words import spoken
from registry.directory import Directory
from registry.tables import ContactRow
from runtime.language import N_, phrase
from runtime.vault import Vault


def check_duty_number(patient: Patient) -> Iterable[Line]:
    """Of every county with a plan somebody who keeps the record has an office number; no number is
    read."""
    if patient.database is None:
        return
    directory = Directory(patient.database, Vault(bytes(32), patient.clock))
    for playbook in patient.playbooks:
        county = playbook.plan.document.jurisdiction
        with patient.database.read() as connection:
            persons = [
                holder.person_id
                for post in recorders(playbook)
                for holder in directory.everywhere(
                    connection, county.id, "real", post, patient.clock.now()
                )
            ]
            query = select(col(ContactRow.id)).where(
                col(ContactRow.person_id).in_(persons), col(ContactRow.kind) == "office"
            )
            known = connection.execute(query.limit(1)).first() is not None
        if known:
            what = phrase(N_("{plan}: an office number is known"), plan=playbook.plan.document.id)
            yield Line("duty", "ok", what)
        else:
            title = spoken(playbook.posts[recorders(playbook)[0]].title)
            yield Line(
                "duty",
                "warning",
                phrase(N_("no office number is known for {title}"), title=title),
                phrase(
                    N_(
                        "Enter one in the registry: messages that cannot be answered ask for a "
                        "call to it, and name no number without one."
                    )
                ),
            )
