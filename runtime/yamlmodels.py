"""What everything that people write in YAML is made of, and what models say against it.

``problems_of`` turns pydantic's complaints into sentences in both languages, each at its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from runtime.language import N_, Phrase, phrase
from runtime.yamlproblems import Marks, Problem

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def _identifier(text: str) -> str:
    if not _ID.fullmatch(text):
        why = N_("An identifier has lower-case letters and digits, joined by single - or _.")
        raise ValueError(phrase(why))
    return text


Id = Annotated[str, StringConstraints(max_length=60), AfterValidator(_identifier)]
"""Lower-case identifier; stable for ever once an incident has used it."""


class Part(BaseModel):
    """Base of everything that is read from files: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def problems_of(error: ValidationError, marks: Marks) -> tuple[Problem, ...]:
    """Every complaint of a model about data that was read with ``marks``, unknown keys first.

    A validator that raises ``ValueError`` with a ``Phrase`` or with a message marked ``N_`` is
    quoted in the reader's language.
    """
    found: dict[tuple[str, int, str], tuple[bool, Problem]] = {}
    for details in error.errors(include_url=False):
        problem = _problem(details, marks)
        # A union complains once per branch; the first branch says enough.
        place = (problem.file, problem.line, problem.field)
        found.setdefault(place, (details["type"] != "extra_forbidden", problem))
    # A misspelt key is also a missing one: the line of the misspelling helps more.
    ordered = sorted(found.items(), key=lambda item: (item[1][0], *item[0]))
    return tuple(problem for _, (_, problem) in ordered)


def _problem(details: ErrorDetails, marks: Marks) -> Problem:
    # Pydantic adds names of union branches to the place; what was never written is not shown,
    # except the last name, which is what is missing.
    place = marks.known(details["loc"])
    if details["type"] == "missing":
        place = (*place, details["loc"][-1])
    value = details["input"]
    shown = None if isinstance(value, dict | tuple) else value
    return marks.problem(place, shown, _reason(details))


def _reason(details: ErrorDetails) -> Phrase:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return _quoted(context["error"])
    if kind == "string_too_short" and context["min_length"] == 1:
        return phrase(N_("Must not be empty."))
    message = _REASONS.get(kind)
    if message is None:
        return phrase(N_("This is not acceptable: {detail}."), detail=details["msg"])
    values = {key: str(value) for key, value in context.items()}
    if "expected" in values:  # pydantic joins the choices with an English word
        values["expected"] = values["expected"].replace("' or '", "', '")
    return phrase(message, **values)


def _quoted(error: Exception) -> Phrase:
    said = error.args[0] if error.args else ""
    if isinstance(said, Phrase):
        return said
    text = str(said)
    return phrase("{it}", it=text) if "{" in text or "}" in text else phrase(text)


_REASONS: Mapping[str, str] = {
    "missing": N_("This is required and was not given."),
    "extra_forbidden": N_("This field is not known."),
    "string_type": N_("This must be text; put it in quotes."),
    "string_pattern_mismatch": N_("This must have the form {pattern}."),
    "string_too_short": N_("This text needs at least {min_length} characters."),
    "string_too_long": N_("This text may have at most {max_length} characters."),
    "int_type": N_("This must be a whole number."),
    "is_instance_of": N_("This must be an exact number."),
    "decimal_type": N_("This must be an exact number."),
    "float_type": N_("This must be a number."),
    "bool_type": N_("This must be true or false."),
    "date_type": N_("This must be a date without quotation marks, such as 2024-05-06."),
    "datetime_type": N_(
        "This must be a time without quotation marks, such as 2024-05-06T08:00:00+08:00."
    ),
    "tuple_type": N_("This must be a list."),
    "dict_type": N_("This must consist of keys and their values."),
    "model_type": N_("This must consist of keys and their values."),
    "model_attributes_type": N_("This must consist of keys and their values."),
    "literal_error": N_("This must be one of: {expected}."),
    "greater_than": N_("This must be more than {gt}."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "less_than": N_("This must be less than {lt}."),
    "less_than_equal": N_("This must be at most {le}."),
    "too_short": N_("This list needs at least {min_length} entries."),
    "too_long": N_("This list may have at most {max_length} entries."),
}
