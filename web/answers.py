"""What was typed into a form, as the command that it means. The very class of the command checks
it, so a form can never accept what the API would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from incident.commands import Command
from incident.model import DecidedOn, Override, Spoken, Wire
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.errors import of_validation
from web.taken import beyond, years

NESTED = ("spoken", "override", "decided_on")
OWN = frozenset({"_key", "_back", "_said_at", "_spoken", "_change", "spoken"})
"""Fields of the form itself."""
USUAL_MEANS = "telephone"
"""How an order is spoken where nobody says otherwise."""


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
    kind = bare_type(info.annotation)
    if kind is datetime:
        return time_of(answer, zone, name)
    if get_origin(kind) is tuple:
        # several names may come in one answer, as from a phone, which sends each field once
        return [name for a in answers for name in a.split()]
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
        allowed = years() if beyond(answer) else phrase(N_("a date and a time of day"))
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


def _last(form: Mapping[str, Sequence[str]], name: str) -> str:
    answers = form.get(name, ())
    return answers[-1].strip() if answers else ""


def bare_type(annotation: Any) -> Any:
    """A field's type without ``Optional`` and without its constraints."""
    if get_origin(annotation) in (Union, UnionType):
        arms = [a for a in get_args(annotation) if a is not NoneType]
        return bare_type(arms[0]) if len(arms) == 1 else annotation
    if hasattr(annotation, "__metadata__"):
        return bare_type(annotation.__origin__)
    return annotation
