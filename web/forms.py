"""Forms made from the command classes: a field's type says how to ask, a label table what to call
it. What comes back is checked by the very same class, so a form can never accept what the API
would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from web.labels import field_label

Sort = Literal["text", "area", "number", "time", "select", "many", "check", "figures"]
Option = tuple[str, str]
"""What is sent, and what the reader sees."""

LONG = frozenset(
    {"what", "note", "words", "question", "answer", "measure", "evidence", "correction", "text"}
)
NESTED = ("spoken", "override", "decided_on")
APART = frozenset({*NESTED, "happened_at", "expected_seq"})
"""Fields of every command; they stand in their own part of a form."""

OWN = frozenset({"_key", "_back"})
"""Fields of the form itself."""


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


def fields_of(
    command: type[Command],
    choices: Mapping[str, Sequence[Option]],
    given: Mapping[str, Sequence[str]],
    lang: Lang,
) -> tuple[Field, ...]:
    """The questions of one command. ``choices`` maps a field to what it can be; ``given`` holds
    what was typed or preset."""
    asked = [
        _field(command.wire(), n, f, command, choices, given, lang)
        for n, f in command.model_fields.items()
        if n not in APART
    ]
    # What must be answered comes first.
    return tuple(sorted(asked, key=lambda question: not question.required))


def spoken_fields(
    choices: Mapping[str, Sequence[Option]], given: Mapping[str, Sequence[str]], lang: Lang
) -> tuple[Field, ...]:
    """The questions about an order given by word of mouth."""
    within = {k.removeprefix("spoken."): v for k, v in given.items() if k.startswith("spoken.")}
    return tuple(
        Field(**{**_parts(f), "name": f"spoken.{f.name}", "required": False})
        for f in (
            _field("Spoken", n, info, Spoken, choices, within, lang)
            for n, info in Spoken.model_fields.items()
        )
    )


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
    told: dict[str, Any] = {}
    for name, answers in form.items():
        answer = answers[-1].strip()
        group, _, part = name.partition(".")
        if name in OWN or not any(a.strip() for a in answers):
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


C = TypeVar("C", bound=Command)


def checked(command: type[C], body: str | bytes) -> C:
    """A command from its JSON. Raises Refused with the first mistake."""
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
        return _time(answer, zone, name)
    if get_origin(kind) is tuple:
        return [a for a in answers if a.strip()]
    if kind is bool:
        return answer in {"true", "on"}
    if kind is int:
        return _number(answer, name)
    return answer


def _time(answer: str, zone: ZoneInfo, name: str) -> str:
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
        allowed = phrase(N_("a whole number"))
        raise Refused("invalid", field=name, value=answer, allowed=allowed) from None


def _value(answer: str, kind: str, name: str) -> int | str | bool:
    if answer in {"true", "false"} and kind == "flag":
        return answer == "true"
    return answer if kind in {"money", "volume"} else _number(answer, name)


def _field(
    command: str,
    name: str,
    info: Any,
    model: type[Wire],
    choices: Mapping[str, Sequence[Option]],
    given: Mapping[str, Sequence[str]],
    lang: Lang,
) -> Field:
    kind = _bare(info.annotation)
    options: Sequence[Option] = choices.get(f"{command}.{name}") or choices.get(name) or ()
    sort: Sort = "text"
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
    elif options:
        sort = "select"
    elif kind is int:
        sort = "number"
    elif name in LONG and name in sealed_fields(model):
        sort = "area"
    answers = tuple(given.get(name, ()))
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
    )


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


def _parts(field: Field) -> dict[str, Any]:
    return {name: getattr(field, name) for name in field.__slots__}
