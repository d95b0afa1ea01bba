"""What a command will lead to, tried out on the pure decider before anybody presses a button."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from incident.commands import Command
from incident.decide import Actor, Case, decide
from incident.events import Event, TasksAssigned
from incident.model import sealed_fields
from playbooks.lookup import Playbook
from runtime.refusal import Refused
from web import choices
from web.board.view import Board

FEW = 6
"""Groups and posts that are named at once."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Tasks by group, and who will be alerted."""

    tasks: tuple[tuple[str, int], ...]
    groups: tuple[str, ...]
    posts: tuple[str, ...]

    @property
    def many(self) -> bool:
        """Too many to be named above the button on a phone: they are counted, and named inside."""
        return len(self.groups) + len(self.posts) > FEW


def effects(board: Board, command: Command) -> Effects | None:
    """What follows if whoever decides gives this command now; None where it is not possible."""
    hidden = {
        name: f"preview.{name}"
        for name in sealed_fields(type(command))
        if getattr(command, name) is not None
    }
    tried = command.model_copy(
        update={**hidden, "spoken": None, "override": None, "decided_on": None}
    )
    state, lang = board.incident, board.audience.lang
    case = Case(
        state, board.playbook, board.now, Actor("engine", engine=True), state.opened.jurisdiction
    )
    try:
        events = decide(case, tried).events
    except Refused:
        return None
    count = Counter(t.group for e in events if isinstance(e, TasksAssigned) for t in e.tasks)
    groups, posts = _alerted(board.playbook, events, getattr(command, "level", None) or state.level)
    return Effects(
        tasks=tuple((choices.group_name(board.playbook, g, lang), n) for g, n in count.items()),
        groups=tuple(choices.group_name(board.playbook, g, lang) for g in groups),
        posts=tuple(choices.post_name(board.playbook, p, lang) for p in posts),
    )


def _alerted(
    playbook: Playbook, events: tuple[Event, ...], level: int | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    happened = {e.wire() for e in events}
    rank = playbook.levels.get(level, -1) if level is not None else -1
    groups: dict[str, None] = {}
    posts: dict[str, None] = {}
    for alert in playbook.plan.alerts:
        if alert.on in happened and (alert.level is None or rank >= playbook.levels[alert.level]):
            groups |= dict.fromkeys(alert.groups)
            posts |= dict.fromkeys(alert.posts)
    return tuple(groups), tuple(posts)
