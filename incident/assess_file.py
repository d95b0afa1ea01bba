"""Grade and level of facts in a JSON file, without any incident: what ``tailings assess`` prints.

The keys are the plan's measures, all of them optional; ``null`` and absent mean unknown, which is
not zero. Pure: text in, plain data out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from incident.decide.figures import checked
from incident.model import Value
from incident.rules import assess
from playbooks.schema import Criteria
from runtime.language import N_, Lang, phrase
from runtime.refusal import Refused

_LONGEST_INTEGER = 20
"""Digits; longer ones are kept as decimals, so that they are refused by name like other sizes."""


def read_facts(text: str, criteria: Criteria, name: str = "facts") -> dict[str, Value]:
    """The known facts in a JSON text, exact: money and volume become decimal strings.

    ``name`` is what the text is called in a refusal, such as its file name. Raises Refused
    ``invalid`` (not JSON, not an object, a value of the wrong sort), ``negative``,
    ``unknown_field`` or ``duplicate``; each names the field.
    """
    measures = {measure.id: measure for measure in criteria.measures}
    facts: dict[str, Value] = {}
    for key, value in _object(text, name).items():
        if key not in measures:  # the names are shown as they have to be written
            allowed = ", ".join(measures)
            raise Refused("unknown_field", field=key, value=value, allowed=allowed)
        if value is not None:
            facts[key] = checked(measures[key], value, key)
    return facts


def assess_text(
    text: str, criteria: Criteria, *, name: str = "facts", lang: Lang = "zh"
) -> dict[str, Any]:
    """What the plan makes of the facts: grade, response level, the reasons in the plan's words
    and by its clauses, and the unknown facts that could still raise either."""
    reading = assess(criteria, read_facts(text, criteria, name))
    words = {c.id: c.text for grade in criteria.grades for c in grade.criteria}
    words |= {c.id: c.text for level in criteria.levels for c in level.criteria}
    return {
        "grade": reading.grade,
        "response_level": reading.level,
        "reasons": [
            {
                "clause": ground.clause,
                "text": words[ground.criterion].say(lang),
                "fact": ground.fact,
            }
            for ground in reading.grounds
        ],
        "missing_facts": list(reading.missing),
    }


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(
            text,
            parse_float=_Number,
            parse_int=_integer,
            parse_constant=_no_number,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as error:
        line = f"{name}:{error.lineno}" if isinstance(error, json.JSONDecodeError) else name
        raise Refused(
            "invalid", field=line, value=text.strip(), allowed=phrase(N_("a JSON object of facts"))
        ) from error
    if not isinstance(found, dict):
        raise Refused(
            "invalid", field=name, value=found, allowed=phrase(N_("a JSON object of facts"))
        )
    return found


class _Number(Decimal):
    """A number that is said again as it was written: ``1e400``, not ``1E+400``."""

    def __new__(cls, digits: str) -> _Number:
        number = super().__new__(cls, digits)
        number.digits = digits
        return number

    def __str__(self) -> str:
        return self.digits

    digits: str


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else _Number(digits)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused("duplicate", field=key, value=value, allowed=phrase(N_("each fact once")))
        found[key] = value
    return found
