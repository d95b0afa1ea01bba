"""The scenario's own events: when each comes, and giving its command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.roles import post_of
from drills.schema import Inject, Scenario
from drills.table import Refusal, Table
from incident.commands import ReportIncident
from runtime.refusal import Refused


def timed(scenario: Scenario, zone: str) -> Iterator[tuple[datetime, Inject]]:
    """Every inject with its time, in order. ``HH:MM`` is the next such time in the zone."""
    last = scenario.start
    for inject in scenario.injects:
        last = _after(last, inject.at, ZoneInfo(zone))
        yield last, inject


def _after(last: datetime, at: str | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(at, datetime):
        return at
    if at.startswith("+"):
        return last + timedelta(minutes=int(at))
    there = last.astimezone(zone)
    wanted = datetime.combine(there.date(), time.fromisoformat(at), zone)
    return wanted if wanted >= there else wanted + timedelta(days=1)


def open_incident(table: Table) -> None:
    """The first inject: a report comes in, always as an exercise.

    Raises ``Refused``: a drill that cannot begin is not played.
    """
    first, scenario = table.scenario.injects[0], table.scenario
    given = {"title": scenario.title.say(table.lang), **first.given, "mode": "exercise"}
    if scenario.dam:
        given["dam"] = scenario.dam
    if scenario.township:
        given["township"] = scenario.township
    command = table.command(first.do, given)
    assert isinstance(command, ReportIncident)  # noqa: S101 - the schema wants it first
    receipt = table.desk.open(
        command,
        table.cast.person(post_of(first.by, table.playbook)),
        table.playbook.plan.document.jurisdiction.id,
        plan=table.playbook.digest,
        clock=table.pace.row,
        player=table.player,
    )
    table.incident = receipt.incident


def plan_injects(table: Table) -> None:
    """Put all injects but the first on the agenda."""
    zone = table.playbook.plan.document.zone
    for number, (at, inject) in enumerate(timed(table.scenario, zone)):
        if number:
            table.plan(f"inject:{number}", at, lambda inject=inject: give(table, inject))  # type: ignore[misc]


def give(table: Table, inject: Inject) -> None:
    """Give an inject's command. What the plan or the state does not allow is kept as refused."""
    try:
        command = table.command(inject.do, dict(inject.given))
        post = post_of(inject.by, table.playbook)
    except Refused as refused:
        table.refusals.append(Refusal(table.now(), inject.do, refused))
        return
    table.put(post, command)
