"""Small forms that open where they belong on the board: what the row already says is settled, and
only what differs from call to call is asked. Everything else is one press away in the whole form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incident.commands import Command
from runtime.refusal import Refused
from web.forms import Field


@dataclass(frozen=True, slots=True)
class Small:
    """Fields of one command: ``settled`` by the row, ``asked`` in this order. A field named
    ``pressed`` is answered by the button that sends the form."""

    settled: tuple[str, ...]
    asked: tuple[str, ...]
    pressed: str | None = None


FORMS: Mapping[str, Small] = MappingProxyType(
    {
        "TellOutsider": Small(("entry",), ("who", "means", "told_at")),
        "TellReport": Small(
            ("line", "kind"), ("number", "receiver", "told_at", "figures", "recording")
        ),
        "ReportVillage": Small(
            ("village",),
            ("households_moved", "people_moved", "people_left", "need_help", "with_helper",
             "refused", "aloud", "done_by", "source", "means", "said_at"),
            "stage",
        ),
    }
)  # fmt: skip
"""Commands that have a small form."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The questions of a small form, sorted by how they are answered."""

    settled: tuple[Field, ...]
    asked: tuple[Field, ...]
    pressed: Field | None


def small(
    kind: type[Command], fields: tuple[Field, ...], refused: Refused | None = None
) -> Shown | None:
    """The small form of a command. None where it has none, where the row settled too little, or
    where a refusal is about something that only the whole form asks."""
    form = FORMS.get(kind.wire())
    if form is None:
        return None
    named = {f.name: f for f in fields}
    if not all(named[name].value for name in form.settled):
        return None
    if refused is not None and refused.field not in form.asked:
        return None
    return Shown(
        tuple(named[name] for name in form.settled),
        tuple(named[name] for name in form.asked),
        named[form.pressed] if form.pressed else None,
    )
