"""An entry whose messages are being written: some at a time, one at a time where a fault is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from notify.about import About
from notify.recipients import Way

WRITTEN_AT_ONCE = 20
"""Messages of one transaction."""


@dataclass(frozen=True)
class Addressee:
    """Who is to be told of an entry, by which way, and the names of the intents that say so."""

    person: str
    way: Way
    intents: list[str] = field(default_factory=list)


@dataclass
class Begun:
    """An entry as it was when it was begun: what its letters share, and who has none yet.

    It is in memory only. Whoever begins the entry anew sees in the database who has a letter.
    """

    about: About
    rest: list[Addressee]
    _batch: list[Addressee] = field(default_factory=list)
    _singly: bool = False
    _faults: int = 0
    """In a row."""

    def take(self) -> Sequence[Addressee]:
        """Those who are next; the ones before them have their letters."""
        if self._batch:
            self._faults = 0
        many = 1 if self._singly else WRITTEN_AT_ONCE
        self._batch, self.rest = self.rest[:many], self.rest[many:]
        return self._batch

    def failed(self) -> bool:
        """The letters to those who were taken last were not written. They are tried one by one,
        and whose cannot be written comes after everybody else; False where nobody else is left.
        """
        if self._singly:
            self.rest += self._batch
            self._faults += 1
        else:
            self.rest = [*self._batch, *self.rest]
            self._singly = True
        self._batch = []
        return self._faults < len(self.rest)
