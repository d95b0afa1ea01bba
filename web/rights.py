"""Who may see what of an incident. One table; a post's place in the plan says which row holds.

The assessed figures drive the rules and are for the desk and the commanders; everybody else sees
the approved ones. Telephone numbers stay with those who call. The duty desk's log holds what
anybody ever telephoned to the house: it is for those who lead the response.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from incident.model import Mode
from incident.posts import group_posts, outside, recorders
from incident.state import Incident
from playbooks.lookup import Playbook


def in_sight(counties: Container[str], of: Mode, jurisdiction: str, mode: str) -> bool:
    """Whether somebody of the roster ``of`` may see an incident: of these counties; who plays a
    part in an exercise sees exercises only."""
    return jurisdiction in counties and (of == "real" or mode == "exercise")


class May(StrEnum):
    """What somebody may see or do on the pages of an incident."""

    ACT = "act"
    """Buttons and forms: everything that the plan lets somebody record or decide."""
    ASSESSED = "assessed"
    """Assessed figures, rival sources, severity, and the words that people wrote about them."""
    CONTACTS = "contacts"
    """Telephone numbers and addresses."""
    LOG = "log"
    """What happened in an incident, who did it, who was told."""
    DUTY_LOG = "duty_log"
    """Words and callers of the duty desk's own log, of every call and paper of the county."""
    HAND_OUT = "hand_out"
    """To copy out the text for people outside: for who keeps the record or commands, and so writes
    for others."""


ROLES: Mapping[str, frozenset[May]] = MappingProxyType(
    {
        "desk": frozenset(May),
        "command": frozenset(May),
        "group": frozenset({May.ACT, May.CONTACTS, May.LOG, May.DUTY_LOG}),
        "place": frozenset({May.ACT}),
        "superior": frozenset({May.LOG}),
        "other": frozenset(),
    }
)
"""Roles, the most entitled first. ``place`` is who answers for a mine, a township or a village;
``other``, who holds no post in an incident, sees what hangs on the wall."""


def role_of(state: Incident, playbook: Playbook, posts: frozenset[str]) -> str:
    """The most entitled role that one of the posts has in this incident."""
    roles = _roles(state, playbook, state.groups)
    return next((role for role, held in roles if posts & held), "other")


def may(state: Incident, playbook: Playbook, posts: frozenset[str]) -> frozenset[May]:
    """Everything that the posts together allow; without any post here, what anybody may."""
    return _together(_roles(state, playbook, state.groups), posts)


def may_at_desk(playbook: Playbook, posts: frozenset[str]) -> frozenset[May]:
    """Everything that the posts allow in the county beside any incident, where no group is in force
    yet and so every group of the plan counts."""
    nowhere = Incident(id="", plan=playbook.digest)
    return _together(_roles(nowhere, playbook, playbook.groups), posts)


def _together(roles: Iterator[tuple[str, frozenset[str]]], posts: frozenset[str]) -> frozenset[May]:
    theirs = [ROLES[role] for role, held in roles if posts & held]
    return frozenset[May]().union(*theirs) if theirs else ROLES["other"]


def _roles(
    state: Incident, playbook: Playbook, groups: Iterable[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    org = playbook.plan.organisation
    yield "desk", frozenset(recorders(playbook))
    hq, onsite = org.headquarters, org.onsite
    chains = {post for authority in playbook.plan.authority for post in authority.chain}
    theirs = {hq.commander, *hq.deputies, hq.office.director, onsite.commander, *onsite.deputies}
    above = frozenset(outside(playbook))
    yield "command", frozenset((chains | theirs) - above)
    yield "group", frozenset(p for g in groups for p in group_posts(state, playbook, g))
    places = ("township", "village", "operator")
    yield "place", frozenset(p.id for p in org.posts if p.scope in places)
    yield "superior", above
