"""Words for people, in Chinese and English.

Messages are written in English in the code and marked with ``N_``; catalogues in ``locales/``
hold both languages completely (checked in ``make check``). A ``Phrase`` travels untranslated
until somebody reads it, so that one refusal can be shown in either language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
LOCALES = Path(__file__).resolve().parent.parent / "locales"
_CATALOGUE: Mapping[Lang, str] = {"zh": "zh_CN", "en": "en"}


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogues without translating it."""
    return message


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """All messages of one language, read from its ``.po`` file."""
    from babel.messages.pofile import read_po

    path = LOCALES / _CATALOGUE[lang] / "LC_MESSAGES" / "tailings.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def translate(message: str, lang: Lang) -> str:
    """The message in the reader's language; a missing entry shows the message itself."""
    return catalogue(lang).get(message, message)


@dataclass(frozen=True)
class Phrase:
    """A message with its values, to be spoken in the reader's language."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, lang: Lang) -> str:
        said = {k: v.say(lang) if isinstance(v, Phrase) else v for k, v in self.values.items()}
        return translate(self.message, lang).format_map(said)


def phrase(message: str, **values: object) -> Phrase:
    """Shorthand for a phrase; pass a literal marked with ``N_`` so that it is catalogued."""
    return Phrase(message, values)


@dataclass(frozen=True)
class Joined(Phrase):
    """Several phrases one after the other."""

    parts: tuple[Phrase, ...] = ()

    def say(self, lang: Lang) -> str:
        return " ".join(part.say(lang).strip() for part in self.parts)


def joined(parts: Iterable[Phrase]) -> Phrase:
    """Phrases as one, with a space between them."""
    return Joined("", {}, tuple(parts))


_BETWEEN = N_(", ")


@dataclass(frozen=True)
class Listed(Phrase):
    """Several phrases in one sentence, with the comma of the reader's language."""

    parts: tuple[Phrase, ...] = ()

    def say(self, lang: Lang) -> str:
        return translate(_BETWEEN, lang).join(part.say(lang) for part in self.parts)


def listed(parts: Iterable[Phrase]) -> Phrase:
    """A list of phrases as one phrase; empty where there is nothing to list."""
    return Listed(_BETWEEN, {}, tuple(parts))


def plain(text: object) -> Phrase:
    """Words that are the same in every language, such as a number or a person's own words."""
    return phrase("{text}", text=text)


@dataclass(frozen=True)
class Term(Phrase):
    """Something with a name for programs and words for people: a stage, a post, an order.

    Spoken it gives the words; ``str`` gives the name, which never changes with the language.
    """

    code: str = ""

    def __str__(self) -> str:
        return self.code


def term(code: object, words: Phrase) -> Term:
    """A name with its words."""
    return Term("{words}", {"words": words}, str(code))


def terms(parts: Iterable[Term]) -> Term:
    """Several as one: the names joined by commas, the words as a list."""
    several = tuple(parts)
    return term(", ".join(map(str, several)), listed(several))
