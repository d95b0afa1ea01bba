"""Text in a registry: one line that can stand in a list, on a label and in a message."""

from __future__ import annotations

from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, StringConstraints

from runtime.language import N_, phrase
from runtime.yamlmodels import Part


def _one_line(text: str) -> str:
    if text != text.strip() or any(category(char) in {"Cc", "Cf", "Cs"} for char in text):
        raise ValueError(phrase(N_("This must be one line, without spaces at its ends.")))
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
Said20 = Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(_one_line)]
Said40 = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_one_line)]
Said80 = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_one_line)]
"""What stands in messages: no longer than every text of a plan still has room for."""


class Words(Part):
    """A text in both languages; names in ``zh`` as published."""

    zh: Text
    en: Text


class Name(Words):
    """What a dam, a mine or an enterprise is called."""

    zh: Said40
    en: Said80


class PlaceName(Name):
    """What a village or township is called; it may stand before a text that names a dam too."""

    zh: Said20
    en: Said40
