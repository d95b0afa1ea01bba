"""How a plan speaks: its own words inside our sentences, and what is wrong with its files.

A ``Problem`` names file, line and field so that whoever keeps the plan can go straight there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from playbooks.schema import Words
from runtime.language import N_, Lang, Phrase, phrase
from runtime.refusal import Refused


@dataclass(frozen=True)
class PlanWords(Phrase):
    """The plan's own words as a phrase, so that they can stand inside a translated sentence."""

    zh: str = ""

    def say(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.message


def spoken(words: Words) -> Phrase:
    """The words of the plan, never looked up in a catalogue."""
    return PlanWords(message=words.en, zh=words.zh)


@dataclass(frozen=True)
class Problem:
    """One fault of a plan. ``line`` counts from 1; ``field`` is dotted, ``tasks[3].group``."""

    file: str
    line: int
    field: str
    value: object
    reason: Phrase

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line} {self.field}".rstrip()

    def say(self, lang: Lang) -> str:
        return f"{self.where}: {self.reason.say(lang)}"


@dataclass(frozen=True)
class ManyProblems(Phrase):
    """Every problem of a plan, one a line."""

    problems: tuple[Problem, ...] = ()

    def say(self, lang: Lang) -> str:
        return "\n".join(problem.say(lang) for problem in self.problems)


class PlanBroken(Refused):
    """A plan that cannot be used; ``problems`` holds every fault that was found, in file order.

    ``field`` and ``value`` are those of the first problem.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.field)))
        first = self.problems[0]
        reason = first.reason if len(self.problems) == 1 else ManyProblems("", {}, self.problems)
        super().__init__("plan_broken", field=first.where, value=first.value, allowed=reason)


SHAPE: Mapping[str, str] = MappingProxyType(
    {
        "missing": N_("This key is required here and was not given."),
        "extra_forbidden": N_("This key is not known here."),
        "literal_error": N_("Must be one of: {expected}."),
        "string_type": N_("Must be a text; put quotation marks around it."),
        "string_too_short": N_("Must not be empty."),
        "string_too_long": N_("Must have at most {max_length} characters."),
        "string_pattern_mismatch": N_(
            "An identifier has lower-case letters and digits, joined by single - or _."
        ),
        "int_type": N_("Must be a whole number without quotation marks."),
        "int_from_float": N_("Must be a whole number without a fraction."),
        "bool_type": N_("Must be true or false."),
        "decimal_type": N_("Must be a number."),
        "decimal_parsing": N_("Must be a number."),
        "tuple_type": N_("Must be a list."),
        "too_short": N_("The list must have at least {min_length} entries."),
        "dict_type": N_("Must be a mapping of keys to values."),
        "model_type": N_("Must be a mapping of keys to values."),
        "date_type": N_("Must be a date such as 2030-01-31."),
        "date_parsing": N_("Must be a date such as 2030-01-31."),
        "date_from_datetime_parsing": N_("Must be a date such as 2030-01-31."),
        "greater_than": N_("Must be greater than {gt}."),
        "greater_than_equal": N_("Must be {ge} or more."),
    }
)
"""Pydantic's error types, in words; their ``ctx`` fills the braces."""

RULES: Mapping[str, str] = MappingProxyType(
    {
        "needs one of: clause, statute, local: true": N_(
            "Must say where it comes from: clause, statute, or local: true."
        ),
        "is either the plan's (clause) or the county's own (local), not both": N_(
            "Is either the plan's (clause) or the county's own (local), not both."
        ),
        "needs exactly one of: measure, sum, flag, grade": N_(
            "Must have exactly one of: measure, sum, flag, grade."
        ),
        "at_least and below go with measure or sum": N_(
            "at_least and below go only with measure or sum."
        ),
        "start: after and a list after: go together": N_(
            "start: after and a list of tasks under after: go together."
        ),
        "carried needs data, code and tests": N_("carried needs data, code and tests."),
        "finding needs the id of a finding": N_("finding needs the id of a finding."),
        "beyond needs why": N_("beyond needs why."),
    }
)
"""The schema's own rules, in words."""

SHAPELESS = N_("Does not fit the schema: {detail}.")


def shape_reason(kind: str, message: str, context: Mapping[str, object]) -> Phrase:
    """What one pydantic error means; unknown kinds keep pydantic's own sentence."""
    if kind == "value_error":
        rule = str(context.get("error", message))
        return phrase(RULES[rule]) if rule in RULES else phrase(SHAPELESS, detail=rule)
    if kind in SHAPE:
        return phrase(SHAPE[kind], **context)
    return phrase(SHAPELESS, detail=message)
