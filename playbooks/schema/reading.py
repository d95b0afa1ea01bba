"""How the document was read: what we chose, what it leaves open, and what carries each clause."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from playbooks.schema.base import Cited, Words
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part


class Interpretation(Cited):
    """A reading that we chose where the text leaves room; always the safer one."""

    id: Id
    question: Words
    chosen: Words
    why: Words


class Finding(Part):
    """Something about the document that its readers must know."""

    id: Id
    kind: Literal["contradiction", "gap", "ambiguity", "naming", "missing_page"]
    severity: Literal["blocks", "risk", "note"]
    clauses: Annotated[tuple[str, ...], Field(min_length=1)]
    text: Words
    effect: Words
    """What it does to a response."""
    remedy: Words
    """What the system does meanwhile, and what the county should decide."""


class Carried(Part):
    """How one clause of the document is carried by the product."""

    item: str
    how: Literal["carried", "finding", "beyond"]
    data: tuple[str, ...] = ()
    """Paths into this plan, e.g. ``tasks[onsite-form]`` or ``organisation.onsite``."""
    code: tuple[str, ...] = ()
    """Modules that act on it, e.g. ``incident.decide``."""
    tests: tuple[str, ...] = ()
    """pytest ids, ``tests/stories/test_x.py::test_y``."""
    finding: Id | None = None
    why: Words | None = None

    @model_validator(mode="after")
    def _complete(self) -> Carried:
        if self.how == "carried" and not (self.data and self.code and self.tests):
            raise ValueError(phrase(N_("carried needs data, code and tests.")))
        if self.how == "finding" and not self.finding:
            raise ValueError(phrase(N_("finding needs the id of a finding.")))
        if self.how == "beyond" and not self.why:
            raise ValueError(phrase(N_("beyond needs why.")))
        return self
