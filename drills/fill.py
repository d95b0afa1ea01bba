"""What a scenario leaves open until it is played: times, roles, figures and the reader's language.

``{zh: …, en: …}`` becomes one of the two. A text ``$name:argument`` is filled in at the moment:
``$at:-10`` (minutes from now), ``$role:commander`` (a post), ``$worst`` (the worst credible
figures), ``$figures`` (number of the last approved), ``$claim:dead`` (the last claim about a
measure, or about ``money``), ``$money`` (the measure of losses), ``$judgement`` (the flag by which
somebody may find a response necessary), ``$offered`` (groups to add), ``$condition:1`` and
``$told:1`` (the plan's, counted from 1), ``$instruction`` and ``$inquiry`` (the last recorded).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drills.roles import post_of
from incident.decisions import groups_offered
from incident.figures import assessed_facts
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a value may depend on."""

    state: Incident
    playbook: Playbook
    now: datetime
    lang: Lang

    def fill(self, value: Any) -> Any:
        """The value with everything filled in. Raises Refused ``scenario_broken``."""
        if isinstance(value, Mapping):
            if set(value) == {"zh", "en"}:
                return value[self.lang]
            return {key: self.fill(inner) for key, inner in value.items()}
        if isinstance(value, tuple):
            return tuple(self.fill(inner) for inner in value)
        if isinstance(value, str) and value.startswith("$"):
            return self._named(value)
        return value

    def _named(self, value: str) -> Any:
        name, _, argument = value[1:].partition(":")
        try:
            return _FILLERS[name](self, argument)
        except (KeyError, IndexError, ValueError):
            allowed = phrase(N_("what is there at this moment: {names}"), names=", ".join(_FILLERS))
            raise Refused("scenario_broken", field="with", value=value, allowed=allowed) from None


def _worst(moment: Moment, _: str) -> dict[str, Any]:
    return dict(assessed_facts(moment.state)[0])


def _money(moment: Moment, _: str) -> str:
    return next((m.id for m in moment.playbook.plan.criteria.measures if m.kind == "money"), "-")


def _judgement(moment: Moment, _: str) -> str:
    criteria = [c for level in moment.playbook.plan.criteria.levels for c in level.criteria]
    return next((c.when.flag for c in criteria if c.discretionary and c.when.flag), "-")


def _claim(moment: Moment, measure: str) -> str:
    measure = _money(moment, "") if measure == "money" else measure
    return [c.id for c in moment.state.claims.values() if c.measure == measure and c.standing][-1]


def _question(sort: str) -> Callable[[Moment, str], str]:
    def last(moment: Moment, _: str) -> str:
        return [q.id for q in moment.state.questions.values() if q.sort == sort][-1]

    return last


_FILLERS: Mapping[str, Callable[[Moment, str], Any]] = {
    "at": lambda moment, minutes: moment.now + timedelta(minutes=int(minutes)),
    "role": lambda moment, role: post_of(role, moment.playbook),
    "worst": _worst,
    "figures": lambda moment, _: moment.state.approved[-1].number,
    "claim": _claim,
    "money": _money,
    "judgement": _judgement,
    "offered": lambda moment, _: groups_offered(moment.state, moment.playbook),
    "condition": lambda moment, n: moment.playbook.plan.ending.conditions[int(n) - 1].id,
    "told": lambda moment, n: moment.playbook.plan.reporting.told[int(n) - 1].id,
    "instruction": _question("instruction"),
    "inquiry": _question("inquiry"),
}
