"""Which clauses and statutes the messages of an alert may cite, by the plan alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.names import Names
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from playbooks.schema.authority import Action
from runtime.language import Lang

BY_AUTHORITY: Mapping[str, Action] = MappingProxyType(
    {
        "ResponseStarted": "start",
        "LevelRaised": "raise",
        "LevelLowered": "lower",
        "ResponseEnded": "end",
        "WarningApproved": "approve_warning",
    }
)
"""Events that bring a clause of their own: that of who decides, before the alert's."""


def cited(playbook: Playbook, alert: Alert) -> tuple[str, ...]:
    """Every clause or statute, by id, that a message may cite; empty where it cites none."""
    action = BY_AUTHORITY.get(alert.on)
    brought = tuple(
        one.origin
        for one in playbook.plan.authority
        if one.action == action and (alert.level is None or one.level in (None, alert.level))
    )
    own = alert.clause or alert.statute
    return tuple(dict.fromkeys(brought or ([own] if own else [])))


def longest_cited(playbook: Playbook, alert: Alert, lang: Lang) -> str | None:
    """The one of them that takes most room in a text."""
    names = Names(playbook)
    return max(
        cited(playbook, alert), key=lambda one: len(names.clause(one).say(lang)), default=None
    )
