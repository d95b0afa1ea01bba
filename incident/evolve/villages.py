"""Every report of a village is kept; which one counts is read from them (``incident.villages``)."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def reported(i: Incident, v: e.VillageReported, n: Entry) -> Incident:
    report = s.VillageReport(
        v.stage,
        v.households_moved,
        v.people_moved,
        v.people_left,
        v.need_help,
        v.with_helper,
        v.helpers,
        v.refused,
        v.source,
        v.means,
        v.aloud,
        v.done_by,
        n.counted(v.said_at),
    )
    before = i.villages.get(v.village, ())
    return replace(i, villages={**i.villages, v.village: (*before, report)})
