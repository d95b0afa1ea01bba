"""What was sent under a key that its sender chose, so that one key means one thing.

A phone or a program that heard no answer sends again, under the same key; that changes nothing.
The same key with something else in it is not a repetition: its words would be lost in silence, so
it is refused. Kept is a digest of the command with references in place of people's words. Those
end with digests made with the case's key (``incident.sealing``), so no word can be tried out on
it, and after that key is destroyed nobody can tell any more what was sent.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, bindparam, insert, null, select, union
from sqlmodel import col

from incident.codec import Envelope
from incident.commands import Command
from incident.sealing import refer, words_of
from incident.tables import EventRow, SentCommandRow
from runtime.canonical import canonical
from runtime.datakey import DataKey
from runtime.language import N_, phrase, term
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.vault import Vault


def done_before(
    vault: Vault,
    connection: Connection,
    command: str,
    sent: Command | None,
    incident: str | None = None,
) -> str | None:
    """The incident in which this command was done before; None if it never arrived, or was refused.

    ``sent`` is what came now, where the id is made of a key that the sender chose. Raises Refused
    ``duplicate`` where the id stood for something else, or for a command on another incident than
    ``incident``. What came before digests were kept cannot be compared: it counts as the same.
    """
    rows = _ARRIVED.run(connection, {"command": command, "cause": command})
    if not rows:
        return None
    before = str(rows[0].incident)
    if incident not in {None, before}:
        raise Refused(
            "duplicate",
            field="command_id",
            value=command,
            allowed=phrase(N_("an identifier that no other incident has used")),
        )
    digest = next((row.digest for row in rows if row.digest is not None), None)
    if sent is not None and digest is not None:
        bare = _without_words(vault, connection, before, command, sent)
        if bare is not None and _digest(bare) != digest:
            raise Refused(
                "duplicate",
                field="command_id",
                value=term(command, phrase(ELSE)),
                allowed=phrase(NEW_KEY),
            )
    return before


ELSE = N_("something else was sent under this key before, and stands")
NEW_KEY = N_("to enter this too, open the form anew; a program sends it with a new key")


def keep(
    vault: Vault,
    connection: Connection,
    envelope: Envelope,
    command: str,
    sent: Command,
    bare: Command | None,
) -> None:
    """Remember what was sent, also where it changed nothing. ``bare`` is the same with references
    in place of words, where that is there already."""
    bare = bare or _without_words(vault, connection, envelope.incident, command, sent)
    if bare is not None:
        _KEEP.run(
            connection,
            {
                "command": command,
                "incident": envelope.incident,
                "mode": envelope.mode,
                "digest": _digest(bare),
            },
        )


def _without_words(
    vault: Vault, connection: Connection, incident: str, command: str, sent: Command
) -> Command | None:
    """``sent`` with the references that its words would have under this id. Keeps nothing.

    None where the key of the case is no more, or another: then nobody can compare.
    """
    words = words_of(sent, command)
    if not words:
        return sent
    key = vault.key_standing(connection, f"case:{incident}")
    if isinstance(key, DataKey):
        return refer(sent, command, {n: f"{n}~{key.attest(n, text)}" for n, text in words.items()})
    # Under a key that was never made no words were kept: these are others.
    return refer(sent, command, {n: n for n in words}) if key == "missing" else None


def _digest(sent: Command) -> str:
    """SHA-256 of the command's name and of all that is not left at its default."""
    told = sent.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(canonical([sent.wire(), told])).hexdigest()


_BOTH = union(
    select(col(SentCommandRow.incident), col(SentCommandRow.digest)).where(
        col(SentCommandRow.command) == bindparam("command")
    ),
    select(col(EventRow.incident), null()).where(col(EventRow.cause) == bindparam("cause")),
).subquery()
_ARRIVED = Prepared(select(_BOTH.c.incident, _BOTH.c.digest))
_KEEP = Prepared(insert(SentCommandRow).inline())
