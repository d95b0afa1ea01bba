"""A chain of entries, taken row by row: what is wrong with each, and with the whole.

Knows no database: rows come from one, or from an exported file. At the end the chain is compared
with the heads that were kept elsewhere (``incident.anchors``): only they show that somebody who
owns the database rebuilt the whole chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incident.anchors import Anchor
from incident.apart import Apart, changes
from incident.codec import FORMAT, GENESIS, HASHES, digest, entry_of
from incident.events import MaterialKept
from incident.evolve import evolve
from incident.model import sealed_fields
from incident.state import Entry, Incident
from runtime.canonical import canonical
from runtime.language import N_, Phrase, phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written. ``seq`` is None for the log as a whole."""

    seq: int | None
    what: str
    """``changed``, ``column``, ``missing``, ``order``, ``link``, ``unreadable``, ``algorithm``,
    ``cut_off``, ``rebuilt``, ``head``, ``plan``, ``words``, ``file`` or ``row``."""
    text: Phrase


@dataclass(frozen=True, slots=True)
class Words:
    """How many texts and files were held against their digests, and how many could not be."""

    checked: int
    erased: int
    unattested: int
    """Sealed before references carried digests: they open, and that is all that can be said."""

    def __add__(self, more: Words) -> Words:
        return Words(
            self.checked + more.checked,
            self.erased + more.erased,
            self.unattested + more.unattested,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. ``anchor`` is the newest kept head that the log agrees with."""

    incident: str
    seq: int
    hash: str
    anchor: Anchor | None
    findings: tuple[Finding, ...]
    words: Words | None = None
    """None where nobody looked: the vault cannot be opened, or an exported file has no words."""

    @property
    def sound(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class Link:
    """One row as it is stored. ``columns`` repeat parts of the body, or are empty."""

    seq: int
    algorithm: str
    hash: str
    body: str
    columns: Mapping[str, Any] = field(default_factory=dict)


class Chain:
    """Takes rows in stored order, one at a time, and collects what is wrong with them."""

    def __init__(self, incident: str, shared: Mapping[str, Any]) -> None:
        """``shared`` are values that every body must hold, such as mode and jurisdiction."""
        self.incident = incident
        self.seq = 0
        self.hash = GENESIS
        self.findings: list[Finding] = []
        self.state: Incident | None = Incident(id=incident)
        """The fold of the rows, or None from the first one that cannot be folded."""
        self.first: Entry | None = None
        self.last: Entry | None = None
        """The first and the newest entry that could be read."""
        self.words: list[tuple[int, str]] = []
        """Every reference to people's words, with the entry that it stands in."""
        self.files: list[tuple[int, MaterialKept]] = []
        """Every file that an entry brought, with its entry."""
        self._shared = {"format": FORMAT, "incident": incident, **shared}
        self._apart: list[Apart] = []
        self._count = 0
        self._hashes: dict[int, str] = {0: GENESIS}

    def add(self, link: Link) -> None:
        """The next row."""
        self._place(link.seq)
        self._count += 1
        before = len(self.findings)
        stored = self._body(link)
        if stored is not None:
            self._compare(link, stored, sound=len(self.findings) == before)
            self._fold(link.seq, stored)
        else:
            self.state = None
        self.seq, self.hash = link.seq, link.hash
        self._hashes[link.seq] = link.hash

    def finish(self, anchors: Iterable[Anchor]) -> Verdict:
        """Compare with the heads that were kept elsewhere, and say what was found."""
        for it in changes(self._apart, self._count, self._shared):
            self.differs(it.seq, it.what, it.name, it.value, it.wanted)
        trusted: Anchor | None = None
        false: Anchor | None = None
        lost: Anchor | None = None
        for anchor in sorted(anchors, key=lambda a: a.seq):
            if anchor.seq > self.seq:
                lost = anchor
            elif self._hashes.get(anchor.seq) == anchor.hash:
                trusted = anchor
            elif false is None:
                false = anchor
        if false is not None:
            self.find(
                false.seq,
                "rebuilt",
                phrase(
                    N_("the chain is not the one of the head kept at {source}"),
                    source=false.source,
                ),
            )
        if lost is not None:
            self.find(
                self.seq,
                "cut_off",
                phrase(
                    N_("the log ends here; the head kept at {source} has entry {seq}"),
                    source=lost.source,
                    seq=lost.seq,
                ),
            )
        return Verdict(self.incident, self.seq, self.hash, trusted, tuple(self.findings))

    def find(self, seq: int | None, what: str, text: Phrase) -> None:
        """Add a finding."""
        self.findings.append(Finding(seq, what, text))

    def differs(self, seq: int | None, what: str, name: str, value: object, wanted: object) -> None:
        """Add a finding if a value is not the one that it should be."""
        if value != wanted:
            text = phrase(
                N_("{name} is {value}, not {wanted}"),
                name=name,
                value=printable(value),
                wanted=printable(wanted),
            )
            self.find(seq, what, text)

    def _place(self, seq: int) -> None:
        if seq <= self.seq:
            self.find(seq, "order", phrase(N_("comes after entry {last}"), last=self.seq))
        elif seq == self.seq + 2:
            self.find(self.seq + 1, "missing", phrase(N_("this entry is missing")))
        elif seq > self.seq + 2:
            text = phrase(
                N_("entries {first} to {last} are missing"), first=self.seq + 1, last=seq - 1
            )
            self.find(self.seq + 1, "missing", text)

    def _body(self, link: Link) -> dict[str, Any] | None:
        raw = link.body.encode("utf-8", "surrogatepass")
        if link.algorithm not in HASHES:
            text = phrase(
                N_("its hash algorithm {name} is not known; known are {known}"),
                name=printable(link.algorithm),
                known=", ".join(HASHES),
            )
            self.find(link.seq, "algorithm", text)
        elif digest(raw, link.algorithm) != link.hash:
            self.find(link.seq, "changed", phrase(N_("its content does not give its hash")))
        try:
            stored = json.loads(link.body)
            if isinstance(stored, dict) and canonical(stored) == raw:
                return stored
        except (ValueError, RecursionError):
            pass
        self.find(link.seq, "unreadable", phrase(N_("its content is not in canonical form")))
        return None

    def _compare(self, link: Link, stored: Mapping[str, Any], *, sound: bool) -> None:
        seq = link.seq
        self.differs(seq, "link", "prev", stored.get("prev"), self.hash)
        self.differs(seq, "column", "seq", seq, stored.get("seq"))
        apart = {n: said for n, wanted in self._shared.items() if (said := stored.get(n)) != wanted}
        for name, said in apart.items():
            self._apart.append(Apart(seq, name, said, link.columns.get(name, said), sound))
        for name in [n for n in link.columns if n not in apart]:
            self.differs(seq, "column", name, link.columns[name], stored.get(name))

    def _fold(self, seq: int, stored: Mapping[str, Any]) -> None:
        try:
            entry = entry_of(stored)
            self.first, self.last = self.first or entry, entry
            fields = (getattr(entry.event, name) for name in sealed_fields(type(entry.event)))
            self.words += [(seq, ref) for ref in fields if ref is not None]
            if isinstance(entry.event, MaterialKept):
                self.files.append((seq, entry.event))
            if self.state is not None:
                self.state = evolve(self.state, entry)
        # A body that somebody made up can be wrong in every way; naming the row is what matters.
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
            self.state = None
            self.find(seq, "unreadable", phrase(N_("its content is not an event that can follow")))


def printable(value: object) -> object:
    """Bytes that are no text, in a form that can be printed."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return "—" if value is None else value
