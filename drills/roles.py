"""From a role in a scenario to a post of the plan that is played.

``commander``, ``onsite_commander``, ``office_director``, ``recorder``, ``superior``, ``operator``,
``township``, ``proposer(start,2)``, ``decider(start,2)``, ``group:rescue.leader`` (or
``acting_leader``, ``liaison``) and ``post:duty_leader``. A level that the plan does not have means
its lowest. Where it has no such post or group, the recorder speaks: somebody has to write it down.
"""

from __future__ import annotations

import re

from incident.posts import deciding, outside, recorders
from playbooks.lookup import Playbook
from runtime.language import N_, phrase
from runtime.refusal import Refused

_STEP = re.compile(r"(decider|proposer)\(([a-z_]+)(?:,(\d+))?\)")
_GROUP = re.compile(r"group:([a-z0-9_-]+)\.(leader|acting_leader|liaison)")


def post_of(role: str, playbook: Playbook) -> str:
    """The post that a role means under a plan. Raises Refused ``scenario_broken``."""
    org = playbook.plan.organisation
    recorder = playbook.plan.recording.posts[0]
    if match := _STEP.fullmatch(role):
        side, action, level = match.groups()
        chain = deciding(playbook, action, _level(playbook, level)).chain
        return chain[-1] if side == "decider" else chain[0]
    if match := _GROUP.fullmatch(role):
        group, place = match.groups()
        return str(getattr(playbook.groups[group], place)) if group in playbook.groups else recorder
    if role.startswith("post:"):
        post = role.removeprefix("post:")
        return post if post in playbook.posts else recorder
    match role:
        case "commander":
            return org.headquarters.commander
        case "onsite_commander":
            return org.onsite.commander
        case "office_director":
            return org.headquarters.office.director
        case "recorder":
            return recorders(playbook)[0]
        case "superior":
            return next(iter(outside(playbook)), recorder)
        case "operator" | "township":
            return next((p.id for p in org.posts if p.scope == role), recorder)
        case _:
            allowed = phrase(N_("a role such as commander, recorder or group:rescue.leader"))
            raise Refused("scenario_broken", field="by", value=role, allowed=allowed)


def _level(playbook: Playbook, level: str | None) -> int | None:
    if level is None:
        return None
    return int(level) if int(level) in playbook.levels else next(iter(playbook.levels))
