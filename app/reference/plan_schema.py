"""docs/reference/plan-schema.md: what a plan's folder may hold, part by part."""

from __future__ import annotations

from collections.abc import Iterator

from app.reference.shapes import fields_of, summary, table
from playbooks import schema


def render() -> str:
    """Every part of the schema in the order of its module, the whole plan first."""
    return "\n\n".join(_part(part) for part in _parts())


def _parts() -> Iterator[type[schema.Part]]:
    yield schema.Plan
    for value in vars(schema).values():
        if (
            isinstance(value, type)
            and issubclass(value, schema.Part)
            and value not in (schema.Part, schema.Plan)
        ):
            yield value


def _part(part: type[schema.Part]) -> str:
    lines = [f"## {part.__name__}"]
    if summary(part):
        lines.append(summary(part))
    cited = issubclass(part, schema.Cited) and part is not schema.Cited
    without = tuple(schema.Cited.model_fields) if cited else ()
    if cited:
        lines.append("Says where it comes from: see [Cited](#cited).")
    rows = [
        (f"`{name}`", kind, "yes" if required else "", note)
        for name, kind, required, note in fields_of(part, without=without)
    ]
    return "\n\n".join([*lines, table(("field", "type", "required", "note"), rows)])
