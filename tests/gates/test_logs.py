"""No error goes to the log with its words: they may hold a number, a name or a message."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("app", "web", "drills", "notify", "incident", "playbooks", "registry", "runtime")
LEVELS = frozenset({"debug", "info", "warning", "error", "critical", "exception", "log"})


def wordy(source: str) -> list[int]:
    """Lines that log an error otherwise than by ``traced`` or ``kind``."""
    return sorted({line for call in _logging(ast.parse(source)) for line in _faults(*call)})


def _logging(
    tree: ast.AST, caught: frozenset[str] = frozenset()
) -> Iterator[tuple[ast.Call, frozenset[str]]]:
    if isinstance(tree, ast.ExceptHandler) and tree.name:
        caught |= {tree.name}
    if (
        isinstance(tree, ast.Call)
        and isinstance(tree.func, ast.Attribute)
        and tree.func.attr in LEVELS
        and isinstance(tree.func.value, ast.Name)
        and tree.func.value.id in {"log", "_log", "logger"}
    ):
        yield tree, caught
    for child in ast.iter_child_nodes(tree):
        yield from _logging(child, caught)


def _faults(call: ast.Call, caught: frozenset[str]) -> Iterator[int]:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "exception" or any(k.arg == "exc_info" for k in call.keywords):
        yield call.lineno
    for said in call.args:
        if isinstance(said, ast.Call) and isinstance(said.func, ast.Name):
            if said.func.id in {"traced", "kind"}:
                continue
        elif isinstance(said, ast.Attribute) and said.attr == "code":
            continue
        if caught & {one.id for one in ast.walk(said) if isinstance(one, ast.Name)}:
            yield call.lineno


def test_no_error_is_logged_with_its_words() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for part in PARTS
        for path in sorted((ROOT / part).rglob("*.py"))
        for line in wordy(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('_log.exception("x")', [4]),
        ('_log.error("x", exc_info=True)', [4]),
        ('log.warning("x: %s", error)', [4]),
        ('log.warning("x: %s", str(error))', [4]),
        ('log.warning(f"x: {error}")', [4]),
        ('log.warning("x: %s", traced(error))', []),
        ('log.warning("x: %s", error.code)', []),
        ('log.warning("x: %s", name)', []),
    ],
)
def test_the_gate_sees_an_error_that_is_logged(said: str, found: list[int]) -> None:
    assert wordy(f"try:\n    pass\nexcept OSError as error:\n    {said}\n") == found
