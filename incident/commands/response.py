"""Deciding, commanding, ending; signing what was spoken."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import (
    Instant,
    Key,
    Line,
    Sealed,
)


class Propose(Command):
    """The next step of the plan's chain below the post that decides."""

    action: Literal["start", "raise", "lower", "end"]
    level: int | None = None
    reason: Sealed | None = None


class Decline(Command):
    decision: Key
    reason: Sealed
    ask_for_more: bool = False


class StartResponse(Command):
    level: int


class RaiseLevel(Command):
    level: int


class LowerLevel(Command):
    level: int
    reason: Sealed


class FormOnSite(Command):
    place: Sealed | None = None


class HandOverCommand(Command):
    """§2.2: a superior on-site headquarters takes command."""

    to: Sealed
    sheet: Line | None = None


class TakeBackCommand(Command):
    sheet: Line | None = None


class TellOtherResponse(Command):
    """Whose response is a choice, since it hangs on the wall; words would carry figures there."""

    government: Literal[
        "county_government", "city_government", "province_government", "nation_government"
    ]
    scale: Line
    status: Literal["started", "raised", "lowered", "ended"]
    told_by: Sealed


class ChangeGroups(Command):
    """§2.3: the commander adds groups; several in one decision."""

    add: Annotated[tuple[Key, ...], Field(min_length=1)]


class ChangeGroup(Command):
    group: Key
    leader: Key | None = None
    acting_leader: Key | None = None
    liaison: Key | None = None
    duties: Sealed | None = None


class SetCondition(Command):
    condition: Key
    status: Literal["met", "not_met", "unattainable"]
    evidence: Sealed | None = None


class EndResponse(Command):
    pass


class ResumeResponse(Command):
    level: int
    reason: Sealed


class BeginAftermath(Command):
    pass


class CloseIncident(Command):
    pass


class OrderWithdrawal(Command):
    """§5.3.1(4): rescuers leave the danger area. Takes effect at once."""

    reason: Sealed


class LiftWithdrawal(Command):
    reason: Sealed


class AnswerWithdrawal(Command):
    """Whether somebody is out of the danger area. A call for rescue is never too late."""

    number: int
    """Which order it answers; an earlier one, or one lifted since, is answered too."""
    answer: Literal["out", "leaving", "trapped"]
    person: Key | None = None
    """Whose answer this is; null is the actor's own."""
    place: Sealed | None = None


class AdoptPlan(Command):
    plan: Key
    """Digest of the plan that applies from now on."""
    reason: Sealed


class SignOrder(Command):
    order: Key
    sheet: Line
    signed_at: Instant | None = None


class RefuseSigning(Command):
    order: Key
    reason: Sealed


class SecondOverride(Command):
    of: Key
