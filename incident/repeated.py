"""What an incident's own row repeats of its log, for lists and for the clocks.

The log is the truth; but the scheduler wakes by this row. A due time taken out of it by hand would
silence the clocks without a trace in the log, so every column is compared or worked out anew.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from incident.chain import Chain
from incident.codec import instant
from incident.duties import next_due
from incident.stored import Stored, stored_plan
from playbooks.load import plan_from_json
from playbooks.lookup import Playbook
from runtime.language import N_, phrase


def compare_row(connection: Connection, chain: Chain, row: Stored | None) -> None:
    """Add what differs between the row and the fold of ``chain`` to its findings."""
    if row is None:
        chain.find(None, "head", phrase(N_("the incident itself is missing")))
        return
    seq = row["seq"]
    if isinstance(seq, int) and seq > chain.seq:
        text = phrase(N_("the log ends here; the incident has entry {seq}"), seq=seq)
        chain.find(chain.seq, "cut_off", text)
        return
    if (seq, row["hash"]) != (chain.seq, chain.hash):
        text = phrase(N_("the incident ends at entry {seq}, not where its log does"), seq=seq)
        chain.find(None, "head", text)
    if chain.first is None or chain.last is None or chain.state is None or seq != chain.seq:
        return
    state = chain.state
    wanted: dict[str, object] = {
        "title": state.opened.title,
        "stage": state.stage,
        "level": state.level,
        "plan": state.plan,
        "opened_at": _written(chain.first.recorded_at),
        "changed_at": _written(chain.last.recorded_at),
    }
    if row["mode"] == "real":
        # Real incidents go by the machine's clock, and nobody drives their alerts.
        wanted |= {"clock": None, "player": None}
    for name, value in wanted.items():
        chain.differs(None, "head", name, row[name], value)
    playbook = _playbook(connection, chain, state.plan)
    if playbook is not None:
        due = _written(next_due(state, playbook))
        chain.differs(None, "head", "due_at", row["due_at"], due)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _playbook(connection: Connection, chain: Chain, digest: str) -> Playbook | None:
    """The plan by which the incident runs, if it is still what its digest says."""
    raw = stored_plan(connection, digest)
    if raw is None:
        chain.find(None, "plan", phrase(N_("its plan {digest} is missing"), digest=digest))
        return None
    if hashlib.sha256(raw).hexdigest() != digest:
        text = phrase(N_("the content of its plan {digest} was changed"), digest=digest)
        chain.find(None, "plan", text)
        return None
    return _parsed(raw)


@lru_cache(maxsize=4)
def _parsed(body: bytes) -> Playbook:
    return Playbook.of(plan_from_json(body))
