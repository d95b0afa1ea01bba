"""Opening an incident exactly once, however often the report is sent."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from incident.commands import ReportIncident
from incident.words import word
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.reader import Reader
from web.requests import opened_before
from web.services import Services


def open_once(
    services: Services, reader: Reader, report: ReportIncident, command: str | None
) -> tuple[str, bool]:
    """The incident's id, and whether it had been opened by this report before.

    Raises Refused; ``mode_mixed`` where somebody of the exercise roster reports a real accident,
    or the other way round.
    """
    if report.mode != reader.mode:
        raise Refused(
            "mode_mixed",
            field="mode",
            value=word(report.mode),
            allowed=phrase(N_("a person of the registry in mode {mode}"), mode=word(report.mode)),
        )
    if known := _known(services, command):
        return known, True
    try:
        receipt = services.desk.open(report, reader.person, reader.jurisdiction, command_id=command)
    except IntegrityError:
        # The same report arrived twice at the same moment; the other one was first.
        if known := _known(services, command):
            return known, True
        raise
    return receipt.incident, False


def _known(services: Services, command: str | None) -> str | None:
    with services.database.read() as connection:
        return opened_before(connection, command)
