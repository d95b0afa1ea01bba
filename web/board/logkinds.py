"""By what a log can be narrowed down, beside its words: the kind of an entry and its group."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.events.base import Event
from incident.state import Incident
from runtime.language import N_

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "intake": N_("reports of the accident"),
        "figures": N_("figures and grade"),
        "decisions": N_("decisions and orders"),
        "response": N_("response and command"),
        "tasks": N_("tasks"),
        "villages": N_("villages and moving people"),
        "warnings": N_("warnings to the public (kind)"),
        "notices": N_("notices (kind)"),
        "engine": N_("answers, clocks, not reached"),
        "records": N_("told, asked and noted"),
        "materials": N_("files"),
        "arming": N_("exercises that reach real telephones"),
    }
)
"""Kinds of entries, by the module of ``incident.events`` in which they are defined."""


def kind_of(event: Event) -> str:
    """Which of ``KINDS`` an entry is."""
    return type(event).__module__.rpartition(".")[2]


def group_of(event: Event, state: Incident) -> str | None:
    """The working group that an entry names, or whose task it names; None where there is none."""
    named = getattr(event, "group", None)
    if isinstance(named, str):
        return named
    task = state.tasks.get(getattr(event, "task", None) or "")
    return task.group if task else None
