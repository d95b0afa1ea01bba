"""The response, command, groups, end and aftermath."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Key, Line, Sealed


class ResponseStarted(Event):
    level: int
    by: Key
    clause: str
    skipped: tuple[str, ...]
    """Steps of the ordinary way that were not taken first."""


class LevelRaised(Event):
    level: int
    was: int
    by: Key
    clause: str
    skipped: tuple[str, ...]


class LevelLowered(Event):
    level: int
    was: int
    by: Key
    clause: str
    reason: Sealed


class OnSiteFormed(Event):
    by: Key
    place: Sealed | None


class CommandHandedOver(Event):
    to: Sealed
    sheet: Line | None


class CommandTakenBack(Event):
    sheet: Line | None


class OtherResponseTold(Event):
    government: Line
    """A choice of the command; in older logs what somebody typed."""
    scale: Line
    """Its own words for the level; never mixed with the county's."""
    status: Literal["started", "raised", "lowered", "ended"]
    told_by: Sealed


class GroupsPut(Event):
    """Groups now in force, as the plan has them."""

    groups: tuple[Key, ...]


class GroupAdded(Event):
    group: Key
    by: Key


class GroupChanged(Event):
    group: Key
    leader: Key | None
    acting_leader: Key | None
    liaison: Key | None
    duties: Sealed | None


class ResponseEnded(Event):
    by: Key
    clause: str


class ResponseResumed(Event):
    level: int
    by: Key
    reason: Sealed


class AftermathBegun(Event):
    pass


class IncidentClosed(Event):
    pass


class IncidentDismissed(Event):
    reason: Sealed
    evidence: Sealed


class IncidentReopened(Event):
    reason: Sealed


class ConditionSet(Event):
    condition: Key
    status: Literal["met", "not_met", "unattainable"]
    evidence: Sealed | None


class ConditionReopened(Event):
    """A later claim speaks against a condition that was recorded as met."""

    condition: Key
    claim: Key


class WithdrawalOrdered(Event):
    number: int
    reason: Sealed


class WithdrawalLifted(Event):
    number: int
    reason: Sealed


class WithdrawalAnswered(Event):
    number: int
    person: Key
    answer: Literal["out", "leaving", "trapped"]
    place: Sealed | None


class PlanAdopted(Event):
    was: Key
    plan: Key
    reason: Sealed
