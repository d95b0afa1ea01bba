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


class Words(Part):
    """A text in both languages; names in ``zh`` as published."""

    zh: Text
    en: Text
