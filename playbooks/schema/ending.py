"""What must hold before a response is ended, and what comes after it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from playbooks.schema.base import Cited, Words
from playbooks.schema.tasks import Task
from runtime.yamlmodels import Id, Part


class EndCondition(Cited):
    id: Id
    text: Words
    evidence: Words
    """What counts as evidence for it."""
    reopened_by: tuple[Id, ...] = ()
    """Measures: a later claim that raises one of them speaks against the condition."""


class Ending(Part):
    conditions: Annotated[tuple[EndCondition, ...], Field(min_length=1)]
    aftermath: tuple[Task, ...]
    """Tasks of the aftermath; the incident can be closed only when they are done."""
