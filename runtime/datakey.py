"""The data key of one owner: seals and opens texts and files, and attests what they said.

A digest made with the key (HMAC-SHA256, RFC 2104) fixes a text without giving it away: without the
key nobody can try out which short text it may be, and once the key is destroyed nobody ever can.
With the key, no second text gives the same digest.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.canonical import canonical

KEY_BYTES = 32
NONCE_BYTES = 12
DIGEST_DIGITS = 64
_ATTESTING = b"tailings: digests of texts, 1"
_ATTESTING_FILES = b"tailings: digests of files, 1"


class DataKey:
    """32 bytes that only one owner's texts are sealed under."""

    def __init__(self, raw: bytes, owner: str) -> None:
        self._owner = owner
        self._cipher = AESGCM(raw)
        # Another key than the cipher's: one key, one purpose.
        self._attesting = hmac.digest(raw, _ATTESTING, "sha256")
        self._attesting_files = hmac.digest(raw, _ATTESTING_FILES, "sha256")

    def seal(self, ref: str, text: str) -> tuple[bytes, bytes]:
        """Nonce and ciphertext, bound to ``ref`` and the owner."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce, self._cipher.encrypt(nonce, text.encode("utf-8"), bound(ref, self._owner))

    def open(self, ref: str, nonce: bytes, ciphertext: bytes) -> str | None:
        """The text; None if anything of it was altered or belongs to another ref or owner."""
        try:
            plain = self._cipher.decrypt(nonce, ciphertext, bound(ref, self._owner))
            return plain.decode("utf-8")
        except (InvalidTag, ValueError, TypeError):
            return None

    def seal_file(self, ref: str, content: bytes) -> bytes:
        """The nonce, then the ciphertext, bound to ``ref`` and the owner."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, bound(ref, self._owner))

    def open_file(self, ref: str, sealed: bytes) -> bytes | None:
        """The content; None as in ``open``."""
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, ciphertext, bound(ref, self._owner))
        except (InvalidTag, ValueError):
            return None

    def attest_file(self, ref: str, media: str, content: bytes) -> str:
        """The digest of a file, its ref and what it is said to be, 64 hexadecimal digits."""
        told = canonical([ref, media]) + content
        return hmac.digest(self._attesting_files, told, "sha256").hex()

    def attest(self, name: str, text: str) -> str:
        """The digest of a text under its name, 64 hexadecimal digits."""
        return hmac.digest(self._attesting, canonical([name, text]), "sha256").hex()


def attested(ref: str) -> tuple[str, str] | None:
    """Name and digest of a ref that ends with its text's digest; None for one without."""
    name, mark, digest = ref.rpartition("~")
    return (name, digest) if mark and len(digest) == DIGEST_DIGITS else None


@lru_cache(maxsize=8192)
def bound(ref: str, owner: str) -> bytes:
    """Associated data: a ciphertext moved to another ref or owner does not open. Names only, and
    the same thousand for every view of a long incident."""
    return canonical([ref, owner])
