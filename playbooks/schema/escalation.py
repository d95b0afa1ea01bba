"""What happens while somebody who was told does not answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playbooks.schema.base import Cited, Minutes
from runtime.yamlmodels import Id, Part

Urgency = Literal["flash", "urgent", "normal"]


class Rung(Part):
    """One step up. ``after_min`` runs from the step before; the first from the telling."""

    after_min: Minutes
    do: Literal["again", "other_way", "call", "deputy", "posts", "desk"]
    """``again``: the same message by the same way. ``other_way``: by the next number or channel of
    the same person. ``call``: onto the telephone list. ``deputy``: the next in the same post.
    ``posts``: those named here. ``desk``: the duty desk is told that nobody answers."""
    posts: tuple[Id, ...] = ()


class Escalation(Cited):
    """The steps for alerts of one urgency, or for those alerts that name it."""

    id: Id
    urgency: Urgency | None = None
    """Alerts of this urgency follow it unless they name another; null: only those that name it."""
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]
    rounds: Annotated[int, Field(ge=1, le=10)] = 1
    """How often all steps are gone through."""
    act_within_min: Minutes | None = None
    """Who has acknowledged and not set out or started by then is asked again; null: never."""
