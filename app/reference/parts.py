"""What a folder of YAML files may hold, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from app.reference.shapes import fields_of, summary, table
from playbooks.schema import Cited
from runtime.yamlmodels import Part


def parts_of(root: type[Part], *more: type[Part]) -> str:
    """The part and ``more``, then every part inside it where it comes first."""
    return "\n\n".join(_part(part) for part in dict.fromkeys((root, *more, *_inside(root))))


def _inside(part: type[Part]) -> Iterator[type[Part]]:
    for field in part.model_fields.values():
        for found in _named(field.annotation):
            yield found
            yield from _inside(found)


def _named(annotation: object) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for argument in get_args(annotation):
        yield from _named(argument)


def _part(part: type[Part]) -> str:
    lines = [f"## {part.__name__}"]
    if summary(part):
        lines.append(summary(part))
    cited = issubclass(part, Cited) and part is not Cited
    without = tuple(Cited.model_fields) if cited else ()
    if cited:
        lines.append("Says where it comes from: see [Cited](#cited).")
    rows = [
        (f"`{name}`", kind, "yes" if required else "", note)
        for name, kind, required, note in fields_of(part, without=without)
    ]
    return "\n\n".join([*lines, table(("field", "type", "required", "note"), rows)])
