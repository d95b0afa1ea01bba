"""Pydantic models as Markdown tables: name, type and note of every field."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("``", "`")


def summary(cls: type) -> str:
    """The class's own docstring in one paragraph; empty where it has none."""
    written = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    return " ".join(written.split()).replace("``", "`")


def fields_of(
    model: type[BaseModel], *, without: Iterable[str] = ()
) -> list[tuple[str, str, bool, str]]:
    """Name, type, whether required, and note of each field, in the order of the class."""
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    notes = field_notes(model)
    return [
        (name, type_of(schema["properties"][name]), name in required, notes.get(name, ""))
        for name in model.model_fields
        if name not in set(without)
    ]


@cache
def field_notes(cls: type) -> Mapping[str, str]:
    """The strings written below fields in the source, base classes included."""
    notes: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not issubclass(base, BaseModel) or base is BaseModel:
            continue
        (written,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        assert isinstance(written, ast.ClassDef)  # noqa: S101 - the source of a class is one
        for field, note in zip(written.body, written.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(note, ast.Expr)
                and isinstance(note.value, ast.Constant)
            ):
                notes[field.target.id] = " ".join(str(note.value.value).split())
    return notes


def type_of(schema: Mapping[str, Any]) -> str:
    """A type as people read it, from its JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        arms = [type_of(arm) for arm in schema["anyOf"] if arm.get("type") != "null"]
        optional = any(arm.get("type") == "null" for arm in schema["anyOf"])
        return " or ".join(dict.fromkeys(arms)) + (", may be empty" if optional else "")
    if "enum" in schema:
        return " · ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        items = schema.get("items")
        if items is None:
            return "(" + ", ".join(type_of(i) for i in schema.get("prefixItems", ())) + ")"
        return f"list of {type_of(items)}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"mapping to {type_of(values)}" if isinstance(values, dict) else "mapping"
    if kind == "string":
        if "format" in schema:
            return {"date-time": "time with offset"}.get(schema["format"], str(schema["format"]))
        limit = schema.get("maxLength")
        return f"text ≤ {limit}" if limit else "text"
    return {"integer": "whole number", "boolean": "yes or no"}.get(str(kind), str(kind or "any"))
