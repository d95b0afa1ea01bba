"""What is done before any accident: steps on a warning, duties of ordinary days."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from playbooks.schema.base import Cited, Words
from runtime.yamlmodels import Id


class WarningStep(Cited):
    """§4.2: what the bureau does on a rising danger, before any accident."""

    id: Id
    text: Words
    responsible: Id
    """A unit or post id."""


class Standing(Cited):
    """A duty of ordinary days, or a means held ready (§3, §4.1, §6, §8)."""

    id: Id
    text: Words
    responsible: tuple[Id, ...]
    every_days: Annotated[int, Field(gt=0)] | None = None
    cadence_local: bool = True
    """``every_days`` is the county's own, to be confirmed by it; false where the plan or the
    statute names the period."""
