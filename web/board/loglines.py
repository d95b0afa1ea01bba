"""The log on the board: sentences, what was corrected, and what this audience may read.

Entries in which people's own words or rival figures stand are for those who see assessed figures;
everybody else reads what is listed here, which holds neither.
"""

from __future__ import annotations

from collections.abc import Iterable

from incident.state import Entry

PLAIN = frozenset(
    {
        "IncidentReported",
        "VerificationSet",
        "KindChanged",
        "ResponseStarted",
        "LevelRaised",
        "LevelLowered",
        "OnSiteFormed",
        "CommandHandedOver",
        "CommandTakenBack",
        "OtherResponseTold",
        "GroupsPut",
        "GroupAdded",
        "GroupChanged",
        "ResponseEnded",
        "ResponseResumed",
        "AftermathBegun",
        "IncidentClosed",
        "IncidentReopened",
        "WithdrawalOrdered",
        "WithdrawalLifted",
        "PlanAdopted",
        "TasksAssigned",
        "TaskReceived",
        "TaskStarted",
        "TaskVerified",
        "FiguresApproved",
        "LeaderMoved",
        "OutsiderTold",
        "AlertAnswered",
        "PersonUnreachable",
        "DutyOverdue",
        "OrderSigned",
    }
)
"""Events that tell neither assessed figures nor anybody's words about them."""


def readable(entries: Iterable[Entry], *, assessed: bool) -> tuple[Entry, ...]:
    """The entries that an audience may read."""
    return tuple(e for e in entries if assessed or e.event.wire() in PLAIN)
