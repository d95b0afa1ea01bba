"""What is wrong in a file that people wrote, and where: for the reader and for the models.

``problems_of`` turns pydantic's complaints into sentences in both languages, each at its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused

Place = tuple[str | int, ...]
"""Where a value stands in the data: keys and positions from the top."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file; ``line`` counts from 1."""

    file: str
    line: int
    field: str
    value: object
    reason: Phrase


class SourceBroken(Exception):  # noqa: N818 - an answer about a file, not a fault
    """Files that could not be read; says all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"{first.file}:{first.line} {first.field}: {first.reason.message}")


def refusal(code: str, problems: Sequence[Problem]) -> Refused:
    """The refusal that shows the first problem and says how many more there are."""
    first, more = problems[0], len(problems) - 1
    allowed = first.reason
    if more:
        allowed = phrase(N_("{reason} ({more} more problems)"), reason=first.reason, more=more)
    where = f"{first.file}:{first.line} {first.field}".rstrip()
    return Refused(code, field=where, value=first.value, allowed=allowed)


class Marks:
    """For every key and value read: the file and the line."""

    def __init__(self, lines: Mapping[Place, tuple[str, int]]) -> None:
        self._lines = dict(lines)

    def at(self, path: Sequence[str | int]) -> tuple[str, int]:
        """File and line of what stands at ``path``, or of the nearest thing that contains it."""
        return self._lines.get(self.known(path), ("", 1))

    def known(self, path: Sequence[str | int]) -> Place:
        """The longest beginning of ``path`` that was written in a file."""
        return next(
            (part for n in range(len(path), 0, -1) if (part := tuple(path[:n])) in self._lines), ()
        )

    def problem(self, path: Sequence[str | int], value: object, reason: Phrase) -> Problem:
        """A problem about the value at ``path``."""
        file, line = self.at(path)
        return Problem(file, line, dotted(path), value, reason)

    def joined(self, other: Marks) -> Marks:
        """Both together; where both know a place, this one counts."""
        return Marks(other._lines | self._lines)


def dotted(path: Sequence[str | int]) -> str:
    """A path as people read it: ``dams[3].facts.height_m``."""
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return text.removeprefix(".")


def problems_of(error: ValidationError, marks: Marks) -> tuple[Problem, ...]:
    """Every complaint of a model about data that was read with ``marks``.

    A validator that raises ``ValueError`` with a ``Phrase`` or with a message marked ``N_`` is
    quoted in the reader's language.
    """
    # A misspelt key is also a missing one: the line of the misspelling helps more.
    found = sorted(error.errors(), key=lambda details: details["type"] != "extra_forbidden")
    return tuple(_problem(details, marks) for details in found)


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
    context = details.get("ctx", {})
    if details["type"] == "value_error":
        return _quoted(context["error"])
    message = _REASONS.get(details["type"])
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
    "date_type": N_("This must be a date such as 2024-05-06."),
    "datetime_type": N_("This must be a time such as 2024-05-06T08:00:00+08:00."),
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
