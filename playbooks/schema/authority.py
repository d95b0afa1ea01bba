"""Who decides what, and who may record a decision for somebody else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playbooks.schema.base import Cited, Minutes, Words
from runtime.yamlmodels import Id

Action = Literal[
    "start",
    "raise",
    "lower",
    "end",
    "dismiss",
    "close",
    "hand_over",
    "take_back",
    "form_onsite",
    "change_groups",
    "approve_figures",
    "approve_warning",
    "adopt_plan",
    "request_support",
    "verify",
]


class Authority(Cited):
    """Who decides one thing. ``chain`` is in order of speaking; the last post decides."""

    id: Id
    action: Action
    level: int | None = None
    """For ``start``, ``raise`` and ``lower``: the response level that is started or reached."""
    chain: Annotated[tuple[Id, ...], Field(min_length=1)]
    fallback: tuple[Id, ...] = ()
    """Who decides when the last of the chain does not exist in this incident."""
    note: Words | None = None


class Recording(Cited):
    """Who may record other people's spoken orders and reports, and how long until signature."""

    posts: tuple[Id, ...]
    sign_within_min: Minutes
    override_second: tuple[Id, ...]
    """Posts one of which must second an override."""
