"""What a command is decided on: the state, the plan, the moment, and who is acting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from incident.commands import Command
from incident.events import Event
from incident.lifecycle import ROWS
from incident.materials.row import Kept
from incident.model import FIRST_YEAR
from incident.names import Names
from incident.state import Incident
from incident.state.arming import Obstacle
from playbooks.lookup import Playbook
from runtime.language import N_, Phrase, phrase, plain, term
from runtime.refusal import Refused
from runtime.wallclock import local

TOLERANCE = timedelta(minutes=5)
"""Clocks of phones run ahead; a time up to this far in the future is kept and marked doubtful."""
EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
"""A time before this is a slip of the keyboard, or of a clock that lost its battery."""
BEFORE = timedelta(days=1)
"""An order is spoken, and somebody told, at most so long before what is known of the beginning,
which may be wrong."""
LONGEST = timedelta(days=400)
"""No clock runs longer: a date further ahead has a wrong year."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: from the session and the registry at this moment, never from the request."""

    person: str
    posts: frozenset[str] = frozenset()
    engine: bool = False
    places: frozenset[str] = frozenset()
    """The villages, townships, works or enterprises for which their posts are held."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What there is of what a command names."""

    persons: frozenset[str] = frozenset()
    """Those of its persons who are in the registry, in the incident's mode."""
    alerted: bool = False
    """Whether people were alerted about the entry that it answers."""
    materials: Mapping[str, Kept] = field(default_factory=dict)
    """Those of its files that are kept with the incident, by id."""
    villages: frozenset[str] = frozenset()
    """Those of the villages that it names that the registry has."""
    places: frozenset[str] = frozenset()
    """The dam and the township that a report names, as far as the registry has them."""
    audience: str = ""
    """Digest of who holds the posts that it names (``incident.audience``)."""
    told: tuple[str, ...] = ()
    """Who was told of the entry that it corrects."""
    told_at: datetime | None = None
    """When that entry was written, which told them; None where there is none."""
    asked: bool = False
    """Whether the actor was asked by every alert that they answer for themselves."""
    obstacle: Obstacle = ""
    """What stands against arming this exercise."""
    speakers: frozenset[str] = frozenset()
    """Who holds the post now in whose name it is entered as spoken."""


NOTHING = Confirmed()


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
    named: Confirmed = NOTHING
    """What the desk found of the persons and the alert that the command names."""
    post: str = ""
    """The post in whose name the command counts; known once its right is (``Warrant.post``)."""

    @property
    def names(self) -> Names:
        """What the plan calls its posts, groups, tasks and figures, for refusals."""
        return Names(self.playbook)

    @property
    def began(self) -> datetime:
        """The beginning of the case as far as it is known, which may be wrong."""
        opened = self.state.opened
        return min(opened.learned_at, opened.occurred_at or opened.learned_at)

    def moment(self, given: datetime | None, name: str) -> datetime:
        """When something happened: not given is now. Raises Refused ``future_time`` beyond the
        tolerance, ``invalid`` before ``EARLIEST``."""
        if given is None:
            return self.now
        self._not_too_early(given, name)
        if given > self.now + TOLERANCE:
            raise Refused(
                "future_time",
                field=name,
                value=term(given.isoformat(), plain(self._local(given))),
                allowed=phrase(N_("no later than {time}"), time=self._local(self.now + TOLERANCE)),
            )
        return given

    def heard(self, said_at: datetime | None, happened_at: datetime | None) -> datetime:
        """When a village said something or a warning was heard. What it says may have happened days
        before the case: a village that moved by itself in the rain."""
        if said_at is None:
            return self.moment(happened_at, "happened_at")
        return self.said(said_at, "said_at")

    def said(self, given: datetime | None, name: str, happened: datetime | None = None) -> datetime:
        """When an order was spoken, a decision taken or somebody told: as ``moment``, and not days
        before anybody knew of the case, which is a slip in the date; ``happened`` is the command's
        own time, which counts where it has no other. Raises Refused ``invalid`` too."""
        stated, field = (given, name) if given is not None else (happened, "happened_at")
        moment, first = self.moment(stated, field), self._by_now(self.began) - BEFORE
        if moment < first:
            earliest = phrase(N_("no earlier than {time}"), time=self._local(first))
            raise self._refused(moment, field, earliest)
        return moment

    def after(self, given: datetime | None, name: str, first: datetime, what: Phrase) -> datetime:
        """When something happened that follows on what was ``first``: as ``moment``. Raises
        Refused ``invalid`` too, beyond the tolerance."""
        moment, first = self.moment(given, name), self._by_now(first)
        if moment < first - TOLERANCE:
            time = self._local(first)
            allowed = phrase(N_("no earlier than {time}: {what}"), time=time, what=what)
            raise self._refused(moment, name, allowed)
        return moment

    def _by_now(self, at: datetime) -> datetime:
        """What was recorded while the clock ran ahead lies ahead once it is put right; nothing that
        happens now is held up by it."""
        return min(at, self.now)

    def due(self, given: datetime, name: str) -> datetime:
        """By when something is wanted. Raises Refused ``invalid`` before ``EARLIEST`` or more
        than ``LONGEST`` ahead."""
        self._not_too_early(given, name)
        if given > self.now + LONGEST:
            latest = phrase(N_("no later than {time}"), time=self._local(self.now + LONGEST))
            raise self._refused(given, name, latest)
        return given

    def _not_too_early(self, given: datetime, name: str) -> None:
        if given < EARLIEST:
            earliest = phrase(N_("no earlier than {time}"), time=self._local(EARLIEST))
            raise self._refused(given, name, earliest)

    def _refused(self, given: datetime, name: str, allowed: Phrase) -> Refused:
        value = term(given.isoformat(), plain(self._local(given)))
        return Refused("invalid", field=name, value=value, allowed=allowed)

    def _local(self, moment: datetime) -> str:
        """As people of the county read it."""
        zone = ZoneInfo(self.playbook.plan.document.zone)
        return f"{local(moment, zone):%Y-%m-%d %H:%M}"


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
    decided = ROWS[command.wire()].who == "authority"
    return (case.said if decided else case.moment)(command.happened_at or said, "happened_at")
