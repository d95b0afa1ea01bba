"""An exercise has one arming at a time: the newest."""

from __future__ import annotations

from incident import events as e
from incident.evolve.changed import replace
from incident.state import Entry, Incident
from incident.state.arming import Arming


def armed(i: Incident, v: e.ExerciseArmed, n: Entry) -> Incident:
    asked = Arming(v.arming, v.persons, v.channels, v.minutes, n.actor, n.recorded_at)
    return replace(i, arming=asked)


def confirmed(i: Incident, v: e.ArmingConfirmed, n: Entry) -> Incident:
    if i.arming is None or i.arming.id != v.arming:
        return i
    return replace(i, arming=replace(i.arming, confirmed_by=n.actor, confirmed_at=n.recorded_at))


def disarmed(i: Incident, v: e.Disarmed, n: Entry) -> Incident:
    if i.arming is None or i.arming.id != v.arming:
        return i
    return replace(i, arming=replace(i.arming, ended_at=n.recorded_at))
