"""What can be wrong with reaching people, found before any incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "nobody",
    "no_address",
    "no_channel",
    "odd_number",
    "stopped",
    "village",
    "no_village",
    "no_own_words",
    "one_way",
    "no_call",
    "no_deputy",
    "step_empty",
    "desk_empty",
    "hand_off",
]
"""``nobody`` holds the post; the person has ``no_address``, or one that ``no_channel`` takes, or an
``odd_number`` that no telephone can have; the first telephone of the person has ``stopped`` all
messages; a ``village`` below a dam in which nobody can be reached; ``no_village`` is entered below
a dam; a channel carries alerts and ``no_own_words``, neither notices nor corrections, and somebody
has no other; a step to another way has ``one_way`` only, to the telephone list no number
(``no_call``), to a deputy finds ``no_deputy``, to posts finds nobody (``step_empty``), to the duty
desk finds it empty (``desk_empty``); ``hand_off``: a holding ends soon and nobody comes after."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to put right, however many alerts and dams it concerns. Ids throughout."""

    kind: Kind
    post: str | None = None
    person: str | None = None
    place: str | None = None
    """The village; the scope of a holding that ends; of ``no_own_words`` the channel."""
    alerts: tuple[str, ...] = ()
    """Alerts of the plan that it concerns, in plan order."""
    steps: tuple[tuple[str, int], ...] = ()
    """Escalations of the plan and their steps, counted from 1."""
    dams: tuple[str, ...] = ()
    """Dams for which it is so; empty where it does not depend on the dam."""
    until: datetime | None = None
    """When a holding ends."""
    also: tuple[str, ...] = ()
    """Of ``village`` and ``no_village``: the other posts of which it is so."""

    @property
    def key(self) -> str:
        """The same for the same gap, whenever it is looked for."""
        parts = (self.post, self.person, self.place)
        steps = (f"{name}.{number}" for name, number in self.steps[:1])
        named = ":".join(part or "-" for part in parts)
        return f"{self.kind}:{named}" + (
            "".join(f":{s}" for s in steps) if self.kind == "step_empty" else ""
        )
