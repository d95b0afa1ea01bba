"""Forms made from the command classes: a field's type says how to ask, a label table what to call
it. What comes back is checked by the very same class, so a form can never accept what the API
would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from incident.commands import Command
from incident.model import DecidedOn, Override, Spoken, Wire, sealed_fields
from incident.words import word
from runtime.language import N_, Lang, phrase, translate
from runtime.refusal import Refused
from web.errors import of_validation
from web.face import Face
from web.labels import field_label

Sort = Literal["text", "area", "number", "time", "select", "many", "check", "figures"]
Option = tuple[str, str]
"""What is sent, and what the reader sees."""
Choices = Mapping[str, Sequence[Option] | None]
"""Field, or ``Command.field``, to what it can be. None: typed in freely, whatever the plain field
name says; an empty list: one of a list that has nothing in it yet."""

LONG = frozenset(
    {"what", "note", "words", "question", "answer", "measure", "evidence", "correction", "text"}
)
NESTED = ("spoken", "override", "decided_on")
APART = frozenset({*NESTED, "happened_at", "expected_seq"})
"""Fields of every command; they stand in their own part of a form."""

OWN = frozenset({"_key", "_back", "_said_at", "_spoken", "spoken"})
"""Fields of the form itself."""

USUAL_MEANS = "telephone"
"""How an order is spoken where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: str
    sort: Sort
    required: bool
    options: tuple[Option, ...] = ()
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


def spoke(form: Mapping[str, Sequence[str]]) -> bool:
    """Whether a form enters a spoken order. What the form filled in by itself, the usual means
    and the time at which it was opened (``_said_at``), does not make one."""
    touched = ("_spoken", "spoken", "spoken.on_behalf_of", "spoken.witness", "spoken.recording")
    if any(_last(form, name) for name in touched):
        return True
    filled = _last(form, "spoken.means"), _last(form, "spoken.said_at")
    return any(filled) and filled != (USUAL_MEANS, _last(form, "_said_at"))


def parse(
    command: type[Command],
    form: Mapping[str, Sequence[str]],
    zone: ZoneInfo,
    kinds: Mapping[str, str],
) -> Command:
    """The command that a form means. ``kinds`` maps each measure to its kind.

    Empty answers count as not given. Raises Refused with the field at fault; a field that the
    command does not have is refused as well.
    """
    told: dict[str, Any] = {"spoken": {}} if spoke(form) else {}
    for name, answers in form.items():
        answer = answers[-1].strip()
        group, _, part = name.partition(".")
        if name in OWN or not any(a.strip() for a in answers):
            continue
        if group == "spoken" and "spoken" not in told:
            continue
        if part and group in NESTED:
            model = {"spoken": Spoken, "override": Override, "decided_on": DecidedOn}[group]
            told.setdefault(group, {})[part] = _read(model, part, answers, zone)
        elif part and group == "figures":
            told.setdefault(group, {})[part] = _value(answer, kinds.get(part, "count"), name)
        elif name == "value":
            measure = form.get("measure", [""])[-1]
            told[name] = _value(answer, kinds.get(measure, "count"), name)
        else:
            told[name] = _read(command, name, answers, zone)
    return checked(command, json.dumps(told, ensure_ascii=False))


C = TypeVar("C", bound=Wire)


def checked(command: type[C], body: str | bytes) -> C:
    """A message from its JSON. Raises Refused with the first mistake."""
    try:
        return command.model_validate_json(body)
    except ValidationError as error:
        raise of_validation(error) from None


def _read(model: type[Any], name: str, answers: Sequence[str], zone: ZoneInfo) -> Any:
    info = model.model_fields.get(name)
    answer = answers[-1].strip()
    if info is None:
        return answer
    kind = _bare(info.annotation)
    if kind is datetime:
        return time_of(answer, zone, name)
    if get_origin(kind) is tuple:
        return [a for a in answers if a.strip()]
    if kind is bool:
        return answer in {"true", "on"}
    if kind is int:
        return _number(answer, name)
    return answer


def time_of(answer: str, zone: ZoneInfo, name: str) -> str:
    """A typed moment with its offset; without one it is meant in ``zone``. Raises Refused
    ``invalid``."""
    try:
        moment = datetime.fromisoformat(answer)
    except ValueError:
        allowed = phrase(N_("a date and a time of day"))
        raise Refused("invalid", field=name, value=answer, allowed=allowed) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _number(answer: str, name: str) -> int:
    try:
        return int(answer)
    except ValueError:
        allowed = phrase(ONE_NUMBER if name == "value" else N_("a whole number"))
        raise Refused("invalid", field=name, value=answer, allowed=allowed) from None


ONE_NUMBER = N_("one whole number; where sources differ, enter one figure for each source")


def _value(answer: str, kind: str, name: str) -> int | str | bool:
    if answer in {"true", "false"} and kind == "flag":
        return answer == "true"
    return answer if kind in {"money", "volume"} else _number(answer, name)


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
    kind = _bare(info.annotation)
    listed = choices.get(f"{command}.{name}", choices.get(name))
    options: Sequence[Option] = listed or ()
    sort: Sort = "text"
    hint = ""
    if get_origin(kind) is Literal:
        options = [(v, word(v, name).say(lang)) for v in get_args(kind)]
        sort = "select"
    elif get_origin(kind) is tuple:
        sort = "many"
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
    answers = tuple(given.get(name, ()))
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


def _last(form: Mapping[str, Sequence[str]], name: str) -> str:
    answers = form.get(name, ())
    return answers[-1].strip() if answers else ""


def _bare(annotation: Any) -> Any:
    """The type without ``Optional`` and without its constraints."""
    if get_origin(annotation) in (Union, UnionType):
        arms = [a for a in get_args(annotation) if a is not NoneType]
        return _bare(arms[0]) if len(arms) == 1 else annotation
    if hasattr(annotation, "__metadata__"):
        return _bare(annotation.__origin__)
    return annotation


def _limit(info: Any) -> int | None:
    arms = [info.annotation, *get_args(info.annotation)]
    marks = [*info.metadata, *(m for arm in arms for m in getattr(arm, "__metadata__", ()))]
    return next((m.max_length for m in marks if getattr(m, "max_length", None)), None)
