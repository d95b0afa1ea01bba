"""Entries as canonical bytes (RFC 8785), and back.

The bytes hold everything, the hash of the entry before included; the hash of an entry is the hash
of its bytes. The algorithm is named per row, so that another one can follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from incident.events import EVENTS
from incident.model import Mode
from incident.state import Entry
from incident.upcast import upcast
from runtime.canonical import canonical

ALGORITHM = "sha256"
HASHES: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {
        "sha256": lambda data: hashlib.sha256(data).hexdigest(),
        "sha3-256": lambda data: hashlib.sha3_256(data).hexdigest(),
    }
)
GENESIS = "0" * 64
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every entry of one incident shares."""

    incident: str
    jurisdiction: str
    mode: Mode


def encode(envelope: Envelope, entry: Entry, prev: str) -> bytes:
    """The canonical bytes of an entry that follows the one with hash ``prev``."""
    return _bytes(
        {
            "format": FORMAT,
            "incident": envelope.incident,
            "jurisdiction": envelope.jurisdiction,
            "mode": envelope.mode,
            "seq": entry.seq,
            "prev": prev,
            "type": entry.event.wire(),
            "schema": entry.event.schema_version,
            "data": entry.event.model_dump(mode="json"),
            "actor": entry.actor,
            "on_behalf_of": entry.on_behalf_of,
            "order": entry.order,
            "override": entry.override,
            "happened_at": instant(entry.happened_at),
            "received_at": instant(entry.received_at),
            "recorded_at": instant(entry.recorded_at),
            "doubtful_time": entry.doubtful_time,
            "cause": entry.cause,
        }
    )


def _bytes(fields: Mapping[str, Any]) -> bytes:
    """What ``canonical`` gives, faster: entries hold no floats (a test sees to it), and where no
    character lies beyond the first plane, the standard library's order of keys is the same."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not text.isascii() and max(text) > "\uffff":
        return canonical(fields)
    return text.encode("utf-8")


def digest(body: bytes, algorithm: str = ALGORITHM) -> str:
    """Hash of an entry's bytes, as hexadecimal digits."""
    return HASHES[algorithm](body)


def decode(body: str | bytes) -> Entry:
    """The entry in its present shape; older shapes go through their upcasters."""
    return entry_of(json.loads(body))


def entry_of(stored: Mapping[str, Any]) -> Entry:
    """An entry from its stored fields."""
    data = upcast(stored["type"], stored["schema"], stored["data"])
    return Entry(
        seq=stored["seq"],
        event=EVENTS[stored["type"]].model_validate(data, strict=False),
        actor=stored["actor"],
        on_behalf_of=stored["on_behalf_of"],
        order=stored["order"],
        override=stored["override"],
        happened_at=datetime.fromisoformat(stored["happened_at"]),
        received_at=datetime.fromisoformat(stored["received_at"]),
        recorded_at=datetime.fromisoformat(stored["recorded_at"]),
        doubtful_time=stored["doubtful_time"],
        cause=stored["cause"],
    )


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: one way to write a moment."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
