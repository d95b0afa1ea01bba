"""What somebody may start before any figure has reached a criterion: a report alone is enough."""

from __future__ import annotations

from datetime import datetime

from incident.lifecycle import BEFORE
from incident.state import Incident
from playbooks.lookup import Playbook
from runtime.language import N_, Lang, phrase
from web.board.offering import offering
from web.choices import decision_text
from web.me.shown import Pending, Start

UNKNOWN = N_("Too little is known to judge; the authority may start level by level at once.")
BELOW = N_("No figure has reached a criterion; the authority may act on its own judgement.")


def starts(
    state: Incident,
    playbook: Playbook,
    now: datetime,
    posts: frozenset[str],
    open_: tuple[Pending, ...],
    lang: Lang,
) -> tuple[Start, ...]:
    """The levels that these posts start, or may ask for, the lowest first; none while a start
    waits for them anyway."""
    if state.stage not in BEFORE or any(p.decision.action == "start" for p in open_):
        return ()
    offers = offering(state, playbook, now, posts)
    found: list[Start] = []
    for level in playbook.levels:
        what = decision_text(playbook, "start", level, lang)
        if offers.way("StartResponse", f"level={level}") == "own":
            found.append(Start(what, "StartResponse", f"level={level}"))
        elif offers.way("Propose", f"action=start&level={level}") == "own":
            found.append(Start(what, "Propose", f"action=start&level={level}"))
    return tuple(found)


def why(state: Incident, lang: Lang) -> str:
    """Why nothing is proposed, and that it can be started all the same."""
    return phrase(BELOW if state.claims else UNKNOWN).say(lang)
