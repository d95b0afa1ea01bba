"""The shape of an incident as the API tells it, made from the state's own fields."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from incident.decisions import Decision
from incident.duties.clock import DutyClock
from incident.figures import Figure
from incident.state import Incident
from web.answered import Words
from web.classified import STATE_EVERYBODY

STATE = "IncidentState"
"""Its name in the contract; its parts begin with ``State``."""

_ADDED: dict[str, tuple[Any, str]] = {
    "figures": (Figure, "object"),
    "open_decisions": (Decision, "array"),
    "duties": (DutyClock, "array"),
    "texts": (Words, "object"),
}
"""What follows from the state and stands beside it."""

_ALWAYS = ("duties", "texts")


def state_shapes(template: str) -> dict[str, Any]:
    """Schemas by name. ``template`` is the reference to one, with ``{model}``.

    Only what everybody is told is required: a field that a person may not read is left out of the
    answer (``web.told_state``).
    """
    parts = template.replace("{model}", "State{model}")
    whole = TypeAdapter(Incident).json_schema(mode="serialization", ref_template=parts)
    shapes: dict[str, Any] = dict(whole.pop("$defs", {}))
    for name, (model, kind) in _ADDED.items():
        schema = TypeAdapter(model).json_schema(mode="serialization", ref_template=parts)
        shapes.update(schema.pop("$defs", {}))
        shapes[model.__name__] = schema
        one = {"$ref": parts.format(model=model.__name__)}
        many = {"items": one} if kind == "array" else {"additionalProperties": one}
        whole["properties"][name] = {"type": kind, **many}
    for shape in shapes.values():
        # as the classification leaves fields out of parts, too
        shape.pop("required", None)
    whole["required"] = sorted({*STATE_EVERYBODY, *_ALWAYS})
    return {STATE: whole, **{f"State{name}": shape for name, shape in shapes.items()}}
