"""Plays a drill: from one moment at which something happens to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from drills import injects, reporters, workers
from drills.deciders import Deciders
from drills.phones import Phones
from drills.table import Table
from incident.duties import next_due


def play(table: Table, phones: Phones, told: Callable[[], None]) -> None:
    """Play until nothing is left to do or the scenario's time is over.

    ``told`` is called after every moment, so that the story can go on. Raises ``Refused`` if the
    first report is not accepted; everything refused later is part of the story.
    """
    end = table.scenario.start + timedelta(minutes=table.scenario.play_min)
    deciders, seen = Deciders(), 0
    table.pace.until(table.scenario.start)
    injects.open_incident(table)
    injects.plan_injects(table)
    while True:
        while table.state.seq != seen:  # alerts that nobody receives are entries themselves
            seen = table.state.seq
            _look_around(table, phones, deciders)
        told()
        due = next_due(table.state, table.playbook)
        moments = [at for at in (table.agenda.next_at(), due) if at is not None and at <= end]
        if not moments:
            break
        table.pace.until(min(moments))
        if due is not None and due <= table.now():
            table.notice_overdue()
        # Each action looks again at what still holds, so those of one moment need no look between.
        while (act := table.agenda.take(table.now())) is not None:
            act()
    table.pace.until(end)


def _look_around(table: Table, phones: Phones, deciders: Deciders) -> None:
    """Everybody looks at the incident as it is now."""
    phones.look(table)
    deciders.look(table)
    workers.look(table)
    reporters.look(table)
