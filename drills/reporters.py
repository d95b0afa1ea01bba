"""The recorder: sends the reports that the plan's clocks ask for."""

from __future__ import annotations

from datetime import timedelta

from drills.roles import post_of
from drills.schema import Reports
from drills.table import Table
from incident.commands import StepReport, TellReport
from incident.duties import DutyClock, duties


def look(table: Table) -> None:
    """Plan the report of every running clock."""
    for duty in duties(table.state, table.playbook):
        if duty.sort != "report" or duty.started_at is None or duty.done_at is not None:
            continue
        for rule in table.scenario.reports:
            if rule.kind == duty.kind and {duty.about, "*"} & set(rule.lines):
                _plan(table, rule, duty)
                break


def _plan(table: Table, rule: Reports, duty: DutyClock) -> None:
    assert duty.started_at is not None  # noqa: S101 - the caller looked
    at = duty.started_at + timedelta(minutes=rule.after_min)
    table.plan(duty.id, at, lambda: _send(table, duty), rule.jitter_min)


def _send(table: Table, duty: DutyClock) -> None:
    """A telephone report in one call; a written one step by step, as its kind has them."""
    telephone = table.scenario.telephone
    if telephone is None or _done(table, duty):
        return
    recorder = post_of("recorder", table.playbook)
    figures = table.state.approved[-1].number if table.state.approved else None
    steps = {k.id: k.steps for k in table.playbook.plan.reporting.kinds}[duty.kind]  # type: ignore[index]
    if not steps:
        command = TellReport(
            line=duty.about,
            kind=duty.kind,
            number=telephone.number,
            receiver=telephone.receiver.say(table.lang),
            figures=figures,
        )
        table.put(recorder, command)
    for step in steps:
        command_ = StepReport(line=duty.about, kind=duty.kind, step=step, figures=figures)
        if not table.put(recorder, command_):
            return


def _done(table: Table, duty: DutyClock) -> bool:
    now = {d.id: d.done_at for d in duties(table.state, table.playbook)}
    return now.get(duty.id) is not None or duty.id not in now
