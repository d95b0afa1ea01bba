"""Files that somebody still has to look at."""

from __future__ import annotations

from incident.state import Incident, Material


def unverified(state: Incident) -> tuple[Material, ...]:
    """Files of tasks that are not verified yet, and of figures that stand and are doubtful. A
    file that came with a note waits for nobody."""
    return tuple(m for m in state.materials.values() if _waits(state, m))


def _waits(state: Incident, material: Material) -> bool:
    if material.task is not None:
        return state.tasks[material.task].status != "verified"
    claim = state.claims.get(material.claim or "")
    return claim is not None and claim.standing and claim.confidence == "doubtful"
