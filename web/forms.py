"""Forms made from the command classes: a field's type says how to ask, a label table what to call
it. What comes back is checked by the very same class, so a form can never accept what the API
would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args, get_origin

from incident.commands import Command
from incident.model import Spoken, Wire, sealed_fields
from incident.words import word
from runtime.language import N_, Lang, translate
from web.answers import NESTED, bare_type
from web.face import Face
from web.labels import field_label

Sort = Literal[
    "text",
    "area",
    "number",
    "time",
    "select",
    "many",
    "ticks",
    "check",
    "figures",
    "carried",
    "files",
]
Option = tuple[str, str]
"""What is sent, and what the reader sees."""
Choices = Mapping[str, Sequence[Option] | None]
"""Field, or ``Command.field``, to what it can be. None: typed in freely, whatever the plain field
name says; an empty list: one of a list that has nothing in it yet."""

LONG = frozenset(
    {
        "what",
        "note",
        "words",
        "question",
        "answer",
        "measure",
        "evidence",
        "correction",
        "text",
        "what_to_do",
        "ready_correction",
        "announcement",
    }
)
CARRIED = frozenset({"ReceiveTasks.group", "ReceiveTasks.tasks", "Decline.decision"})
"""What the form has settled when it is opened: read back and sent, not asked."""
OF_DECISION = frozenset(
    {
        "StartResponse.level", "RaiseLevel.level", "LowerLevel.level", "Propose.level",
        "Propose.action",
    }
)  # fmt: skip
"""What is settled where the form is about a decision that waits."""
TICKED = frozenset({"AnswerAlert.also"})
"""Of what the form lists one by one, with a box for each: none is chosen unless somebody does."""
APART = frozenset({*NESTED, "happened_at", "expected_seq", "audience"})
"""Fields of every command, which stand in their own part of a form, and what only a page before
sending can know."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: str
    sort: Sort
    required: bool
    options: tuple[Option, ...] = ()
    others: tuple[Option, ...] = ()
    """Options that stand apart, after those that are meant."""
    near: str = ""
    """What the options in front are called as a group; empty where they need no name."""
    value: str = ""
    chosen: tuple[str, ...] = ()
    limit: int | None = None
    marked: bool = False
    """Shown as required without the browser insisting: a part that may stay empty as a whole."""
    hint: str = ""
    """How to answer, in the reader's language."""


def fields_of(
    command: type[Command],
    choices: Choices,
    given: Mapping[str, Sequence[str]],
    lang: Lang,
    face: Face,
) -> tuple[Field, ...]:
    """The questions of one command. ``given`` holds what was typed or preset."""
    asked = [
        _field(command.wire(), n, f, command, choices, given, lang, face)
        for n, f in command.model_fields.items()
        if n not in APART
    ]
    # What must be answered comes first.
    return tuple(sorted(asked, key=lambda question: not question.required))


def spoken_fields(
    choices: Choices, given: Mapping[str, Sequence[str]], lang: Lang, face: Face
) -> tuple[Field, ...]:
    """The questions about an order given by word of mouth."""
    within = {k.removeprefix("spoken."): v for k, v in given.items() if k.startswith("spoken.")}
    asked = (
        _field("Spoken", n, info, Spoken, choices, within, lang, face)
        for n, info in Spoken.model_fields.items()
    )
    return tuple(
        replace(f, name=f"spoken.{f.name}", required=False, marked=f.required) for f in asked
    )


def answerable(command: type[Command], choices: Choices) -> bool:
    """Whether every question that must be answered has something to choose from. A list that
    ``choices`` does not hold is not known here and counts as filled."""
    wire = command.wire()
    return not any(
        info.is_required()
        and get_origin(bare_type(info.annotation)) is not Literal
        and (listed := choices.get(f"{wire}.{name}", choices.get(name))) is not None
        and not listed
        for name, info in command.model_fields.items()
    )


def _field(
    command: str,
    name: str,
    info: Any,
    model: type[Wire],
    choices: Choices,
    given: Mapping[str, Sequence[str]],
    lang: Lang,
    face: Face,
) -> Field:
    kind = bare_type(info.annotation)
    listed = choices.get(f"{command}.{name}", choices.get(name))
    options: Sequence[Option] = _fixed(name, kind, lang) or listed or ()
    answers = tuple(given.get(name, ()))
    sort: Sort = "text"
    hint = ""
    settled = CARRIED | OF_DECISION if given.get("decided_on.decision") else CARRIED
    if f"{command}.{name}" in settled and answers and answers[-1]:
        answers = tuple(key for answer in answers for key in answer.split())
        named = dict(options)
        return Field(
            name=name,
            label=translate(field_label(command, name), lang),
            sort="carried",
            required=True,
            options=tuple((key, named.get(key, key)) for key in answers),
            value=" ".join(answers),
        )
    if get_origin(kind) is Literal:
        sort = "select"
    elif name == "materials":
        sort = "files"
    elif get_origin(kind) is tuple:
        sort = "ticks" if f"{command}.{name}" in TICKED else "many"
    elif get_origin(kind) is dict:
        sort = "figures"
    elif kind is bool:
        sort = "check"
    elif kind is datetime:
        sort = "time"
        hint = face.hint(lang)
    elif listed is not None:
        sort = "select"
        hint = "" if listed else translate(NOTHING, lang)
    elif kind is int:
        sort = "number"
    elif name in LONG and name in sealed_fields(model):
        sort = "area"
    if sort == "select" and answers and answers[-1] not in {"", *(v for v, _ in options)}:
        # what somebody sent must not be lost because it is not in the list
        options = [*options, (answers[-1], answers[-1])]
    default = info.default if isinstance(info.default, str) else ""
    return Field(
        name=name,
        label=translate(field_label(command, name), lang),
        sort=sort,
        required=info.is_required(),
        options=tuple(options),
        value=answers[-1] if answers else default,
        chosen=answers,
        limit=_limit(info),
        hint=hint,
    )


NOTHING = N_("there is none yet")


def _fixed(name: str, kind: Any, lang: Lang) -> list[Option]:
    """What a field of few words can say; empty for every other."""
    found = get_args(kind) if get_origin(kind) is Literal else ()
    return [(value, word(value, name).say(lang)) for value in found]


def _limit(info: Any) -> int | None:
    arms = [info.annotation, *get_args(info.annotation)]
    marks = [*info.metadata, *(m for arm in arms for m in getattr(arm, "__metadata__", ()))]
    return next((m.max_length for m in marks if getattr(m, "max_length", None)), None)
