"""The base of commands and events: frozen, strict, with explicit wire names.

Text that people type may hold personal data. A field marked ``Sealed`` is moved into the vault
before a command is decided; what is decided, hashed and folded holds only its reference.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError


class SealedMark:
    """Marks a field whose text goes to the vault."""


CALENDAR = "its time zone offset leads out of the calendar, which begins in {first}"
FIRST_YEAR = 2000
"""No command holds a time before it (``decide.case.EARLIEST``)."""


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone offset")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("calendar", CALENDAR, {"first": FIRST_YEAR}) from None


Instant = Annotated[datetime, AfterValidator(_utc)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\w:.@-]+$")]
Sealed = Annotated[str, StringConstraints(min_length=1, max_length=4000), SealedMark()]
Files = Annotated[tuple[Key, ...], Field(max_length=6)]
"""Ids of files that were sent to the incident before."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=120)]

Mode = Literal["real", "exercise"]
Kind = Literal["accident", "dangerous_sign"]
Verification = Literal["none", "part", "full"]
Means = Literal["in_person", "telephone", "radio", "voice_message", "video", "paper", "message"]
Value = int | str | bool
"""A claim's value: a count, money as a decimal string, or a judgement."""


class Wire(BaseModel):
    """A message that is stored or sent under its class name."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @classmethod
    def wire(cls) -> str:
        return cls.__name__


class Given(Wire):
    """What somebody sends, as opposed to what the log holds: no text of it may be blank."""

    @field_validator("*")
    @classmethod
    def _not_blank(cls, value: object) -> object:
        if isinstance(value, str) and blank(value):
            raise PydanticKnownError("string_too_short", {"min_length": 1})
        return value


def blank(text: str) -> bool:
    """Whether nothing of a text can be seen: spaces, controls, marks that stand on nothing."""
    return all(unicodedata.category(c) in _UNSEEN or c in _FILLERS for c in text)


_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol by category, which are drawn as nothing."""


class Spoken(Given):
    """An order given by word of mouth and written down by somebody else."""

    on_behalf_of: Key
    """The post that spoke."""
    means: Means
    said_at: Instant
    witness: Key | None = None
    """Person id of who also heard it: somebody else than who writes it down."""
    recording: Line | None = None
    """Number of the telephone recording."""


class Override(Given):
    """Acting without the authority that the plan names: possible, loud and recorded."""

    reason: Sealed


class DecidedOn(Wire):
    """What a person had before them when deciding."""

    decision: Key
    version: int


@cache
def sealed_fields(model: type[Wire]) -> tuple[str, ...]:
    """Names of the fields of a message that go to the vault."""
    return tuple(n for n, f in model.model_fields.items() if _is_sealed(f.annotation, f.metadata))


def _is_sealed(annotation: Any, metadata: list[Any]) -> bool:
    if any(isinstance(m, SealedMark) for m in metadata):
        return True
    return any(
        isinstance(m, SealedMark)
        for arm in getattr(annotation, "__args__", ())
        for m in getattr(arm, "__metadata__", ())
    )
