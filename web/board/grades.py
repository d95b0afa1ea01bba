"""The grade as it stands, and as the figures now read where nobody has accepted that yet."""

from __future__ import annotations

from incident.names import Names
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import Lang


def stated(state: Incident, playbook: Playbook, lang: Lang) -> str:
    """The grade, that there is none, or for want of which figures it cannot be judged yet."""
    known = state.assessment
    measures = (m.id for m in playbook.plan.criteria.measures)
    grade, missing = (known.grade, known.missing) if known else (None, measures)
    return Names(playbook).judged(grade, missing).say(lang)


def lower(state: Incident, playbook: Playbook, lang: Lang) -> str | None:
    """The grade by the figures now, where it is lower than the one that stands and a person has yet
    to accept it; None where it is not."""
    now, stands = state.lowering, state.assessment
    if now is None or stands is None or now.grade == stands.grade:
        return None
    return Names(playbook).judged(now.grade, now.missing).say(lang)
