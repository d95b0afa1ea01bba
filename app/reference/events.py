"""docs/reference/events.md: the commands with their row of the lifecycle, and the events."""

from __future__ import annotations

from collections.abc import Iterator

from app.reference.shapes import fields_of, summary, table
from incident.commands import COMMANDS, Command
from incident.events import EVENTS, Assignment, Ground
from incident.lifecycle import EVER, OPEN, ROWS, Row
from incident.model import DecidedOn, Override, Spoken, Wire, sealed_fields

ALWAYS = tuple(Command.model_fields)
"""Fields that every command has."""


def render() -> str:
    """Commands in the order of the lifecycle table, events by name, then the parts of both."""
    return "\n\n".join([*_commands(), *_events(), *_parts()])


def _commands() -> Iterator[str]:
    yield f"## Commands ({len(COMMANDS)})"
    yield "Every command may also carry:"
    yield _fields(Command)
    for name, row in ROWS.items():
        command = COMMANDS[name]
        yield f"### {name}"
        if summary(command):
            yield summary(command)
        yield _row(row)
        if len(command.model_fields) > len(ALWAYS):
            yield _fields(command, ALWAYS)


def _row(row: Row) -> str:
    stages = {OPEN: "any open stage", EVER: "any stage", ("none",): "before there is an incident"}
    said = stages.get(row.stages) or ", ".join(f"`{s}`" for s in row.stages)
    who = f"the plan's authority for `{row.action}`" if row.action else f"`{row.who}`"
    parts = [f"Possible in: {said}.", f"Who: {who}.", f"Event: [{row.event}](#{_anchor(row)})."]
    if row.to:
        parts.append(f"Leads to `{row.to}`.")
    if row.needs:
        parts.append(f"Needs: {row.needs}.")
    return " ".join(parts)


def _anchor(row: Row) -> str:
    return row.event.lower()


def _events() -> Iterator[str]:
    yield f"## Events ({len(EVENTS)})"
    for name, event in sorted(EVENTS.items()):
        yield f"### {name}"
        if summary(event):
            yield summary(event)
        yield f"Schema version {event.schema_version}."
        if event.model_fields:
            yield _fields(event)


def _parts() -> Iterator[str]:
    yield "## Parts"
    for part in (Spoken, Override, DecidedOn, Ground, Assignment):
        yield f"### {part.__name__}"
        if summary(part):
            yield summary(part)
        yield _fields(part)


def _fields(model: type[Wire], without: tuple[str, ...] = ()) -> str:
    sealed = sealed_fields(model)
    rows = [
        (
            f"`{name}`",
            kind if required else f"{kind} (optional)",
            "sealed" if name in sealed else "",
            note,
        )
        for name, kind, required, note in fields_of(model, without=without)
    ]
    return table(("field", "type", "sealed", "note"), rows)
