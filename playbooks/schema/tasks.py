"""What is to be done, by whom, beginning when, and proved how."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from playbooks.schema.base import Cited, Minutes, Words
from runtime.language import N_, phrase
from runtime.width import columns
from runtime.yamlmodels import Id, Part

SHORT_COLUMNS = 17
"""What a task's short name takes at most; a Chinese character takes two columns."""


class Trigger(Part):
    """When something begins: an event, and for responses from which level on.

    ``level`` means this level or a higher one; null means any.
    """

    on: Literal[
        "reported",
        "assessed",
        "proposed",
        "started",
        "onsite_formed",
        "ended",
        "group_added",
        "warning",
    ]
    level: int | None = None
    group: Id | None = None


class Task(Cited):
    """Something a named group can start, finish and prove."""

    id: Id
    text: Words
    short: Words | None = None
    """What the wall calls it on its group's strip, at most 17 columns wide, of which a Chinese
    character takes two; null: the strip counts the group's tasks."""
    group: Id
    """A group id; ``office`` for the headquarters' office, ``operator`` for the mine."""
    trigger: Trigger
    start: Literal["at_once", "after", "when_ordered"]
    after: tuple[Id, ...] = ()
    """With ``start: after``, the tasks that must be done first."""
    proof: Literal[
        "note",
        "photo",
        "count",
        "document",
        "call_record",
        "names_list",
        "measurement",
        "signed_sheet",
    ]
    verifier: Id
    """Post that looks at the proof and verifies."""
    target_min: Minutes | None = None
    """Minutes from the moment it is assigned, or from the last of ``after``."""
    target_local: bool = False
    """The time is the county's own, to be confirmed by it: the clause or statute that the task
    cites gives none. Stands only beside ``target_min``; what is ``local`` as a whole needs no mark
    of its own."""

    @model_validator(mode="after")
    def _short_is_short(self) -> Task:
        for text in (self.short.zh, self.short.en) if self.short else ():
            if (wide := columns(text)) > SHORT_COLUMNS:
                raise ValueError(
                    phrase(
                        N_("A short name has at most {limit} columns, and “{text}” has {columns}."),
                        limit=SHORT_COLUMNS,
                        text=text,
                        columns=wide,
                    )
                )
        return self

    @model_validator(mode="after")
    def _after_names_tasks(self) -> Task:
        if (self.start == "after") != bool(self.after):
            raise ValueError(
                phrase(N_("start: after and a list of tasks under after: go together."))
            )
        return self
