"""Personal data apart, in a form that can be erased by forgetting a key.

Names, numbers, households and free text are sealed with AES-256-GCM under a data key per owner (a
person or a case); data keys are wrapped by the master key, which is not in the database. The log
and every other table hold references only, so destroying an owner's key erases the texts and
leaves the log whole (right to deletion: Personal Information Protection Law of China, art. 47).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlmodel import col

from runtime.canonical import canonical
from runtime.clock import Clock
from runtime.columns import Instant
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.tables import Sealed, VaultKey

KEY_BYTES = 32
_NONCE_BYTES = 12
_REFS_AT_ONCE = 500  # below every engine's limit of parameters in one statement

# Two writers may meet a new owner at once: the first key counts, for both.
_NEW_KEY = text(
    "INSERT INTO vault_key (owner, wrapped, created_at) VALUES (:owner, :wrapped, :created_at) "
    "ON CONFLICT (owner) DO NOTHING"
).bindparams(bindparam("created_at", type_=Instant))
_KEY = Prepared(select(col(VaultKey.wrapped)).where(col(VaultKey.owner) == bindparam("owner")))
_SEAL = Prepared(insert(Sealed).inline())


class Vault:
    """Seals and opens texts. Works inside the transaction of the connection it is given."""

    def __init__(self, master_key: bytes, clock: Clock) -> None:
        """``master_key`` is 32 bytes (``ValueError`` otherwise)."""
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key has {KEY_BYTES} bytes, not {len(master_key)}")
        self._master = AESGCM(master_key)
        self._clock = clock

    def seal(self, connection: Connection, owner: str, text: str, ref: str) -> None:
        """Keep ``text`` under ``ref``, a fresh identifier that the caller made."""
        self.seal_many(connection, owner, {ref: text})

    def seal_many(self, connection: Connection, owner: str, texts: Mapping[str, str]) -> None:
        """Keep several texts of one owner, by their refs.

        A ref is used once: a changed text gets a new one (``IntegrityError`` otherwise).
        Raises ``Refused("impossible")`` if the owner's key was destroyed: what was erased on
        demand does not come back under the same owner.
        """
        if not texts:
            return
        key = self._key_for_sealing(connection, owner)
        rows = []
        for ref, plain in texts.items():
            nonce = secrets.token_bytes(_NONCE_BYTES)
            ciphertext = key.encrypt(nonce, plain.encode("utf-8"), _bound_to(ref, owner))
            rows.append({"ref": ref, "owner": owner, "nonce": nonce, "ciphertext": ciphertext})
        _SEAL.run(connection, *rows)

    def unseal(self, connection: Connection, refs: Sequence[str]) -> dict[str, str | None]:
        """The text of every ref; ``None`` where the owner's key was destroyed.

        Raises ``Refused``: ``unknown_item`` for a ref never sealed, ``setting`` for another
        master key than the one it was sealed with, ``vault_broken`` if a stored text was altered
        or moved to another ref or owner.
        """
        texts: dict[str, str | None] = {}
        keys: dict[str, AESGCM | None] = {}
        for start in range(0, len(refs), _REFS_AT_ONCE):
            query = (
                select(
                    col(Sealed.ref),
                    col(Sealed.owner),
                    col(Sealed.nonce),
                    col(Sealed.ciphertext),
                    col(VaultKey.wrapped),
                )
                .join(VaultKey, col(VaultKey.owner) == col(Sealed.owner))
                .where(col(Sealed.ref).in_(refs[start : start + _REFS_AT_ONCE]))
            )
            for ref, owner, nonce, ciphertext, wrapped in connection.execute(query):
                if owner not in keys:
                    keys[owner] = None if wrapped is None else self._unwrap(owner, wrapped)
                key = keys[owner]
                texts[ref] = None if key is None else _open(key, ref, owner, nonce, ciphertext)
        for ref in refs:
            if ref not in texts:
                allowed = phrase(N_("a reference that was sealed before"))
                raise Refused("unknown_item", field="ref", value=ref, allowed=allowed)
        return {ref: texts[ref] for ref in refs}

    def destroy(self, connection: Connection, owner: str) -> None:
        """Drop the owner's key: refs stay, texts are gone, in this database for good.

        A backup made earlier still holds the key. An owner with nothing sealed, or destroyed
        before, is left as it is.
        """
        connection.execute(
            update(VaultKey)
            .where(col(VaultKey.owner) == owner, col(VaultKey.destroyed_at).is_(None))
            .values(wrapped=None, destroyed_at=self._clock.now())
        )

    def _key_for_sealing(self, connection: Connection, owner: str) -> AESGCM:
        rows = _KEY.run(connection, {"owner": owner})
        if not rows:
            fresh = {
                "owner": owner,
                "wrapped": self._wrap(owner, AESGCM.generate_key(KEY_BYTES * 8)),
                "created_at": self._clock.now(),
            }
            connection.execute(_NEW_KEY, fresh)
            rows = _KEY.run(connection, {"owner": owner})
        wrapped = rows[0].wrapped
        if wrapped is None:
            allowed = phrase(N_("an owner whose data was not erased"))
            raise Refused("impossible", field="owner", value=owner, allowed=allowed)
        return self._unwrap(owner, wrapped)

    def _wrap(self, owner: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, key, _bound_to("vault_key", owner))

    def _unwrap(self, owner: str, wrapped: bytes) -> AESGCM:
        nonce, ciphertext = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return AESGCM(self._master.decrypt(nonce, ciphertext, _bound_to("vault_key", owner)))
        except InvalidTag:
            raise Refused(
                "setting",
                field="TAILINGS_MASTER_KEY",
                value=None,
                allowed=phrase(N_("the master key that this database was made with")),
            ) from None


def _open(key: AESGCM, ref: str, owner: str, nonce: bytes, ciphertext: bytes) -> str:
    try:
        return key.decrypt(nonce, ciphertext, _bound_to(ref, owner)).decode("utf-8")
    except InvalidTag:
        allowed = phrase(N_("the text as it was sealed; restore it from a backup"))
        raise Refused("vault_broken", field="ref", value=ref, allowed=allowed) from None


def _bound_to(ref: str, owner: str) -> bytes:
    """Associated data: a ciphertext moved to another ref or owner does not open."""
    return canonical([ref, owner])
