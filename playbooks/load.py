"""A plan's folder becomes a ``Plan``, or a refusal that lists everything wrong with it.

The canonical bytes of a plan (RFC 8785) are what is stored and hashed: an incident names the
digest of the plan it is run by.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import rfc8785

from playbooks.crossref import cross_reference
from playbooks.schema import Plan
from playbooks.words import PlanBroken
from runtime.yamlread import read_model
from runtime.yamlsource import read_folder


def load_plan(folder: Path) -> Plan:
    """The plan in a folder of YAML files.

    Raises PlanBroken with file, line, field, value and reason of every problem: first of the
    files, then of the shape, then of the references.
    """
    plan, marks = read_model(folder, Plan, PlanBroken, read_folder)
    faults = cross_reference(plan)
    if faults:
        problems = [marks.problem(fault.at, fault.value, fault.reason) for fault in faults]
        raise PlanBroken(sorted(problems, key=lambda p: (p.file, p.line, p.field)))
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
