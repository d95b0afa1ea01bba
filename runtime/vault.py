"""Personal data apart, in a form that can be erased by forgetting a key.

Names, numbers, households and free text are sealed with AES-256-GCM under a data key per owner (a
person or a case); data keys are wrapped by the master key, which is not in the database. The log
and every other table hold references only, so destroying an owner's key erases the texts and
leaves the log whole (right to deletion: Personal Information Protection Law of China, art. 47).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select, text, type_coerce, update
from sqlalchemy.types import NullType
from sqlmodel import col

from runtime.clock import Clock
from runtime.columns import Instant
from runtime.datakey import KEY_BYTES, NONCE_BYTES, DataKey, attested, bound
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.tables import Sealed, VaultKey

HOME = "CN"
"""Region of telephone numbers where the installation names none."""

_REFS_AT_ONCE = 500  # below every engine's limit of parameters in one statement
_FEW_REFS = 3  # a person's addresses, say: one by one they are read sooner than together

Standing = Literal["sound", "unattested", "erased", "missing", "altered", "locked"]
"""How a sealed text stands. ``unattested``: it opens, and its ref holds no digest of it;
``locked``: its owner's key does not open with this master key."""

# Two writers may meet a new owner at once: the first key counts, for both.
_NEW_KEY = Prepared(
    text(
        "INSERT INTO vault_key (owner, wrapped, created_at) "
        "VALUES (:owner, :wrapped, :created_at) ON CONFLICT (owner) DO NOTHING"
    ).bindparams(bindparam("created_at", type_=Instant))
)
_KEY = Prepared(select(col(VaultKey.wrapped)).where(col(VaultKey.owner) == bindparam("owner")))
_SEAL = Prepared(insert(Sealed).inline())

# Values as they lie there: one that was spoilt by hand must not stop the reading of others.
_STORED = select(
    col(Sealed.ref),
    col(Sealed.owner),
    type_coerce(col(Sealed.nonce), NullType()).label("nonce"),
    type_coerce(col(Sealed.ciphertext), NullType()).label("ciphertext"),
    type_coerce(col(VaultKey.wrapped), NullType()).label("wrapped"),
).join(VaultKey, col(VaultKey.owner) == col(Sealed.owner))
_ONE_STORED = Prepared(_STORED.where(col(Sealed.ref) == bindparam("wanted")))


class Vault:
    """Seals and opens texts. Works inside the transaction of the connection it is given."""

    def __init__(self, master_key: bytes, clock: Clock, region: str = HOME) -> None:
        """``master_key`` is 32 bytes (``ValueError`` otherwise). ``region`` is where a telephone
        number that names no country belongs: every digest of one is made with it."""
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key has {KEY_BYTES} bytes, not {len(master_key)}")
        self._master = AESGCM(master_key)
        self._clock = clock
        self.region = region

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
        _keep(connection, owner, self.key_for_sealing(connection, owner), texts)

    def seal_attested(
        self, connection: Connection, owner: str, texts: Mapping[str, str]
    ) -> dict[str, str]:
        """Keep several texts of one owner; gives the ref of each name.

        A ref is the name, ``~`` and a keyed digest of the text: whoever keeps the ref can tell
        later whether the vault still holds the same text (``inspect``), and not what it says.
        Names and refusals as in ``seal_many``.
        """
        if not texts:
            return {}
        key = self.key_for_sealing(connection, owner)
        refs = {name: f"{name}~{key.attest(name, plain)}" for name, plain in texts.items()}
        _keep(connection, owner, key, {refs[name]: plain for name, plain in texts.items()})
        return refs

    def attest(self, connection: Connection, owner: str, name: str, text: str) -> str:
        """A digest of a text under its name with the owner's key; see ``DataKey.attest``.

        Raises Refused ``impossible`` where that key was destroyed.
        """
        return self.key_for_sealing(connection, owner).attest(name, text)

    def unseal(self, connection: Connection, refs: Sequence[str]) -> dict[str, str | None]:
        """The text of every ref; ``None`` where the owner's key was destroyed.

        Raises ``Refused``: ``unknown_item`` for a ref never sealed, ``setting`` for another
        master key than the one it was sealed with, ``vault_broken`` if a stored text was altered
        or moved to another ref or owner.
        """
        texts: dict[str, str | None] = {}
        keys: dict[str, DataKey | None] = {}
        for ref, owner, nonce, ciphertext, wrapped in _stored(connection, refs):
            if owner not in keys:
                keys[owner] = None if wrapped is None else self._unwrap(owner, wrapped)
            key = keys[owner]
            texts[ref] = None if key is None else _open(key, ref, nonce, ciphertext)
        for ref in refs:
            if ref not in texts:
                allowed = phrase(N_("a reference that was sealed before"))
                raise Refused("unknown_item", field="ref", value=ref, allowed=allowed)
        return {ref: texts[ref] for ref in refs}

    def inspect(self, connection: Connection, refs: Sequence[str]) -> dict[str, Standing]:
        """How the text of every ref stands. Refuses nothing: what is wrong is the answer."""
        found: dict[str, Standing] = dict.fromkeys(refs, "missing")
        keys: dict[str, DataKey | Standing] = {}
        for ref, owner, nonce, ciphertext, wrapped in _stored(connection, refs):
            if owner not in keys:
                keys[owner] = self._key_or_standing(owner, wrapped)
            key = keys[owner]
            found[ref] = _standing(key, ref, nonce, ciphertext) if isinstance(key, DataKey) else key
        return found

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

    def key_of(self, connection: Connection, owner: str) -> DataKey | None:
        """The owner's key, for what is kept in other tables than the vault's; None where it was
        destroyed, or never made. Raises Refused ``setting`` as ``unseal``."""
        rows = _KEY.run(connection, {"owner": owner})
        wrapped = rows[0].wrapped if rows else None
        return None if wrapped is None else self._unwrap(owner, wrapped)

    def key_standing(self, connection: Connection, owner: str) -> DataKey | Standing:
        """The owner's key, or why there is none: ``missing``, ``erased`` or ``locked``. Refuses
        nothing."""
        query = select(type_coerce(col(VaultKey.wrapped), NullType()))
        row = connection.execute(query.where(col(VaultKey.owner) == owner)).one_or_none()
        return "missing" if row is None else self._key_or_standing(owner, row[0])

    def key_for_sealing(self, connection: Connection, owner: str) -> DataKey:
        """The owner's key, made if there is none yet. Raises Refused ``impossible`` if it was
        destroyed."""
        rows = _KEY.run(connection, {"owner": owner})
        if not rows:
            fresh = {
                "owner": owner,
                "wrapped": self._wrap(owner, AESGCM.generate_key(KEY_BYTES * 8)),
                "created_at": self._clock.now(),
            }
            _NEW_KEY.run(connection, fresh)
            rows = _KEY.run(connection, {"owner": owner})
        wrapped = rows[0].wrapped
        if wrapped is None:
            allowed = phrase(N_("an owner whose data was not erased"))
            raise Refused("impossible", field="owner", value=owner, allowed=allowed)
        return self._unwrap(owner, wrapped)

    def _wrap(self, owner: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, key, bound("vault_key", owner))

    def _unwrap(self, owner: str, wrapped: bytes) -> DataKey:
        nonce, ciphertext = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return DataKey(
                self._master.decrypt(nonce, ciphertext, bound("vault_key", owner)), owner
            )
        except InvalidTag:
            raise Refused(
                "setting",
                field="TAILINGS_MASTER_KEY",
                value=None,
                allowed=phrase(N_("the master key that this database was made with")),
            ) from None

    def _key_or_standing(self, owner: str, wrapped: object) -> DataKey | Standing:
        if wrapped is None:
            return "erased"
        try:
            return self._unwrap(owner, wrapped) if isinstance(wrapped, bytes) else "locked"
        except (Refused, ValueError):
            return "locked"


def _keep(connection: Connection, owner: str, key: DataKey, texts: Mapping[str, str]) -> None:
    rows = []
    for ref, plain in texts.items():
        nonce, ciphertext = key.seal(ref, plain)
        rows.append({"ref": ref, "owner": owner, "nonce": nonce, "ciphertext": ciphertext})
    _SEAL.run(connection, *rows)


def _stored(connection: Connection, refs: Sequence[str]) -> Iterator[Any]:
    if len(refs) <= _FEW_REFS:
        for ref in dict.fromkeys(refs):
            yield from _ONE_STORED.run(connection, {"wanted": ref})
        return
    for start in range(0, len(refs), _REFS_AT_ONCE):
        part = refs[start : start + _REFS_AT_ONCE]
        yield from connection.execute(_STORED.where(col(Sealed.ref).in_(part)))


def _open(key: DataKey, ref: str, nonce: bytes, ciphertext: bytes) -> str:
    plain = key.open(ref, nonce, ciphertext)
    if plain is None:
        allowed = phrase(N_("the text as it was sealed; restore it from a backup"))
        raise Refused("vault_broken", field="ref", value=ref, allowed=allowed)
    return plain


def _standing(key: DataKey, ref: str, nonce: bytes, ciphertext: bytes) -> Standing:
    plain = key.open(ref, nonce, ciphertext)
    if plain is None:
        return "altered"
    told = attested(ref)
    if told is None:
        return "unattested"
    name, digest = told
    return "sound" if hmac.compare_digest(key.attest(name, plain), digest) else "altered"
