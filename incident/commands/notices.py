"""Messages that people write themselves to posts of the plan, and their correction.

Whether a message is an exercise follows from its incident and is no field of any command.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from incident.commands.base import Command
from incident.model import Instant, Key, SealedMark
from incident.state.notices import Amendment
from incident.warnings import unstamped

Short = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(unstamped), SealedMark()
]
"""Words that go onto telephones: short, and without any mark of an exercise, which the program
sets."""


class SendNotice(Command):
    """A message in somebody's own words to groups and posts of the plan."""

    groups: Annotated[tuple[Key, ...], Field(max_length=40)] = ()
    posts: Annotated[tuple[Key, ...], Field(max_length=200)] = ()
    words: Short
    urgency: Literal["flash", "urgent", "normal"] = "urgent"
    confirm: Literal["all", "one", "none"] = "all"
    audience: Key | None = None
    """Digest of who holds these posts, as the preview showed them; sent back, it is refused once
    they are others."""


class CorrectNotice(Command):
    """One action that takes back, or lifts, what an entry told: to exactly those who were told."""

    entry: Annotated[int, Field(ge=1)]
    correction: Amendment
    words: Short
    found_at: Instant | None = None
    """When the error was found; the clock runs from there."""
