"""The figures in an answer: an alert's two, and the six that start something from a telephone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from notify.answers.words import EMERGENCY, KEYS

KEPT = timedelta(hours=48)
"""How long a code on one phone belongs to its alert, in the worst case of an answer that waits at
a carrier."""

NEVER = frozenset(number[1:] for number in EMERGENCY) | frozenset(a + b for a in KEYS for b in KEYS)
"""Codes that are not given out: 10, 19, 20 and 22 behind key 1 are the numbers 110, 119, 120 and
122; two keys, such as 12, may be two answers."""

CODES = tuple(str(n) for n in range(10, 100) if str(n) not in NEVER)

WRONG_TRIES = 2
"""So many wrong secrets shut a lock for good: a guess has two chances in a million."""


def choose(seed: str, used: Mapping[str, datetime], now: datetime) -> str | None:
    """A code for a new alert on one phone: the same for the same ``seed``, as drills repeat.

    ``used`` holds when each code was last written to that phone; one within ``KEPT`` is not given
    again. None if all are taken: then the alert goes out without a code, rather than with a
    second owner for one.
    """
    free = [code for code in CODES if code not in used or now - used[code] >= KEPT]
    if not free:
        return None
    drawn = int.from_bytes(hashlib.sha256(seed.encode("utf-8")).digest()[:8], "big")
    return free[drawn % len(free)]


def new_secret() -> str:
    """Six figures that nobody can foresee; 0 may stand in front."""
    return f"{secrets.randbelow(10**6):06d}"


@dataclass(frozen=True, slots=True)
class Seal:
    """What is kept of a secret. Trying all of a million against it takes hours, not a moment."""

    salt: bytes
    digest: bytes


def seal(secret: str, salt: bytes | None = None) -> Seal:
    """The seal of a secret, with a salt of its own; some 50 ms of work (scrypt, RFC 7914)."""
    salt = secrets.token_bytes(16) if salt is None else salt
    digest = hashlib.scrypt(secret.encode("utf-8"), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return Seal(salt, digest)


def matches(kept: Seal, secret: str) -> bool:
    """Whether this is the secret; takes as long for a near miss as for a far one."""
    return hmac.compare_digest(kept.digest, seal(secret, kept.salt).digest)


Verdict = Literal["opened", "wrong", "locked", "expired", "used"]


@dataclass(frozen=True, slots=True)
class Lock:
    """One secret's life: opens once, within its time, after at most one wrong try.

    A clock that was set back since it was made shuts none: who has the order in hand gives it.
    """

    until_at: datetime
    """The first moment at which it no longer opens."""
    wrong: int = 0
    used: bool = False

    def shut(self, now: datetime) -> Verdict | None:
        """Why no secret opens it now; None where the right one would."""
        if self.used:
            return "used"
        if self.wrong >= WRONG_TRIES:
            return "locked"
        return None if now < self.until_at else "expired"

    def tried(self, right: bool, now: datetime) -> tuple[Lock, Verdict]:
        """The lock after a try, and what came of it. A try on a shut lock changes nothing."""
        if (why := self.shut(now)) is not None:
            return self, why
        if right:
            return replace(self, used=True), "opened"
        after = replace(self, wrong=self.wrong + 1)
        return after, after.shut(now) or "wrong"


def turn(lock: Lock, kept: Seal, secret: str, now: datetime) -> tuple[Lock, Verdict]:
    """Try a secret. A shut lock is not compared at all, so it tells nothing, even by its time."""
    right = lock.shut(now) is None and matches(kept, secret)
    return lock.tried(right, now)
