"""Is every clause of the document carried by the product, and is that claim true?

``coverage`` compares the clause index with the plan's own list; ``verify`` follows each entry to
the data, the modules and the tests it names. A claim that leads nowhere is a fault.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playbooks.schema import Plan
from runtime.language import N_, Phrase, phrase

HOW = ("carried", "finding", "beyond")

NO_DATA = N_("{item}: the plan has no data at {target}.")
NO_CODE = N_("{item}: there is no module {target}.")
NO_TEST = N_("{item}: there is no test {target}.")
NOT_RUN = N_("{item}: the test {target} did not run and pass.")
SENTENCES: Mapping[str, str] = MappingProxyType(
    {"data": NO_DATA, "code": NO_CODE, "test": NO_TEST, "run": NOT_RUN}
)

_STEP = re.compile(r"([a-z0-9_]+)((?:\[[^\]]+\])*)(?:\.|$)")
_KEY = re.compile(r"\[([^\]]+)\]")
_NAMED_BY = ("id", "level", "item")


@dataclass(frozen=True)
class CoverageReport:
    """Clause ids by how they are covered, in the order of the document.

    ``uncovered`` have no entry, ``twice`` more than one, ``unknown`` are entries for no clause.
    """

    carried: tuple[str, ...]
    finding: tuple[str, ...]
    beyond: tuple[str, ...]
    uncovered: tuple[str, ...]
    twice: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not (self.uncovered or self.twice or self.unknown)

    def as_json(self) -> dict[str, object]:
        names = (*HOW, "uncovered", "twice", "unknown")
        return {"complete": self.complete, **{name: list(getattr(self, name)) for name in names}}


@dataclass(frozen=True)
class Broken:
    """A claim of the coverage list that leads nowhere."""

    item: str
    kind: str
    target: str

    @property
    def reason(self) -> Phrase:
        return phrase(SENTENCES[self.kind], item=self.item, target=self.target)


def coverage(plan: Plan) -> CoverageReport:
    """How each clause of the index is covered."""
    clauses = [clause.id for clause in plan.clauses]
    entries = Counter(entry.item for entry in plan.coverage)
    how = {entry.item: entry.how for entry in plan.coverage}
    return CoverageReport(
        carried=tuple(clause for clause in clauses if how.get(clause) == "carried"),
        finding=tuple(clause for clause in clauses if how.get(clause) == "finding"),
        beyond=tuple(clause for clause in clauses if how.get(clause) == "beyond"),
        uncovered=tuple(clause for clause in clauses if clause not in entries),
        twice=tuple(clause for clause in clauses if entries[clause] > 1),
        unknown=tuple(item for item in entries if item not in set(clauses)),
    )


def items_json(plan: Plan) -> list[dict[str, object]]:
    """Each clause with all that its entry names, in the order of the document.

    ``how`` is null for a clause in none; ``finding`` is the whole finding; texts are in both
    languages.
    """
    entries = {entry.item: entry for entry in plan.coverage}
    findings = {finding.id: finding.model_dump(mode="json") for finding in plan.findings}
    items: list[dict[str, object]] = []
    for clause in plan.clauses:
        entry = entries.get(clause.id)
        if entry is None:
            items.append({"item": clause.id, "how": None})
            continue
        named = entry.model_dump(mode="json")
        items.append({**named, "finding": findings.get(entry.finding or "")})
    return items


def verify(plan: Plan, root: Path, ran: Collection[str] | None = None) -> tuple[Broken, ...]:
    """Claims that lead nowhere: data in the plan, modules and tests below ``root``.

    ``ran`` holds the pytest ids that passed; given, every named test must be among them, a
    parametrised one with at least one of its cases.
    """
    data = plan.model_dump(mode="json")
    passed = None if ran is None else {*ran, *(test.partition("[")[0] for test in ran)}
    broken: list[Broken] = []
    for entry in plan.coverage:
        item = entry.item
        broken += [Broken(item, "data", path) for path in entry.data if not _has(data, path)]
        broken += [Broken(item, "code", name) for name in entry.code if not _module(root, name)]
        for test in entry.tests:
            if not names_a_test(root, test):
                broken.append(Broken(item, "test", test))
            elif passed is not None and test not in passed:
                broken.append(Broken(item, "run", test))
    return tuple(broken)


def resolve(data: Any, path: str) -> Any:
    """The value at a path such as ``organisation.groups[technical].leader``.

    A list is indexed by its items' ``id``, ``level`` or ``item``, or by the item itself if it is
    a text. Raises LookupError naming the step that leads nowhere; an empty value is nowhere too.
    """
    for step in _steps(path):
        data = _at(data, step)
    if data in (None, "", [], {}):
        raise LookupError(f"{path}: empty")
    return data


def remove(data: dict[str, Any], path: str) -> dict[str, Any]:
    """A copy of the data without what stands at the path. Raises LookupError as ``resolve``."""
    rest = copy.deepcopy(data)
    *parents, last = _steps(path)
    holder: Any = rest
    for step in parents:
        holder = _at(holder, step)
    found = _at(holder, last)
    if isinstance(holder, list):
        holder.remove(found)
    else:
        del holder[last.name]
    return rest


@dataclass(frozen=True)
class _Step:
    name: str
    listed: bool
    """In square brackets: an item of a list rather than a key."""


def _steps(path: str) -> list[_Step]:
    steps: list[_Step] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if not found:
            raise LookupError(f"{path}: not a path from {path[at:]!r} on")
        steps.append(_Step(found[1], listed=False))
        steps += [_Step(key, listed=True) for key in _KEY.findall(found[2])]
        at = found.end()
    if not steps or path.endswith("."):
        raise LookupError(f"{path!r}: not a path")
    return steps


def _at(data: Any, step: _Step) -> Any:
    if isinstance(data, dict) and not step.listed and step.name in data:
        return data[step.name]
    if isinstance(data, list) and step.listed:
        for item in data:
            names = [item.get(by) for by in _NAMED_BY] if isinstance(item, dict) else [item]
            if step.name in (str(name) for name in names if name is not None):
                return item
    raise LookupError(f"nothing at {step.name}")


def _has(data: Any, path: str) -> bool:
    try:
        resolve(data, path)
    except LookupError:
        return False
    return True


def _module(root: Path, name: str) -> bool:
    place = root.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def names_a_test(root: Path, test: str) -> bool:
    """Whether a pytest id names a test function, or a class and its method, in its file."""
    file, _, inside = test.partition("[")[0].partition("::")
    place = root / file
    return bool(inside) and place.is_file() and inside in _tests_in(place)


@cache
def _tests_in(file: Path) -> frozenset[str]:
    found: set[str] = set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, functions):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{part.name}" for part in node.body if isinstance(part, functions)
            }
    return frozenset(name for name in found if name.rpartition("::")[2].startswith("test"))
