"""What waits for whose decision. Computed from the state and the plan, never stored.

Each decision has an id and a version. A person's click carries both; only a change of that very
decision makes it stale, so an arriving receipt or figure never refuses a commander.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from incident.events import Ground
from incident.lifecycle import BEFORE, HELD_BY_SUPERIOR, OPEN
from incident.posts import deciders, deciding, decision_id, outside
from incident.state import Declination, Incident
from incident.warnings import decision_of, drafts
from playbooks.lookup import Playbook


@dataclass(frozen=True, slots=True)
class Decision:
    """One open decision. ``command`` is what the deciding post gives to take it."""

    id: str
    version: int
    command: str
    action: str
    level: int | None
    chain: tuple[str, ...]
    spoken_for: tuple[str, ...]
    """Posts of the chain that have proposed it already."""
    decider: str
    waiting_for: str
    """The next post of the chain; the decider may act without waiting."""
    clause: str
    grounds: tuple[Ground, ...]
    since: datetime | None
    declined: Declination | None


def open_decisions(state: Incident, playbook: Playbook) -> tuple[Decision, ...]:
    """Open decisions, the gravest first; what can wait, such as further groups, comes last.

    While a high level waits for its authority, every lower one is offered to its own at once.
    """
    found: list[Decision] = []
    if state.stage in BEFORE:
        found += [
            _decision(state, playbook, "StartResponse", "start", lv)
            for lv in _offered(state, playbook, "start")
        ]
    if state.stage == "responding":
        found += [
            _decision(state, playbook, "RaiseLevel", "raise", lv)
            for lv in _offered(state, playbook, "raise")
        ]
        found += [
            _decision(state, playbook, "LowerLevel", "lower", p.level)
            for p in state.proposals.values()
            if p.action == "lower"
        ]
    if state.stage in OPEN and state.lowering is not None:
        found.append(_decision(state, playbook, "AcceptLowering", "approve_figures", None))
    if state.stage == "responding":
        if _end_possible(state, playbook) or "end" in state.proposals:
            found.append(_decision(state, playbook, "EndResponse", "end", None))
        if _groups_offered(state, playbook):
            found.append(_decision(state, playbook, "ChangeGroups", "change_groups", None))
    return (*found, *(_warning(state, playbook, d.id) for d in drafts(state)))


def _warning(state: Incident, playbook: Playbook, warning: str) -> Decision:
    """A text for the public that waits for a second person."""
    asked = _decision(state, playbook, "ApproveWarning", "approve_warning", None)
    name = decision_of(warning)
    since, declined = state.warnings[warning].drafted_at, state.declined.get(name)
    version = state.decisions[name]
    return replace(asked, id=name, version=version, since=since, declined=declined)


def groups_offered(state: Incident, playbook: Playbook) -> tuple[str, ...]:
    """Local groups that the commander may add in one decision (§2.3)."""
    return _groups_offered(state, playbook)


def _groups_offered(state: Incident, playbook: Playbook) -> tuple[str, ...]:
    groups = playbook.plan.organisation.groups
    return tuple(g.id for g in groups if g.offered and g.id not in state.groups)


def _end_possible(state: Incident, playbook: Playbook) -> bool:
    recorded = state.conditions
    return all(
        x.id in recorded and recorded[x.id].status != "not_met"
        for x in playbook.plan.ending.conditions
    )


def _offered(state: Incident, playbook: Playbook, action: str) -> list[int]:
    recommended = state.assessment.level if state.assessment else None
    top = playbook.level_rank(recommended) if recommended is not None else -1
    now = playbook.level_rank(state.level) if action == "raise" and state.level is not None else -1
    proposed = {p.level for p in state.proposals.values() if p.action == action}
    levels = [lv for lv, rank in playbook.levels.items() if now < rank <= top or lv in proposed]
    return sorted(levels, key=playbook.level_rank, reverse=True)


def _decision(
    state: Incident, playbook: Playbook, command: str, action: str, level: int | None
) -> Decision:
    authority = deciding(playbook, action, level)
    decider, chain, clause = deciders(state, authority)[0], authority.chain, authority.origin
    if state.command.by == "superior" and command in HELD_BY_SUPERIOR:
        decider = next(iter(outside(playbook)), decider)
        chain = (*chain[:-1], decider)
        clause = deciding(playbook, "hand_over", None).origin
    name = decision_id(action, level)
    proposal = state.proposals.get(name)
    spoken = proposal.posts if proposal else ()
    ahead = [p for p in chain[:-1] if p not in spoken]
    # figures speak for a level or a lower reading; for groups or the end they are no reason
    assessment = state.lowering if command == "AcceptLowering" else state.assessment
    speaks = level is not None or command == "AcceptLowering"
    return Decision(
        id=name,
        version=state.decisions.get(name, 0),
        command=command,
        action=action,
        level=level,
        chain=chain,
        spoken_for=spoken,
        decider=decider,
        waiting_for=ahead[0] if ahead else decider,
        clause=clause,
        grounds=assessment.grounds if assessment and speaks else (),
        since=proposal.since if proposal else None,
        declined=state.declined.get(name),
    )
