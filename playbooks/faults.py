"""A fault inside a plan, and how the rules that look across the plan find one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from runtime.language import N_, Phrase, phrase
from runtime.yamlproblems import Place

NO_SUCH = N_("The plan has no such {kind}; {known}.")
KNOWN = N_("known: {ids}")
KIND = {
    "post": N_("post"),
    "unit": N_("unit"),
    "group": N_("group"),
    "clause": N_("clause"),
    "statute": N_("statute"),
    "measure": N_("measure"),
    "grade": N_("grade"),
    "level": N_("response level"),
    "task": N_("task"),
    "line": N_("reporting line"),
    "report kind": N_("kind of report"),
    "finding": N_("finding"),
    "escalation": N_("escalation"),
    "responsible": N_("unit, post or group"),
}


@dataclass(frozen=True)
class Fault:
    """A reference that does not hold, at its place in the plan."""

    at: Place
    value: object
    reason: Phrase


Faults = Iterator[Fault]


def walk(part: object, at: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """Every part of the plan with its place."""
    if isinstance(part, BaseModel):
        yield at, part
        for name in type(part).model_fields:
            yield from walk(getattr(part, name), (*at, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from walk(item, (*at, index))


def known(at: Place, value: object, kind: str, among: Collection[Any]) -> Faults:
    """A fault unless the value is null or one of those that exist."""
    if value is None or value in among:
        return
    ids = ", ".join(str(item) for item in among)
    shown = phrase(KNOWN, ids=ids if len(ids) <= 300 else ids[:299] + "…")
    yield Fault(at, value, phrase(NO_SUCH, kind=phrase(KIND[kind]), known=shown))


def all_known(at: Place, values: Iterable[Any], kind: str, among: Collection[Any]) -> Faults:
    """``known`` for every item of a list."""
    for index, value in enumerate(values):
        yield from known((*at, index), value, kind, among)
