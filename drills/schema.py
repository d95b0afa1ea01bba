"""The shape of a drill: what happens when, and how the people who are only played behave.

A scenario speaks of roles of the plan (``commander``, ``recorder``, ``group:rescue.liaison``), not
of posts, so that the same accident can be played under another plan. Every inject says which
source its fact has.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from incident.commands import COMMANDS
from runtime.language import N_, Lang, phrase

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
Role = Annotated[str, StringConstraints(pattern=r"^[\w():,.*-]+$", max_length=80)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Clock = Annotated[
    str, StringConstraints(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^\+[0-9]{1,5}$")
]
"""``HH:MM``, the next such time in the plan's zone, or ``+N`` minutes after the inject before."""

BY_THE_PLAYER = ("mode", "expected_seq", "decided_on", "dam", "township")
"""Fields that the player sets itself."""


class Part(BaseModel):
    """Base of everything in a scenario: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Part):
    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def say(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Source(Part):
    """Where a fact comes from. ``staged`` facts were added so that there is something to decide."""

    id: Id
    text: Words
    staged: bool = False


def _command(name: str) -> str:
    if name not in COMMANDS:
        raise ValueError(phrase(N_("There is no command {name}."), name=name))
    return name


class Inject(Part):
    """One thing that happens: a command that somebody gives at a time."""

    at: Clock | datetime
    by: Role
    do: Annotated[str, AfterValidator(_command)]
    given: Annotated[Mapping[str, Any], Field(alias="with")] = Field(default_factory=dict)
    source: Id
    why: Words | None = None

    @model_validator(mode="after")
    def _fields_exist(self) -> Inject:
        known = set(COMMANDS[self.do].model_fields) - {*BY_THE_PLAYER}
        for name in self.given:
            if name not in known:
                raise ValueError(
                    phrase(N_("{command} has no field {name}."), command=self.do, name=name)
                )
        return self


class Answers(Part):
    """How long people take to answer an alert. The first rule that fits a person counts."""

    who: tuple[Role, ...]
    after_min: Minutes | None
    """None: never."""
    jitter_min: Minutes = 0
    answer: Literal["acknowledged", "on_the_way", "on_scene", "declined"] = "acknowledged"


class Decides(Part):
    """How long proposing and deciding posts take once a decision is open."""

    action: Literal["start", "raise", "end"]
    propose_min: Minutes | None = None
    """None: nobody proposes; the deciding post acts by itself."""
    decide_min: Minutes | None
    """None: it is never decided."""
    spoken: Literal["in_person", "telephone", "radio"] | None = None
    """By word of mouth: the recorder writes it down."""


class Works(Part):
    """How a group goes about its tasks; minutes count from the step before."""

    tasks: tuple[Role, ...]
    """Ids of tasks or groups; ``*`` for all."""
    receive_min: Minutes | None = None
    start_min: Minutes | None = None
    done_min: Minutes | None = None
    verify_min: Minutes | None = None
    jitter_min: Minutes = 0
    evidence: Words


class Reports(Part):
    """When the recorder sends a report of one kind, counted from the start of its clock."""

    kind: Literal["telephone_first", "written_first", "continued", "final"]
    lines: tuple[Role, ...] = ("*",)
    after_min: Minutes
    jitter_min: Minutes = 0


class Telephone(Part):
    """Whom the recorder calls when reporting; a simulated number."""

    number: Annotated[str, StringConstraints(pattern=r"^sim:[0-9]{4}$")]
    receiver: Words


class Scenario(Part):
    """A whole drill."""

    id: Id
    title: Words
    plan: Id
    """Id of the plan that it was written for."""
    dam: str | None = None
    township: str | None = None
    """Where it is played: ids of the registry, of fictional things."""
    start: datetime
    play_min: Minutes
    """How long it goes on after the start."""
    seed: int
    sources: tuple[Source, ...]
    injects: Annotated[tuple[Inject, ...], Field(min_length=1)]
    answers: tuple[Answers, ...] = ()
    decides: tuple[Decides, ...] = ()
    works: tuple[Works, ...] = ()
    reports: tuple[Reports, ...] = ()
    telephone: Telephone | None = None
    signs_after_min: Minutes | None = None
    """When spoken orders are signed; None: never."""

    @model_validator(mode="after")
    def _holds_together(self) -> Scenario:
        if self.injects[0].do != "ReportIncident":
            raise ValueError(N_("The first inject must be ReportIncident."))
        known = {source.id for source in self.sources}
        for inject in self.injects:
            if inject.source not in known:
                raise ValueError(phrase(N_("There is no source {name}."), name=inject.source))
        if self.reports and self.telephone is None:
            raise ValueError(N_("Who reports needs a telephone to call."))
        return self
