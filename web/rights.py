"""Who may see what of an incident. One table; a post's place in the plan says which row holds.

The assessed figures drive the rules and are for the desk and the commanders; everybody else sees
the approved ones. Telephone numbers stay with those who call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from incident.posts import group_posts, outside, recorders
from incident.state import Incident
from playbooks.lookup import Playbook


class May(StrEnum):
    """What somebody may see or do on the pages of an incident."""

    ACT = "act"
    """Buttons and forms: everything that the plan lets somebody record or decide."""
    ASSESSED = "assessed"
    """Assessed figures, rival sources, severity, and the words that people wrote about them."""
    CONTACTS = "contacts"
    """Telephone numbers and addresses."""
    LOG = "log"
    """What happened, who did it."""


ROLES: Mapping[str, frozenset[May]] = MappingProxyType(
    {
        "desk": frozenset(May),
        "command": frozenset(May),
        "group": frozenset({May.ACT, May.CONTACTS, May.LOG}),
        "place": frozenset({May.ACT}),
        "superior": frozenset({May.LOG}),
        "other": frozenset({May.LOG}),
    }
)
"""Roles, the most entitled first. ``place`` is who answers for a mine, a township or a village."""


def role_of(state: Incident, playbook: Playbook, posts: frozenset[str]) -> str:
    """The most entitled role that one of the posts has in this incident."""
    return next((role for role, held in _roles(state, playbook) if posts & held), "other")


def may(state: Incident, playbook: Playbook, posts: frozenset[str]) -> frozenset[May]:
    """Everything that the posts together allow; without any post here, what anybody may."""
    theirs = [ROLES[role] for role, held in _roles(state, playbook) if posts & held]
    return frozenset[May]().union(*theirs) if theirs else ROLES["other"]


def _roles(state: Incident, playbook: Playbook) -> Iterator[tuple[str, frozenset[str]]]:
    org = playbook.plan.organisation
    yield "desk", frozenset(recorders(playbook))
    hq, onsite = org.headquarters, org.onsite
    chains = {post for authority in playbook.plan.authority for post in authority.chain}
    theirs = {hq.commander, *hq.deputies, hq.office.director, onsite.commander, *onsite.deputies}
    above = frozenset(outside(playbook))
    yield "command", frozenset((chains | theirs) - above)
    yield "group", frozenset(p for g in state.groups for p in group_posts(state, playbook, g))
    places = ("township", "village", "operator")
    yield "place", frozenset(p.id for p in org.posts if p.scope in places)
    yield "superior", above
