"""Files and pasted material that somebody still has to look at."""

from __future__ import annotations

from incident.state import Incident, Material, Pasted


def unverified(state: Incident) -> tuple[Material, ...]:
    """Files of tasks that are not verified yet, and of figures that stand and are doubtful. A
    file that came with a note waits for nobody; one that was pasted in, with what it came with."""
    with_text = {m for p in state.pasted.values() for m in p.materials}
    return tuple(m for m in state.materials.values() if m.id not in with_text and _waits(state, m))


def unverified_pasted(state: Incident) -> tuple[Pasted, ...]:
    """What came from messenger groups and nobody has checked yet, the latest sent first."""
    waiting = (p for p in state.pasted.values() if waits(state, p))
    return tuple(sorted(waiting, key=lambda p: (p.sent_at, p.seq), reverse=True))


def waits(state: Incident, pasted: Pasted) -> bool:
    """Whether nobody has checked it: the figure that it gives, or where it gives none, itself."""
    if pasted.claim is None:
        return pasted.finding is None
    return _doubtful(state, pasted.claim)


def _waits(state: Incident, material: Material) -> bool:
    if material.task is not None:
        return state.tasks[material.task].status != "verified"
    return _doubtful(state, material.claim)


def _doubtful(state: Incident, name: str | None) -> bool:
    claim = state.claims.get(name or "")
    return claim is not None and claim.standing and claim.confidence == "doubtful"
