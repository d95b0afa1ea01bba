"""A plan's folder becomes a ``Plan``, or a refusal that lists everything wrong with it.

The canonical bytes of a plan (RFC 8785) are what is stored and hashed: an incident names the
digest of the plan it is run by.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import rfc8785
from pydantic import ValidationError

from playbooks.crossref import cross_reference
from playbooks.schema import Plan
from playbooks.source import Location, Source, dotted, read_source
from playbooks.words import PlanBroken, Problem, shape_reason


def load_plan(folder: Path) -> Plan:
    """The plan in a folder of YAML files.

    Raises PlanBroken with file, line, field, value and reason of every problem: first of the
    files, then of the shape, then of the references.
    """
    source = read_source(folder)
    quoted = _numbers_as_text(source)
    if quoted:
        raise PlanBroken(quoted)
    try:
        plan = Plan.model_validate_json(json.dumps(source.data), strict=True)
    except ValidationError as error:
        raise PlanBroken(_shape_problems(error, source)) from error
    faults = cross_reference(plan)
    if faults:
        problems = []
        for fault in faults:
            mark = source.mark(fault.at)
            problems.append(
                Problem(mark.file, mark.line, dotted(fault.at), fault.value, fault.reason)
            )
        raise PlanBroken(problems)
    return plan


def plan_json(plan: Plan) -> bytes:
    """The canonical bytes of a plan (RFC 8785): equal plans give equal bytes."""
    return rfc8785.dumps(plan.model_dump(mode="json"))


def plan_digest(plan: Plan) -> str:
    """SHA-256 of the canonical bytes, in lower-case hex."""
    return hashlib.sha256(plan_json(plan)).hexdigest()


def plan_from_json(raw: bytes) -> Plan:
    """The plan that ``plan_json`` wrote. Raises ``pydantic.ValidationError`` on anything else."""
    return Plan.model_validate_json(raw, strict=True)


def _shape_problems(error: ValidationError, source: Source) -> list[Problem]:
    problems: dict[tuple[str, int, str], Problem] = {}
    for detail in error.errors(include_url=False):
        at = _as_written(detail["loc"], source)
        mark = source.mark(at)
        field = dotted((*at, detail["loc"][-1]) if detail["type"] == "missing" else at)
        reason = shape_reason(detail["type"], detail["msg"], detail.get("ctx", {}))
        value = None if detail["type"] == "missing" else source.value(at)
        # A union reports once per branch; the first branch says enough.
        problems.setdefault(
            (mark.file, mark.line, field), Problem(mark.file, mark.line, field, value, reason)
        )
    return list(problems.values())


def _numbers_as_text(source: Source) -> list[Problem]:
    """Bounds written as text. JSON carries decimals as text, so the schema would accept them."""
    problems = []
    for at, mark in source.marks.items():
        if at[-1:] in {("at_least",), ("below",)} and isinstance(source.value(at), str):
            reason = shape_reason("decimal_type", "", {})
            problems.append(Problem(mark.file, mark.line, dotted(at), source.value(at), reason))
    return problems


def _as_written(location: Location, source: Source) -> Location:
    """Pydantic's location without what is not in the files: union branches, missing keys."""
    while location not in source.marks:
        location = location[:-1]
    return location
