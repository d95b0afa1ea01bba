"""Where identifiers come from: random in operation, counted in a seeded exercise."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol


class Ids(Protocol):
    """A source of identifiers that never repeat within one installation."""

    def new(self, kind: str) -> str:
        """A fresh identifier such as ``inc-4f0c…``; ``kind`` is a short lower-case prefix."""
        ...


class RandomIds:
    """80 random bits per identifier."""

    def new(self, kind: str) -> str:
        return f"{kind}-{secrets.token_hex(10)}"


@dataclass
class CountedIds:
    """Identifiers that are the same in every run, for exercises that must repeat byte by byte."""

    seed: str
    count: int = 0

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.seed}-{self.count:05d}"
