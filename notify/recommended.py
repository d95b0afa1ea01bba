"""What the rules recommend and what is proposed: the step that an alert asks for, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.ports import Commit
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase, plain

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "start": N_("starting {level}"),
        "raise": N_("raising to {level}"),
        "lower": N_("lowering to {level}"),
        "end": N_("ending the response"),
    }
)


def is_new(commit: Commit, event: e.Assessed) -> bool:
    """Whether an assessment asks for a level that is graver than the one in force, and that was
    not recommended before: who has been asked once is not asked again by every new figure."""
    if event.level is None:
        return False
    rank, running = commit.playbook.level_rank, commit.after.level
    if running is not None and rank(event.level) <= rank(running):
        return False
    standing = commit.before.assessment
    before = [standing.level if standing else None]
    for entry in commit.entries:
        if entry.event is event:
            break
        if isinstance(entry.event, e.Assessed):
            before.append(entry.event.level)
    return before[-1] != event.level


def step(commit: Commit, event: e.Event) -> tuple[str, int | None] | None:
    """The step that an event asks for, and its level; None where it asks for none."""
    match event:
        case e.Assessed(level=level) if level is not None:
            return ("start" if commit.after.level is None else "raise"), level
        case e.Proposed(action=action, level=level):
            return action, level
    return None


def said(playbook: Playbook, asked: Sequence[Any], lang: Lang) -> str:
    """A ``step`` as ``starting county Level II`` and so on."""
    action, level = asked
    names = {lv.level: lv.name for lv in playbook.plan.criteria.levels}
    name = names[level].say(lang) if level in names else ""
    return phrase(STEPS[action], level=plain(name)).say(lang)
