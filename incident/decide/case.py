"""What a command is decided on: the state, the plan, the moment, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from incident.commands import Command
from incident.events import Event
from incident.names import Names
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_, phrase, plain, term
from runtime.refusal import Refused

TOLERANCE = timedelta(minutes=5)
"""Clocks of phones run ahead; a time up to this far in the future is kept and marked doubtful."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: from the session and the registry at this moment, never from the request."""

    person: str
    posts: frozenset[str] = frozenset()
    engine: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a decision may depend on."""

    state: Incident
    playbook: Playbook
    now: datetime
    actor: Actor
    jurisdiction: str
    adopting: Playbook | None = None
    """The plan that an ``AdoptPlan`` command names, read by the desk."""
    post: str = ""
    """The post in whose name the command counts; known once its right is (``Warrant.post``)."""

    @property
    def names(self) -> Names:
        """What the plan calls its posts, groups, tasks and figures, for refusals."""
        return Names(self.playbook)

    def moment(self, given: datetime | None, name: str) -> datetime:
        """A time from outside: not given is now; beyond the tolerance in the future is refused."""
        if given is None:
            return self.now
        if given > self.now + TOLERANCE:
            raise Refused(
                "future_time",
                field=name,
                value=term(given.isoformat(), plain(self._local(given))),
                allowed=phrase(
                    N_("no later than {time}"), time=self._local(self.now + TOLERANCE)
                ),
            )
        return given

    def _local(self, moment: datetime) -> str:
        """As people of the county read it."""
        zone = ZoneInfo(self.playbook.plan.document.zone)
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Warrant:
    """By what right a command is accepted."""

    post: str
    """The post in whose name it counts."""
    clause: str
    kind: str
    """``own``, ``spoken`` or ``override``."""
    order: str | None = None
    override: str | None = None
    events: tuple[Event, ...] = ()
    """The order or override itself, recorded before what it causes."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command leads to. All events share the actor, the warrant and the moment."""

    events: tuple[Event, ...]
    warrant: Warrant
    happened_at: datetime
    doubtful_time: bool = False
    notes: tuple[str, ...] = field(default=())


def happened(case: Case, command: Command) -> datetime:
    """When the thing happened: as given, else when the order was spoken, else now."""
    said = command.spoken.said_at if command.spoken else None
    return case.moment(command.happened_at or said, "happened_at")
