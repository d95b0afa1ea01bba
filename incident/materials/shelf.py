"""Where files of an incident lie: sealed on arrival, opened for one reader at a time.

Nothing here asks who may: that is for those who call.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from incident.codec import Envelope
from incident.materials.arrival import Arrived
from incident.materials.row import Kept
from incident.materials.stock import lies, stock
from incident.tables import MaterialRow
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

SHARE = 200 * 1024 * 1024
"""Bytes that one person may send to one incident: nobody fills the disk by mistake."""

UNBROUGHT = 40 * 1024 * 1024
"""Bytes of one person in one incident that no entry has brought yet. A telephone sends the files of
an entry and then the entry, so that no more than one entry's wait as a rule."""
UNBROUGHT_OF_ALL = 10 * UNBROUGHT
"""The same of everybody in one incident."""

AT_MOST = N_("at most {number} bytes")
ENTER_FIRST = N_("at most {number} bytes until entries bring the files that you sent: enter those")
OTHERS_FIRST = N_("at most {number} bytes until entries bring the files that people sent")
ALL_TOGETHER = N_(
    "at most {number} bytes: the files of all incidents together may take {limit} MiB "
    "(TAILINGS_FILES_MIB); enter it in words, and tell the duty desk"
)

_KNOWN = ("id", "media", "size", "digest", "kept_by", "kept_at")


def keep(
    connection: Connection,
    vault: Vault,
    envelope: Envelope,
    file: Arrived,
    person: str,
    now: datetime,
    *,
    name: str,
    arrived_at: datetime,
    command: str | None = None,
    brought: Collection[str] = (),
    most_mib: int | None = None,
) -> str:
    """Seal a file under the key of its case; gives its id.

    ``name`` is a fresh id; ``now`` is incident time, ``arrived_at`` operating time. ``brought``
    are the files that entries have brought already, ``most_mib`` what the files of all incidents
    together may take. The same ``command`` a second time gives the id of the first and keeps
    nothing. Raises Refused ``duplicate`` for another file under it, ``too_large`` beyond a person's
    share of an incident, of what waits for its entry or of the whole, ``impossible`` where the case
    was erased.
    """
    content, media = file.content, file.kind.media
    key = vault.key_for_sealing(connection, _owner(envelope.incident))
    earlier = None if command is None else _kept_by(connection, command)
    if earlier is not None:
        if key.attest_file(earlier.id, media, content) == earlier.digest:
            return str(earlier.id)
        allowed = phrase(N_("an identifier that no other file has used"))
        raise Refused("duplicate", field="command_id", value=command, allowed=allowed)
    _must_fit(len(content), _lying(connection, envelope.incident), person, brought)
    if most_mib is not None:
        _must_fit_all(connection, len(content), most_mib)
    connection.execute(
        insert(MaterialRow),
        {
            "id": name,
            "incident": envelope.incident,
            "mode": envelope.mode,
            "media": media,
            "size": len(content),
            "digest": key.attest_file(name, media, content),
            "sealed": key.seal_file(name, content),
            "kept_by": person,
            "kept_at": now,
            "command": command,
            "arrived_at": arrived_at,
        },
    )
    return name


def kept(connection: Connection, envelope: Envelope, names: Sequence[str]) -> Mapping[str, Kept]:
    """Those of the named files that are kept with this incident and were not removed, by id."""
    if not names:
        return {}
    columns = MaterialRow.__table__.c  # type: ignore[attr-defined]
    query = select(*(columns[name] for name in _KNOWN)).where(
        col(MaterialRow.id).in_(names),
        col(MaterialRow.incident) == envelope.incident,
        col(MaterialRow.mode) == envelope.mode,
        lies(),
    )
    return {row[0]: Kept(*row) for row in connection.execute(query)}


def content_of(connection: Connection, vault: Vault, incident: str, kept: Kept) -> bytes | None:
    """The file as it was kept; None where its case was erased.

    Raises Refused ``vault_broken`` for one that is missing or was altered, ``setting`` for another
    master key than the one it was sealed with.
    """
    key = vault.key_of(connection, _owner(incident))
    if key is None:
        return None
    sealed = connection.execute(
        select(col(MaterialRow.sealed)).where(col(MaterialRow.id) == kept.id)
    ).scalar()
    content = None if sealed is None else key.open_file(kept.id, sealed)
    if content is None or key.attest_file(kept.id, kept.media, content) != kept.digest:
        allowed = phrase(N_("the file as it was sealed; restore it from a backup"))
        raise Refused("vault_broken", field="material", value=kept.id, allowed=allowed)
    return content


def _owner(incident: str) -> str:
    return f"case:{incident}"


def _kept_by(connection: Connection, command: str) -> Any:
    query = select(col(MaterialRow.id), col(MaterialRow.digest))
    return connection.execute(query.where(col(MaterialRow.command) == command)).one_or_none()


def _must_fit(
    size: int, lying: Sequence[tuple[str, str, int]], person: str, brought: Collection[str]
) -> None:
    waits = [(by, of) for name, by, of in lying if name not in brought]
    left = SHARE - sum(of for _, by, of in lying if by == person)
    own = UNBROUGHT - sum(of for by, of in waits if by == person)
    whole = UNBROUGHT_OF_ALL - sum(of for _, of in waits)
    for room, form in ((left, AT_MOST), (own, ENTER_FIRST), (whole, OTHERS_FIRST)):
        if size > room:
            allowed = phrase(form, number=max(room, 0))
            raise Refused("too_large", field="body", value=size, allowed=allowed)


def _must_fit_all(connection: Connection, size: int, most_mib: int) -> None:
    room = (most_mib << 20) - stock(connection).size
    if size > room:
        allowed = phrase(ALL_TOGETHER, number=max(room, 0), limit=most_mib)
        raise Refused("too_large", field="body", value=size, allowed=allowed)


def _lying(connection: Connection, incident: str) -> Sequence[tuple[str, str, int]]:
    """Id, keeper and size of each file of an incident that was not removed."""
    asked = select(col(MaterialRow.id), col(MaterialRow.kept_by), col(MaterialRow.size))
    rows = connection.execute(asked.where(col(MaterialRow.incident) == incident, lies()))
    return [(row[0], row[1], row[2]) for row in rows]
