"""To whom a command can be offered at all: asked of the very rule that refuses it.

A command that is not filled in yet can mean several things: any level, any decision, any task. It
is somebody's to give where one of them is; ``about`` narrows it to what a button is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any, get_args

from incident.commands import COMMANDS
from incident.decide.authority import entitled
from incident.decide.case import Case
from incident.decide.tasks import STEPS
from incident.decisions import open_decisions
from incident.posts import group_posts, outside, recorders
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.refusal import Refused


def given_by(case: Case, name: str, about: Mapping[str, str]) -> tuple[str, ...]:
    """The posts that may give a command in their own right, in one of the ways in which it can
    still be filled in; the ordinary ones first. Empty for what only the engine does."""
    posts: dict[str, None] = {}
    for filled in _filled(case, name, about):
        kind = COMMANDS[name]
        needed = dict.fromkeys(n for n, f in kind.model_fields.items() if f.is_required())
        try:
            found, _ = entitled(case, kind.model_construct(None, **{**needed, **filled}))
        except Refused:
            continue
        posts |= dict.fromkeys(found)
    return tuple(posts)


def alike(case: Case, name: str, about: Mapping[str, str]) -> tuple[object, ...]:
    """Of ``about`` what ``given_by`` depends on: what is alike here is the same people's to give,
    such as one step of all tasks that have one group and one verifier."""
    fields = (field for field in COMMANDS[name].model_fields if field in OPEN_WAYS)
    named = ((field, about[field]) for field in fields if field in about)
    return tuple((f, _owners(case, told) if f == "task" else told) for f, told in named)


def levels(state: Incident, playbook: Playbook, name: str) -> tuple[int, ...]:
    """The levels that a command can name at this moment, the lowest first: above the one in force
    to raise it, below it to lower it; else every one. Before a response all of them are above."""
    now = -1 if state.level is None else playbook.level_rank(state.level)
    if name == "RaiseLevel":
        return tuple(level for level, rank in playbook.levels.items() if rank > now)
    if name == "LowerLevel":
        return tuple(level for level, rank in playbook.levels.items() if rank < now)
    return tuple(playbook.levels)


def enters(playbook: Playbook, posts: Iterable[str]) -> bool:
    """Whether one of the posts may write down what another said (``authority.warrant``)."""
    return not frozenset(recorders(playbook)).isdisjoint(posts)


def _filled(case: Case, name: str, about: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What a command's authority depends on, in every way that is open."""
    fields = [f for f in COMMANDS[name].model_fields if f in OPEN_WAYS]
    told = {f: [_read(f, about[f])] if f in about else OPEN_WAYS[f](case, name) for f in fields}
    for each in product(*told.values()):
        yield dict(zip(told, each, strict=True))


def _read(field: str, told: str) -> Any:
    return (int(told) if told.isdigit() else None) if field == "level" else told


def _tasks(case: Case, name: str) -> list[str]:
    """Those that stand where the command takes them up: one of each group and verifier answers
    for all of them."""
    first: dict[object, str] = {}
    for task in case.state.tasks.values():
        if task.status not in STEPS[name]:
            continue
        first.setdefault(_owners(case, task.id), task.id)
    return [*first.values()]


def _owners(case: Case, name: str) -> tuple[str, str] | str:
    """Group and verifier of a task; its name where there is no such task."""
    task = case.state.tasks.get(name)
    if task is None:
        return name
    return task.group, task.verifier or case.playbook.task(name).verifier


OPEN_WAYS: Mapping[str, Callable[[Case, str], Sequence[Any]]] = MappingProxyType(
    {
        "level": lambda case, name: levels(case.state, case.playbook, name),
        "action": lambda _, name: get_args(COMMANDS[name].model_fields["action"].annotation),
        "decision": lambda case, _: [d.id for d in open_decisions(case.state, case.playbook)],
        "task": _tasks,
        "group": lambda case, _: [*dict.fromkeys(t.group for t in case.state.tasks.values())],
        "of": lambda case, _: [*case.state.overrides],
    }
)
"""Fields that whose a command is depends on, and what each can be now."""


def standing(state: Incident, playbook: Playbook, posts: frozenset[str]) -> frozenset[str]:
    """The fewest posts that are worth as much as these to every rule of the plan: of posts that
    stand in the same places of it, the first. So the leader and the liaison of a group, or the
    heads of two townships, look at one board."""
    places = _places(state, playbook)
    first: dict[frozenset[str], str] = {}
    for post in playbook.posts:
        first.setdefault(places[post], post)
    theirs = {places[post] for post in posts if post in places}
    return frozenset(first[p] for p in theirs if not any(p < other for other in theirs))


def _places(state: Incident, playbook: Playbook) -> dict[str, frozenset[str]]:
    """In which places of the plan each post stands."""
    places: dict[str, set[str]] = {post: set() for post in playbook.posts}

    def stand(place: str, posts: Iterable[str]) -> None:
        for post in posts:
            if post in places:
                places[post].add(place)

    stand("record", recorders(playbook))
    stand("director", (playbook.plan.organisation.headquarters.office.director,))
    stand("outside", outside(playbook))
    stand("second", playbook.plan.recording.override_second)
    for group in ("operator", *playbook.groups):
        stand(f"group {group}", group_posts(state, playbook, group))
    for task in playbook.tasks.values():
        stand(f"verifier {task.verifier}", (task.verifier,))
    for authority in playbook.plan.authority:
        decided = f"{authority.action} {authority.level}"
        stand(f"chain {decided}", authority.chain[:-1])
        stand(f"decides {decided}", authority.chain[-1:])
        stand(f"fallback {decided}", authority.fallback)
    return {post: frozenset(found) for post, found in places.items()}
