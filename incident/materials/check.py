"""Whether the files that a log refers to are still the ones that were kept.

The log holds a keyed digest of each file. Whoever has the case's key can hold the file against it:
one that was changed, exchanged or removed is a finding of the entry that brought it.
"""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import Connection, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import col

from incident.chain import Chain, Words
from incident.events import MaterialKept
from incident.tables import MaterialRow
from runtime.datakey import DataKey
from runtime.language import N_, phrase
from runtime.vault import Standing, Vault

FAULTS: dict[Standing, str] = {
    "missing": N_("the file {id} is missing"),
    "altered": N_("the file {id} is not the one that was kept"),
    "locked": N_(
        "the file {id} does not open with this master key: it is another one, or the key of the "
        "case was altered"
    ),
}


def check_files(connection: Connection, chain: Chain, vault: Vault) -> Words:
    """Open every file that the entries of ``chain`` name, one at a time; add what is wrong to its
    findings. Gives how many were sound and how many were erased."""
    key = vault.key_standing(connection, f"case:{chain.incident}") if chain.files else "missing"
    found = [(seq, file, _standing(connection, key, file)) for seq, file in chain.files]
    for seq, file, standing in found:
        if (fault := FAULTS.get(standing)) is not None:
            chain.find(seq, "file", phrase(fault, id=file.material))
    counted = [standing for _, _, standing in found]
    return Words(counted.count("sound"), counted.count("erased"), 0)


def _standing(connection: Connection, key: DataKey | Standing, file: MaterialKept) -> Standing:
    if not isinstance(key, DataKey):
        return key
    # As it lies there: a value that was spoilt by hand must not stop the reading of others.
    raw = type_coerce(col(MaterialRow.sealed), NullType())
    query = select(raw).where(col(MaterialRow.id) == file.material)
    rows: Any = connection.execute(query).all()
    if not rows:
        return "missing"
    sealed = rows[0][0]
    content = key.open_file(file.material, sealed) if isinstance(sealed, bytes) else None
    if content is None:
        return "altered"
    told = key.attest_file(file.material, file.media, content)
    return "sound" if hmac.compare_digest(told, file.digest) else "altered"
