"""People's words go into the vault before anything is decided; the log holds references only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from incident.commands import Command
from incident.model import sealed_fields
from runtime.vault import Vault


def seal(
    vault: Vault, connection: Connection, incident: str, command: Command, cause: str
) -> Command:
    """The command with references in place of words, under the key of its case.

    A reference ends with a digest of the words, which thereby stands in the log: words exchanged
    in the vault are found. The digest is made with the case's key, so the log gives no word away,
    and nothing at all once that key is destroyed.
    """
    texts = words_of(command, cause)
    if not texts:
        return command
    return refer(command, cause, vault.seal_attested(connection, f"case:{incident}", texts))


def words_of(command: Command, cause: str) -> dict[str, str]:
    """The words of a command by the names that their references begin with."""
    texts = {
        f"{cause}.{name}": text
        for name in sealed_fields(type(command))
        if (text := getattr(command, name)) is not None
    }
    if command.override is not None:
        texts[f"{cause}.override"] = command.override.reason
    return texts


def refer(command: Command, cause: str, refs: Mapping[str, str]) -> Command:
    """The command with the reference of each name in place of its words."""
    changes: dict[str, Any] = {name.removeprefix(f"{cause}."): ref for name, ref in refs.items()}
    if command.override is not None:
        changes["override"] = command.override.model_copy(
            update={"reason": refs[f"{cause}.override"]}
        )
    return command.model_copy(update=changes)
