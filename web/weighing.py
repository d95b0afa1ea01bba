"""What somebody is about to decide, read back before the button: the decision itself, what speaks
for it, by which clause, and whether anybody is alerted by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incident.commands import ApproveWarning, Command
from incident.decisions import Decision
from incident.figures import assessed_facts
from incident.lifecycle import ROWS
from incident.model import Value
from incident.names import Names
from incident.posts import decision_id
from incident.warnings import decision_of
from web.board.reasons import Reasons
from web.board.view import Board
from web.effects import Effects

ACTIONS = {"StartResponse": "start", "RaiseLevel": "raise", "LowerLevel": "lower"}
"""Commands whose button names the level that they lead to."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """``figures`` are those that the reader may see, in words; empty where there are none."""

    decision: Decision
    reasons: Reasons
    figures: str


def weighed(seen: Board, kind: type[Command], given: Mapping[str, Sequence[str]]) -> Weighed | None:
    """The open decision that the command takes or declines, as far as the form says which; None
    where none waits."""
    found = next((d for d in seen.decisions if d.id == _named(kind, given)), None)
    if found is None:
        return None
    facts = assessed_facts(seen.incident)[0] if seen.audience.assessed else _approved(seen)
    counted = [(line.measure.id, facts[line.measure.id]) for line in seen.figures
               if line.measure.id in facts]  # fmt: skip
    said = Names(seen.playbook).figures(counted).say(seen.audience.lang) if counted else ""
    return Weighed(found, seen.reasons(found), said)


def alerts(seen: Board, kind: type[Command], tried: Effects | None) -> bool:
    """Whether somebody is alerted by it. While what follows cannot be tried out, whatever the plan
    alerts on counts."""
    if tried is not None:
        return bool(tried.groups or tried.posts)
    return ROWS[kind.wire()].event in seen.playbook.alerts


def _named(kind: type[Command], given: Mapping[str, Sequence[str]]) -> str:
    """Which decision: the one of the page it came from, the one declined, that of the text for the
    public that is approved, or that of a level."""
    for name in ("decided_on.decision", "decision"):
        if answers := given.get(name):
            return answers[-1]
    if kind is ApproveWarning and (answers := given.get("warning")):
        return decision_of(answers[-1])
    level = (given.get("level") or [""])[-1]
    action = ACTIONS.get(kind.wire())
    return decision_id(action, int(level)) if action and level.isdigit() else ""


def _approved(seen: Board) -> Mapping[str, Value]:
    return seen.incident.approved[-1].figures if seen.incident.approved else {}
