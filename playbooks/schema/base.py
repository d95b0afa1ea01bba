"""The words and the origin that everything in a plan has.

Every item says where it comes from: ``clause`` (of the published plan, e.g. ``5.3.1(3)``),
``statute`` (an id in ``statutes``) or ``local: true`` (the county's own addition, to be confirmed
by it).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part

Minutes = Annotated[int, Field(gt=0)]

LOCAL = "local"
"""Stands where a clause or a statute would, for what the county itself has added."""


class Words(Part):
    """A text for people in both languages; titles and unit names in ``zh`` as published."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def say(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class Cited(Part):
    """Something with an origin: the plan's clause, a statute, or the county itself."""

    clause: str | None = None
    statute: Id | None = None
    local: bool = False

    @model_validator(mode="after")
    def _has_origin(self) -> Cited:
        if not (self.clause or self.statute or self.local):
            raise ValueError(
                phrase(N_("Must say where it comes from: clause, statute, or local: true."))
            )
        if self.clause and self.local:
            raise ValueError(
                phrase(N_("Is either the plan's (clause) or the county's own (local), not both."))
            )
        return self

    @property
    def origin(self) -> str:
        """What is cited for it: the plan's clause; else the statute, by id; else ``local``."""
        return self.clause or self.statute or LOCAL
