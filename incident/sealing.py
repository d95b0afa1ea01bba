"""People's words go into the vault before anything is decided; the log holds references only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from incident.commands import Command
from incident.model import sealed_fields
from runtime.vault import Vault


def seal(
    vault: Vault, connection: Connection, incident: str, command: Command, cause: str
) -> Command:
    """The command with references in place of words, under the key of its case."""
    changes: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name in sealed_fields(type(command)):
        if (text := getattr(command, name)) is not None:
            texts[f"{cause}.{name}"] = text
            changes[name] = f"{cause}.{name}"
    if command.override is not None:
        texts[f"{cause}.override"] = command.override.reason
        changes["override"] = command.override.model_copy(update={"reason": f"{cause}.override"})
    if not texts:
        return command
    vault.seal_many(connection, f"case:{incident}", texts)
    return command.model_copy(update=changes)
