"""An incident as JSON, with the eyes of an audience: what the board does not show, the API does not
tell either (``web.rights``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from incident.decisions import open_decisions
from incident.duties import duties
from incident.events import FiguresApproved, OtherResponseTold
from incident.figures import figures
from incident.state import Entry, Incident
from playbooks.lookup import Playbook
from web.board.audience import Audience
from web.classified import STATE_ASSESSED, STATE_EVERYBODY, STATE_LOG, TOLD
from web.others import government

_ANSWERING = ("instruction", "inquiry", "signature", "second")
"""Clocks of what is written in the fields for those who see assessed figures."""

_OF_TASKS = ("task",)
"""Clocks that hang on the wall."""


def state_told(state: Incident, playbook: Playbook, audience: Audience) -> dict[str, Any]:
    """The state, and what follows from it. A field that the audience may not read is left out."""
    clocks = duties(state, playbook)
    shown = STATE_EVERYBODY
    if audience.reads_log:
        shown |= STATE_LOG
    else:
        clocks = tuple(c for c in clocks if c.sort in _OF_TASKS)
    if audience.assessed:
        shown |= STATE_ASSESSED
    else:
        clocks = tuple(c for c in clocks if c.sort not in _ANSWERING)
    told = {name: plain(getattr(state, name)) for name in state.__slots__ if name in shown}
    if audience.assessed:
        told["figures"] = {m: plain(f) for m, f in figures(state).items()}
    else:
        told["approved"] = [_leaving(a) for a in told["approved"]]
        told["others"] = [_other(o) for o in told["others"]]
        told["opening"] = _opened(told["opening"])
    if audience.reads_log:
        unsaid = frozenset() if audience.assessed else frozenset({"grounds", "declined"})
        told["open_decisions"] = [
            {name: value for name, value in plain(decision).items() if name not in unsaid}
            for decision in open_decisions(state, playbook)
        ]
    told["duties"] = [plain(c) for c in clocks]
    return told


def _leaving(approved: dict[str, Any]) -> dict[str, Any]:
    """An approved paper without how it compares with the assessed figures; that more is being
    checked is said to everybody."""
    told = {k: v for k, v in approved.items() if k not in ("below_assessed", "checking")}
    return {**told, "further_checked": bool(approved["below_assessed"])}


def _other(told: dict[str, Any]) -> dict[str, Any]:
    """Another government's response without what was typed about it."""
    kept = {name: value for name, value in told.items() if name != "scale"}
    return {**kept, "government": government(told["government"])}


def _opened(opening: dict[str, Any]) -> dict[str, Any]:
    """The first report without the number that the police gave it."""
    return {name: value for name, value in opening.items() if name != "police_number"}


def entries_told(entries: Iterable[Entry], audience: Audience) -> list[dict[str, Any]]:
    """Those entries of a log that the audience may read, with the fields that it may read; none
    where it may not read the log."""
    if not audience.reads_log:
        return []
    if audience.assessed:
        return [_entry(e, e.event.model_dump(mode="json")) for e in entries]
    return [_entry(e, _fields(e)) for e in entries if e.event.wire() in TOLD]


def _fields(entry: Entry) -> dict[str, Any]:
    """What everybody who reads the log is told of an event."""
    wire = entry.event.wire()
    whole = entry.event.model_dump(mode="json")
    told = {name: whole[name] for name in TOLD[wire]}
    if isinstance(entry.event, OtherResponseTold):
        told["government"] = government(entry.event.government)
    if isinstance(entry.event, FiguresApproved):
        told["further_checked"] = bool(entry.event.below_assessed)
    return told


def _entry(entry: Entry, event: dict[str, Any]) -> dict[str, Any]:
    """Free text appears as its reference; ``web.texts.texts_told`` has the words."""
    return {
        "seq": entry.seq,
        "type": entry.event.wire(),
        "event": event,
        **{name: getattr(entry, name) for name in Entry.__slots__ if name not in ("seq", "event")},
    }


def plain(value: Any) -> Any:
    """Frozen data as JSON values; a key of several parts is joined by colons."""
    if hasattr(value, "__dataclass_fields__"):
        return {n: plain(getattr(value, n)) for n in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {_key(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _key(key: Any) -> str:
    return ":".join(map(str, key)) if isinstance(key, tuple) else str(key)
