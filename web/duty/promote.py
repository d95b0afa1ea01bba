"""转突发事件: an entry of the log becomes event 1 of a new incident, once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from incident.commands import ReportIncident
from registry.dams import Dam
from registry.dutylog import DutyEntry, corrected
from registry.places import townships, villages
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.duty.entries import cause_of, incidents_of, log_of
from web.duty.messages import PromoteEntry
from web.duty.rights import keeper
from web.opening import open_once
from web.reader import Reader
from web.services import Services


def promote(services: Services, who: Reader, entry: str, given: PromoteEntry) -> tuple[str, bool]:
    """The incident that the entry is now, and whether it had become it before.

    The county learned of it when the entry was received: the clocks of the reports upward run
    from there. Raises Refused: ``not_allowed``, ``unknown_item`` for an entry or dam that there is
    not, ``impossible`` for an entry that another one corrects, ``missing`` where neither the entry
    nor the reader says what happened and where.
    """
    with services.database.read() as connection:
        keeper(services, connection, who)
        found = log_of(services).entry(connection, who.jurisdiction, entry)
        become = incidents_of(connection, [found.first])
        if found.first in become:
            return become[found.first], True
        if found.corrected_by is not None:
            raise corrected(found)
        report = _report(services, connection, who, found, given)
    return open_once(services, who, report, cause_of(found.first), chosen=False)


def _report(
    services: Services, connection: Connection, who: Reader, entry: DutyEntry, given: PromoteEntry
) -> ReportIncident:
    dams = services.directory.dams(connection, who.jurisdiction)
    dam = next((d for d in dams if d.id == given.dam), None)
    if given.dam is not None and dam is None:
        allowed = phrase(N_("a dam of the registry"))
        raise Refused("unknown_item", field="dam", value=given.dam, allowed=allowed)
    place = given.place or (
        dam.name if dam else named_place(connection, who.jurisdiction, dams, entry)
    )
    what = given.what or entry.words
    if place is None:
        allowed = phrase(N_("where it happened, or a dam of the list"))
        raise Refused("missing", field="place", value=None, allowed=allowed)
    if what is None:
        allowed = phrase(N_("what happened: the words of the entry were erased"))
        raise Refused("missing", field="what", value=None, allowed=allowed)
    return ReportIncident(
        kind=given.kind,
        mode=who.mode,
        place=place,
        what=what,
        occurred_at=given.occurred_at,
        learned_at=entry.received_at,
        dam=given.dam,
        source=entry.from_whom,
    )


def named_dam(dams: Sequence[Dam], entry: DutyEntry) -> Dam | None:
    """The dam whose name stands in the entry; the longest name where several do."""
    names = {name: dam for dam in dams for name in (dam.name, dam.name_en)}
    found = _longest_in(entry, names)
    return names[found] if found else None


def named_place(
    connection: Connection, jurisdiction: str, dams: Sequence[Dam], entry: DutyEntry
) -> str | None:
    """The place that stands in the entry: a dam, else a village or township of the registry."""
    if (dam := named_dam(dams, entry)) is not None:
        return dam.name
    for known in (villages(connection, jurisdiction), townships(connection, jurisdiction)):
        if found := _longest_in(entry, (place.name for place in known.values())):
            return found
    return None


def _longest_in(entry: DutyEntry, names: Iterable[str]) -> str | None:
    text = f"{entry.words or ''}\n{entry.from_whom or ''}"
    return max((n for n in names if _REMARK.sub("", n).strip() in text), key=len, default=None)


_REMARK = re.compile(r"[（(][^）)]*[）)]")
"""A remark in brackets after a name, which nobody says on the telephone."""
