"""What every section of the file of channels is made of."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, model_validator

from notify.price import read_price
from runtime.language import N_, phrase
from runtime.yamlmodels import Part

Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S(.*\S)?$")]
"""One line without blanks at its ends."""


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(phrase(N_("an address beginning with http:// or https://")))
    return text.rstrip("/")


def _price(text: str) -> str:
    try:
        read_price(text)
    except ValueError:
        raise ValueError(phrase(N_("a price and its currency, such as 0.045 CNY"))) from None
    return text


Priced = Annotated[Line, AfterValidator(_price)]
"""What one part of a short message costs."""

Address = Annotated[Line, AfterValidator(_web_address)]


class Section(Part):
    """A channel's parameters. ``required`` and ``optional`` are the names of its secrets."""

    required: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _one_place_for_each_secret(self) -> Self:
        for secret in (*self.required, *self.optional):
            given = [f"{secret}_{by}" for by in ("file", "env") if self.place(secret, by)]
            names = {"one": f"{secret}_file", "other": f"{secret}_env"}
            if len(given) > 1:
                raise ValueError(phrase(N_("only one of {one} and {other}"), **names))
            if not given and secret in self.required:
                raise ValueError(phrase(N_("one of {one} and {other} is needed"), **names))
        return self

    def place(self, secret: str, by: Literal["file", "env"] | str) -> str | None:
        """Where a secret lies: the file's path or the variable's name; None if not there."""
        found: str | None = getattr(self, f"{secret}_{by}")
        return found

    def has(self, secret: str) -> bool:
        """Whether a place for the secret is named."""
        return bool(self.place(secret, "file") or self.place(secret, "env"))
