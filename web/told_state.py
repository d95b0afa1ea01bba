"""An incident as JSON, with the eyes of an audience: what the board does not show, the API does not
tell either (``web.rights``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from incident.decisions import open_decisions
from incident.duties import duties
from incident.figures import figures
from incident.state import Entry, Incident
from playbooks.lookup import Playbook
from web.board.audience import Audience
from web.board.loglines import readable

RIVAL = frozenset(
    {
        "claims", "assessment", "lowering", "proposals", "declined", "decisions", "conditions",
        "orders", "overrides", "questions",
    }
)  # fmt: skip
"""Fields of an incident that hold rival figures, or people's words about them."""

PERSONAL = frozenset({"answers", "presence", "unreached", "withdrawn", "corrections", "overdue"})
"""Fields that tell who did what when: they are for those who may read the log."""

_ANSWERING = ("instruction", "inquiry", "signature", "second")
"""Clocks of what is written in the fields of ``RIVAL``."""


def state_told(state: Incident, playbook: Playbook, audience: Audience) -> dict[str, Any]:
    """The state, and what follows from it. A field that the audience may not read is left out."""
    told = plain(state)
    hidden = set() if audience.reads_log else set(PERSONAL)
    clocks = duties(state, playbook)
    if not audience.assessed:
        hidden |= RIVAL
        told["approved"] = [_leaving(a) for a in told["approved"]]
        clocks = tuple(c for c in clocks if c.sort not in _ANSWERING)
    else:
        told["figures"] = {m: plain(f) for m, f in figures(state).items()}
    unsaid = frozenset() if audience.assessed else frozenset({"grounds", "declined"})
    told["open_decisions"] = [
        {name: value for name, value in plain(decision).items() if name not in unsaid}
        for decision in open_decisions(state, playbook)
    ]
    told["duties"] = [plain(c) for c in clocks]
    return {name: value for name, value in told.items() if name not in hidden}


def _leaving(approved: dict[str, Any]) -> dict[str, Any]:
    """An approved paper without how it compares with the assessed figures; that more is being
    checked is said to everybody."""
    told = {k: v for k, v in approved.items() if k not in ("below_assessed", "checking")}
    return {**told, "further_checked": bool(approved["below_assessed"])}


def entries_told(entries: Iterable[Entry], audience: Audience) -> list[dict[str, Any]]:
    """Those entries of a log that the audience may read; none where it may not read the log."""
    if not audience.reads_log:
        return []
    return [_entry(e) for e in readable(entries, assessed=audience.assessed)]


def _entry(entry: Entry) -> dict[str, Any]:
    """Free text appears as its reference; it stays in the vault."""
    return {
        "seq": entry.seq,
        "type": entry.event.wire(),
        "event": entry.event.model_dump(mode="json"),
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
