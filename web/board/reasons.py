"""Why a decision is asked for, in figures that this audience may see.

Who may not see assessed figures gets the reasons that the approved ones carry. Where those carry
none, the board says that the basis lies at the command desk; it never gives a figure away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incident.decisions import Decision, groups_offered
from incident.figures import assessed_facts
from incident.model import Value
from incident.names import Names
from incident.rules import assess
from incident.state import Incident
from playbooks.lookup import Playbook
from playbooks.schema.base import LOCAL
from runtime.language import Lang
from web.choices import group_name


@dataclass(frozen=True, slots=True)
class Reason:
    """The criterion in the plan's words, its clause, and the figures that reach it."""

    text: str
    clause: str
    figures: str


@dataclass(frozen=True, slots=True)
class Reasons:
    shown: tuple[Reason, ...]
    hidden: bool
    """There are reasons that this audience does not see."""
    groups: tuple[str, ...] = ()
    """Names of the groups that the plan lets be added and that are not there, where it is that."""


def reasons(
    decision: Decision, state: Incident, playbook: Playbook, lang: Lang, *, assessed: bool
) -> Reasons:
    """What speaks for a decision."""
    facts = assessed_facts(state)[0] if assessed else _approved(state)
    grounds = decision.grounds
    if not assessed:
        carried = {g.criterion for g in assess(playbook.plan.criteria, facts).grounds}
        grounds = tuple(g for g in grounds if g.criterion in carried)
    words = _criteria(playbook, lang)
    shown = tuple(
        Reason(
            words.get(g.criterion, g.clause),
            LOCAL if g.clause == g.criterion else g.clause,  # as older logs have it
            _figures(g.fact.split("+"), facts, playbook, lang),
        )
        for g in grounds
    )
    offered = groups_offered(state, playbook) if decision.command == "ChangeGroups" else ()
    groups = tuple(group_name(playbook, group, lang) for group in offered)
    return Reasons(shown, len(shown) < len(decision.grounds), groups)


def _approved(state: Incident) -> Mapping[str, Value]:
    return state.approved[-1].figures if state.approved else {}


def _figures(
    measures: Iterable[str], facts: Mapping[str, Value], playbook: Playbook, lang: Lang
) -> str:
    known = [(m, facts[m]) for m in measures if m in facts]
    return Names(playbook).figures(known).say(lang) if known else ""


def _criteria(playbook: Playbook, lang: Lang) -> Mapping[str, str]:
    criteria = playbook.plan.criteria
    every = [c for level in criteria.levels for c in level.criteria]
    every += [c for grade in criteria.grades for c in grade.criteria]
    return {c.id: c.text.say(lang) for c in every}
