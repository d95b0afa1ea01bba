"""Which posts the plan names for what. Pure look-ups; no post is known here by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.state import Incident
from playbooks.lookup import Playbook
from playbooks.schema import Authority


def recorders(playbook: Playbook) -> tuple[str, ...]:
    """Who keeps the record: the plan's recorders and the director of the office."""
    director = playbook.plan.organisation.headquarters.office.director
    return (*playbook.plan.recording.posts, director)


def outside(playbook: Playbook) -> tuple[str, ...]:
    """Posts of superior headquarters."""
    return tuple(p.id for p in playbook.plan.organisation.posts if p.scope == "outside")


def village_posts(playbook: Playbook) -> tuple[str, ...]:
    """Posts of those who stand for a village."""
    return tuple(p.id for p in playbook.plan.organisation.posts if p.scope == "village")


def group_posts(state: Incident, playbook: Playbook, group: str) -> tuple[str, ...]:
    """Leader, acting leader and liaison of a group, as changed by the commander."""
    if group == "office":
        return recorders(playbook)
    if group == "operator":
        return tuple(p.id for p in playbook.plan.organisation.posts if p.scope == "operator")
    planned = playbook.group(group)
    changed = state.groups.get(group)
    return (
        (changed and changed.leader) or planned.leader,
        (changed and changed.acting_leader) or planned.acting_leader,
        (changed and changed.liaison) or planned.liaison,
    )


def decision_id(action: str, level: int | None) -> str:
    """Name of a decision, e.g. ``start:2`` or ``end``."""
    return action if level is None else f"{action}:{level}"


USUAL: Mapping[str, str] = MappingProxyType(
    {"raise": "start", "approve_warning": "approve_figures"}
)
"""What an action is decided like where the plan says no more."""


def deciding(playbook: Playbook, action: str, level: int | None) -> Authority:
    """The plan's authority for an action. Where the plan says no more, raising is starting, and who
    approves the figures that leave the house approves what the public is told."""
    said = (action, level) in playbook.authorities
    wanted = action if said else USUAL.get(action, action)
    return playbook.authority(wanted, level)  # type: ignore[arg-type]


def chain_of(playbook: Playbook, action: str) -> tuple[str, ...]:
    """Every post of the chains of an action, whatever the level: who speaks before it and who
    decides. They may act on it by an override, and second one."""
    found: dict[str, None] = {}
    for name, level in playbook.authorities:
        if name in (action, USUAL.get(action)):
            authority = deciding(playbook, name, level)
            found |= dict.fromkeys((*authority.chain, *authority.fallback))
    return tuple(found)


def deciders(state: Incident, authority: Authority) -> tuple[str, ...]:
    """Who decides: the last of the chain, and the fallback where that post does not exist in
    this incident (§5.3.4 names the on-site commander, who is there only once it is formed)."""
    if authority.action == "end" and state.onsite_at is None and authority.fallback:
        return tuple(dict.fromkeys((*authority.fallback, authority.chain[-1])))
    return (authority.chain[-1],)
