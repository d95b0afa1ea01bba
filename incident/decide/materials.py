"""Files that a command brings: each is recorded beside what the command itself leads to."""

from __future__ import annotations

from collections.abc import Sequence

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.materials.row import Kept
from incident.posts import recorders
from runtime.language import N_, phrase
from runtime.refusal import Refused


def brought(case: Case, command: c.Command, led_to: Sequence[e.Event]) -> list[e.Event]:
    """One ``MaterialKept`` for each file that the command names, in its order.

    Raises Refused ``unknown_item`` for a file that is not kept with this incident, or that
    somebody else sent (those who keep the record may use anybody's); ``duplicate`` for one that
    an entry has brought already.
    """
    claim = next((x.claim for x in led_to if isinstance(x, e.ClaimRecorded)), None)
    task = getattr(command, "task", None)
    names: tuple[str, ...] = getattr(command, "materials", ())
    return [_event(_usable(case, name), task, claim) for name in dict.fromkeys(names)]


def _usable(case: Case, name: str) -> Kept:
    kept = case.named.materials.get(name)
    keeps_record = bool(case.actor.posts & {*recorders(case.playbook)})
    if kept is None or (kept.person != case.actor.person and not keeps_record):
        allowed = phrase(N_("a file that you have sent to this incident"))
        raise Refused("unknown_item", field="materials", value=name, allowed=allowed)
    if name in case.state.materials:
        allowed = phrase(N_("a file that no other entry has brought"))
        raise Refused("duplicate", field="materials", value=name, allowed=allowed)
    return kept


def _event(kept: Kept, task: str | None, claim: str | None) -> e.MaterialKept:
    return e.MaterialKept(
        material=kept.id,
        media=kept.media,
        size=kept.size,
        digest=kept.digest,
        person=kept.person,
        kept_at=kept.kept_at,
        task=task,
        claim=claim,
    )
