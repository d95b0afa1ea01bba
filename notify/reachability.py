"""Who could not be reached, and which steps up lead to nobody: looked for before it is needed.

The same look-ups as at the moment of an alert, made for every alert of the plan and for every dam
of the registry. Nothing is sent and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from incident.posts import group_posts, recorders
from incident.state import Incident
from notify.by_village import by_village
from notify.gaps import Gap, Kind
from notify.hand_offs import hand_offs
from notify.known_ways import KnownWays
from notify.recipients import Found, Recipients
from notify.routes import Routes
from notify.stand_ins import StandIns
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from playbooks.schema.escalation import Rung
from registry.directory import Directory


@dataclass
class _Found:
    """A gap while it is put together."""

    alerts: dict[str, None] = field(default_factory=dict)
    steps: dict[tuple[str, int], None] = field(default_factory=dict)
    dams: dict[str, None] = field(default_factory=dict)


_Name = tuple[Kind, str | None, str | None, str | None, tuple[str, int] | None]


def gaps(
    connection: Connection,
    playbook: Playbook,
    directory: Directory,
    routes: Routes,
    at: datetime,
) -> tuple[Gap, ...]:
    """Everything that would go wrong with an alert of a real incident at the moment ``at``.

    ``routes`` are the channels of the installation in the order of its profile.

    In the order of ``Kind``, then as the plan names them. Empty: everybody can be told, and every
    step up leads to somebody.
    """
    look = _Look(connection, playbook, directory, routes, at)
    for alert in playbook.plan.alerts:
        look.alert(alert)
    return (*by_village(look.gaps()), *hand_offs(connection, playbook, directory, at))


class _Look:
    """One evaluation; every question to the registry is asked once."""

    def __init__(
        self,
        connection: Connection,
        playbook: Playbook,
        directory: Directory,
        routes: Routes,
        at: datetime,
    ) -> None:
        self._connection = connection
        self._playbook = playbook
        self._directory = directory
        self._recipients = Recipients(directory, routes)
        self._county = playbook.plan.document.jurisdiction.id
        self._at = at
        self._dams = tuple(dam.id for dam in directory.dams(connection, self._county))
        self._known = KnownWays(connection, directory, self._recipients, at)
        self._told: dict[str, Mapping[str | None, Found]] = {}
        self._behind: dict[tuple[str, str], bool] = {}
        self._gaps: dict[_Name, _Found] = {}

    def alert(self, alert: Alert) -> None:
        """Who is told by it, and what follows where nobody answers."""
        told: dict[tuple[str, str], None] = {}
        for post in self._posts(alert):
            for dam, found in self._found(post).items():
                self._not_reached(alert, post, dam, found)
                told |= dict.fromkeys((post, person) for person, _ in found.reachable)
        escalation = self._playbook.escalation(alert.id)
        if escalation is None:
            return
        for number, rung in enumerate(escalation.rungs, 1):
            self._step(alert, (escalation.id, number), rung, tuple(told))

    def gaps(self) -> Iterator[Gap]:
        """What the alerts have shown, each once."""
        order: Sequence[str] = list(Kind.__args__)  # type: ignore[attr-defined]
        for name in sorted(self._gaps, key=lambda name: order.index(name[0])):
            kind, post, person, place, _ = name
            found = self._gaps[name]
            yield Gap(
                kind, post, person, place,
                tuple(found.alerts), tuple(found.steps), tuple(found.dams),
            )  # fmt: skip

    def _posts(self, alert: Alert) -> tuple[str, ...]:
        """Every post that the alert may be addressed to, as ``consequences`` addresses it."""
        plan = self._playbook.plan
        named = alert.groups
        if not alert.groups and not alert.posts:
            theirs = (task.group for task in self._playbook.tasks.values())
            named = tuple(dict.fromkeys((*(g.id for g in plan.organisation.groups), *theirs)))
        nowhere = Incident(id="", plan=self._playbook.digest)
        of_groups = (p for g in named for p in group_posts(nowhere, self._playbook, g))
        return tuple(dict.fromkeys((*of_groups, *alert.posts)))

    def _found(self, post: str) -> Mapping[str | None, Found]:
        """Who is told as the post, by dam; by None alone where it does not depend on the dam."""
        if post not in self._told:
            scope = self._playbook.post(post).scope
            held = self._directory.everywhere(
                self._connection, self._county, "real", post, self._at
            )
            placed = scope in ("village", "township", "operator") or any(h.scope_id for h in held)
            dams: Sequence[str | None] = self._dams if placed and self._dams else (None,)
            self._told[post] = {
                dam: self._recipients.of_post(
                    self._connection, self._county, "real", post, self._at,
                    {"dam": dam, "township": None}, scope=scope,
                )
                for dam in dams
            }  # fmt: skip
        return self._told[post]

    def _not_reached(self, alert: Alert, post: str, dam: str | None, found: Found) -> None:
        def note(kind: Kind, *, person: str | None = None, place: str | None = None) -> None:
            self._note(kind, alert, post=post, person=person, place=place, dam=dam)

        if found.unknown:
            note("no_village")
        elif found.vacant:
            note("nobody")
        for village in found.villages:
            note("village", place=village)
        for person, way in found.reachable:
            if self._known.stopped(way):
                note("stopped", person=person)
            if channel := self._known.wordless(person):
                self._note("no_own_words", alert, place=channel)
        for person in found.without_address:
            note("no_channel" if self._known.contacts(person) else "no_address", person=person)
        for person in (*(one for one, _ in found.reachable), *found.without_address):
            if self._known.odd(person):
                note("odd_number", person=person)

    def _step(
        self, alert: Alert, step: tuple[str, int], rung: Rung, told: Sequence[tuple[str, str]]
    ) -> None:
        match rung.do:
            case "other_way" | "call":
                self._step_to_themselves(alert, step, rung, told)
            case "deputy":
                for post, person in told:
                    if not self._has_deputy(post, person):
                        self._note("no_deputy", alert, post=post, person=person, step=step)
            case "posts":
                self._step_to_posts(alert, step, rung.posts)
            case "desk":
                if not any(f.reachable for p in recorders(self._playbook)
                           for f in self._found(p).values()):  # fmt: skip
                    self._note("desk_empty", alert, step=step)
            case "again":
                pass  # whoever was told once can be told again

    def _step_to_themselves(
        self, alert: Alert, step: tuple[str, int], rung: Rung, told: Sequence[tuple[str, str]]
    ) -> None:
        for person in dict.fromkeys(person for _, person in told):
            if rung.do == "other_way" and len(self._known.ways(person)) < 2:
                self._note("one_way", alert, person=person, step=step)
            elif rung.do == "call" and not self._known.callable(person):
                self._note("no_call", alert, person=person, step=step)

    def _step_to_posts(self, alert: Alert, step: tuple[str, int], posts: Sequence[str]) -> None:
        by_dam = [self._found(post) for post in posts]
        for dam in dict.fromkeys(dam for found in by_dam for dam in found):
            reached = (found.get(dam, found.get(None, Found())).reachable for found in by_dam)
            if not any(reached):
                self._note("step_empty", alert, step=step, dam=dam, own=True)

    def _note(
        self,
        kind: Kind,
        alert: Alert,
        *,
        post: str | None = None,
        person: str | None = None,
        place: str | None = None,
        step: tuple[str, int] | None = None,
        dam: str | None = None,
        own: bool = False,
    ) -> None:
        """``own``: each step is a gap of its own, not one of a person or post."""
        name = (kind, post, person, place, step if own else None)
        found = self._gaps.setdefault(name, _Found())
        found.alerts[alert.id] = None
        if step is not None:
            found.steps[step] = None
        if dam is not None:
            found.dams[dam] = None

    def _has_deputy(self, post: str, person: str) -> bool:
        if (post, person) not in self._behind:
            found = self._recipients.deputies(
                self._connection, self._county, "real", post, self._at, {person}
            )
            silent = {"jurisdiction": self._county, "mode": "real", "person": person}
            behind = StandIns(
                self._connection, self._directory, self._recipients, self._playbook, silent,
                self._at,
            )  # fmt: skip
            self._behind[post, person] = bool(found.reachable) or behind.any(post)
        return self._behind[post, person]
