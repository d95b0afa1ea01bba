"""Opening an incident exactly once, however often the report is sent, under a name that tells it
from every other open one."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from incident.called import AT_DAM, IN_TOWNSHIP
from incident.commands import ReportIncident
from incident.decide.intake import TITLES
from incident.sent import done_before
from incident.tables import IncidentRow
from incident.words import word
from registry.places import townships
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.wallclock import local
from web.nearby import township_in
from web.reader import Reader
from web.services import Services

AGAIN = N_("{title}, no. {number}")
OVER = ("closed", "dismissed")
"""Stages in which an incident's name may be given to another one."""


def open_once(
    services: Services,
    reader: Reader,
    report: ReportIncident,
    command: str | None,
    *,
    chosen: bool = True,
) -> tuple[str, bool]:
    """The incident's id, and whether it had been opened by this report before.

    ``chosen`` is whether ``command`` is made of a key that the sender chose: then another report
    under the same key is refused (``duplicate``). Raises Refused; ``mode_mixed`` where somebody of
    the exercise roster reports a real accident, or the other way round.
    """
    sent = report if chosen and command is not None else None
    if report.mode != reader.mode:
        raise Refused(
            "mode_mixed",
            field="mode",
            value=word(report.mode),
            allowed=phrase(N_("a person of the registry in mode {mode}"), mode=word(report.mode)),
        )
    if known := _known(services, command, sent):
        return known, True
    try:
        named = _named(services, reader, report)
        receipt = services.desk.open(
            named, reader.person, reader.jurisdiction, command_id=command, sent=sent
        )
    except IntegrityError:
        # The same report arrived twice at the same moment; the other one was first.
        if known := _known(services, command, sent):
            return known, True
        raise
    return receipt.incident, receipt.repeated


def _named(services: Services, reader: Reader, report: ReportIncident) -> ReportIncident:
    """The report with a name where nobody gave it one, in Chinese as on papers: the day with the
    dam, else with the township, and a number where an open incident is called the same."""
    if report.title:
        return report
    plan = services.shelf.current(reader.jurisdiction).plan
    learned = report.learned_at or report.happened_at or services.clock.now()
    day = local(learned, ZoneInfo(plan.document.zone))
    with services.database.read() as connection:
        form, where = _where(services, connection, reader, report)
        words = phrase(form[report.kind], month=day.month, day=day.day, where=where)
        taken = _taken(connection, reader)
    title, number = words.say("zh"), 1
    while title in taken:
        number += 1
        title = phrase(AGAIN, title=words, number=number).say("zh")
    return report.model_copy(update={"title": title})


def _where(
    services: Services, connection: Connection, reader: Reader, report: ReportIncident
) -> tuple[Mapping[str, str], str]:
    """How the place is said, and the place. A dam that the registry does not have is refused
    elsewhere or shown as it was given."""
    dams = {dam.id: dam for dam in services.directory.dams(connection, reader.jurisdiction)}
    if report.dam in dams:
        return AT_DAM, dams[report.dam].name
    known = townships(connection, reader.jurisdiction)
    township = known.get(report.township or "") or township_in(report.place, known)
    return (IN_TOWNSHIP, township.name) if township else (TITLES, "")


def _taken(connection: Connection, reader: Reader) -> frozenset[str]:
    query = select(col(IncidentRow.title)).where(
        col(IncidentRow.jurisdiction) == reader.jurisdiction,
        col(IncidentRow.mode) == reader.mode,
        col(IncidentRow.stage).not_in(OVER),
    )
    return frozenset(row.title for row in connection.execute(query))


def _known(services: Services, command: str | None, sent: ReportIncident | None) -> str | None:
    if command is None:
        return None
    with services.database.read() as connection:
        return done_before(services.vault, connection, command, sent)
