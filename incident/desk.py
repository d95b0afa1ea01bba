"""The only door: everything that changes an incident goes through ``Desk.put``.

One transaction per command: lock, load, decide, append, consequences, next due time. Who acts is
read from the registry at that moment. A command that arrives twice (a phone that sends again)
changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, text, update
from sqlmodel import col

from incident.anchors import AnchorFile
from incident.codec import GENESIS, Envelope
from incident.commands import AdoptPlan, Command, ReportIncident
from incident.decide import Actor, Case, Decided, decide
from incident.duties import next_due
from incident.evolve import evolve, fold
from incident.log import Head, append, cause_of, incident_of, read
from incident.model import sealed_fields
from incident.plans import PlanShelf
from incident.ports import Commit, Consequence
from incident.state import Entry, Incident
from incident.tables import DueRow, IncidentRow
from registry.directory import Directory
from registry.tables import HoldingRow, PersonRow
from runtime.clock import Clock, ManualClock, ScaledClock
from runtime.columns import Instant
from runtime.database import Database
from runtime.ids import Ids
from runtime.killpoints import hit
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.vault import Vault

ENGINE = "engine"
"""Actor of commands that the program itself gives: alert results and clocks that ran out."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command led to. ``state`` is the incident right after it."""

    incident: str
    command: str
    entries: tuple[Entry, ...]
    state: Incident
    repeated: bool = False
    """True where the same command had arrived before; then nothing was changed."""


class Desk:
    """Takes commands. Safe to use from any thread."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        directory: Directory,
        plans: PlanShelf,
        clock: Clock,
        ids: Ids,
        *,
        consequences: Sequence[Consequence] = (),
        anchors: AnchorFile | None = None,
        incident_clock: Callable[[Any, datetime], Clock] | None = None,
    ) -> None:
        """``incident_clock`` gives an incident's clock from its row's ``clock`` and ``changed_at``;
        the default reads anchor and rate from it. A player brings its own."""
        self.database = database
        self.vault = vault
        self.directory = directory
        self.plans = plans
        self._clock = clock
        self._ids = ids
        self._consequences = tuple(consequences)
        self._anchors = anchors
        self._incident_clock = incident_clock or self._clock_of
        self._states: dict[str, tuple[Head, Incident]] = {}

    def open(
        self,
        command: ReportIncident,
        person: str,
        jurisdiction: str,
        *,
        plan: str | None = None,
        command_id: str | None = None,
        clock: Mapping[str, Any] | None = None,
        player: str | None = None,
    ) -> Receipt:
        """A report comes in: a new incident under the plan in force (or the one given).

        ``clock`` and ``player`` are for exercises: how their time passes, and who drives it.
        """
        incident = self._ids.new("inc")
        playbook = self.plans.get(plan) if plan else self.plans.current(jurisdiction)
        with self.database.write() as connection:
            if command_id is not None:
                self.database.lock(connection, f"command:{command_id}")
                if (earlier := incident_of(connection, command_id)) is not None:
                    return self._again(connection, earlier, command_id)
            now = self._incident_clock(clock, self._clock.now()).now()
            connection.execute(
                insert(IncidentRow),
                {
                    "id": incident,
                    "jurisdiction": jurisdiction,
                    "mode": command.mode,
                    "title": "",
                    "plan": playbook.digest,
                    "stage": "none",
                    "level": None,
                    "seq": 0,
                    "hash": GENESIS,
                    "clock": clock,
                    "player": player,
                    "opened_at": now,
                    "changed_at": now,
                },
            )
            self.plans.keep(connection, playbook, self._clock.now())
            actor = self._actor(connection, person, command.mode)
            receipt, head = self._apply(
                connection,
                Envelope(incident, jurisdiction, command.mode),
                Head(0, GENESIS),
                Incident(id=incident, plan=playbook.digest),
                None,
                command,
                actor,
                now,
                command_id or self._ids.new("cmd"),
            )
            hit("before_commit")
        self._settled(receipt, head)
        return receipt

    def put(
        self, incident: str, command: Command, person: str, *, command_id: str | None = None
    ) -> Receipt:
        """One command on one incident. Raises ``Refused``; then nothing was changed."""
        cause = command_id or self._ids.new("cmd")
        with self.database.write() as connection:
            self.database.lock(connection, incident)
            row = self._row(connection, incident)
            head, state = self._load(connection, row)
            if command_id is not None:
                earlier = incident_of(connection, command_id)
                if earlier == incident:
                    return self._again(connection, incident, command_id)
                if earlier is not None:
                    raise Refused(
                        "duplicate",
                        field="command_id",
                        value=command_id,
                        allowed=phrase(N_("an identifier that no other incident has used")),
                    )
            now = self._incident_clock(row.clock, row.changed_at).now()
            actor = self._actor(connection, person, row.mode)
            envelope = Envelope(incident, row.jurisdiction, row.mode)
            receipt, head = self._apply(
                connection, envelope, head, state, row.due_at, command, actor, now, cause
            )
            hit("before_commit")
        self._settled(receipt, head)
        return receipt

    def state(self, incident: str) -> Incident:
        """The incident as it is now."""
        with self.database.read() as connection:
            return self._load(connection, self._row(connection, incident))[1]

    def clock(self, incident: str) -> Clock:
        """The incident's own clock."""
        with self.database.read() as connection:
            row = self._row(connection, incident)
            return self._incident_clock(row.clock, row.changed_at)

    # -- inside the transaction --------------------------------------------------------------

    def _again(self, connection: Connection, incident: str, command: str) -> Receipt:
        """What a command led to that had arrived before."""
        state = self._load(connection, self._row(connection, incident))[1]
        seqs = cause_of(connection, incident, command)
        entries = tuple(e for e in read(connection, incident) if e.seq in seqs)
        return Receipt(incident, command, entries, state, repeated=True)

    def _apply(
        self,
        connection: Connection,
        envelope: Envelope,
        head: Head,
        state: Incident,
        due: datetime | None,
        command: Command,
        actor: Actor,
        now: datetime,
        cause: str,
    ) -> tuple[Receipt, Head]:
        playbook = self.plans.get(state.plan)
        sealed = self._seal(connection, envelope.incident, command, cause)
        adopting = self.plans.get(command.plan) if isinstance(command, AdoptPlan) else None
        case = Case(state, playbook, now, actor, envelope.jurisdiction, adopting)
        decided = decide(case, sealed)
        entries = _entries(decided, head.seq, actor, now, cause)
        if not entries:
            return Receipt(envelope.incident, cause, (), state), head
        after = state
        for entry in entries:
            after = evolve(after, entry)
        new_head = append(connection, envelope, head, entries)
        if after.plan != state.plan:
            playbook = self.plans.get(after.plan)
        self._settle_row(connection, envelope, new_head, after, now)
        if moves_clocks(state, after) and (upcoming := next_due(after, playbook)) != due:
            self._settle_due(connection, envelope, upcoming)
        commit = Commit(
            envelope.incident,
            envelope.jurisdiction,
            envelope.mode,
            state,
            after,
            entries,
            playbook,
            now,
        )
        for consequence in self._consequences:
            consequence(connection, commit)
        self.database.hint(connection, f"incident:{envelope.incident}")
        return Receipt(envelope.incident, cause, entries, after), new_head

    def _seal(self, connection: Connection, incident: str, command: Command, cause: str) -> Command:
        """Move people's words into the vault; what is decided holds references only."""
        changes: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name in sealed_fields(type(command)):
            if (text := getattr(command, name)) is not None:
                texts[f"{cause}.{name}"] = text
                changes[name] = f"{cause}.{name}"
        if command.override is not None:
            texts[f"{cause}.override"] = command.override.reason
            changes["override"] = command.override.model_copy(
                update={"reason": f"{cause}.override"}
            )
        if not texts:
            return command
        self.vault.seal_many(connection, f"case:{incident}", texts)
        return command.model_copy(update=changes)

    def _actor(self, connection: Connection, person: str, mode: str) -> Actor:
        if person == ENGINE:
            return Actor(ENGINE, engine=True)
        rows = _WHO.run(connection, {"person": person, "at": self._clock.now()})
        theirs = rows[0].mode if rows else None
        if theirs != mode:
            raise Refused(
                "mode_mixed" if theirs else "unknown_person",
                field="actor",
                value=person,
                allowed=phrase(N_("a person of the registry in mode {mode}"), mode=mode),
            )
        return Actor(person, frozenset(row.post for row in rows if row.post is not None))

    def _row(self, connection: Connection, incident: str) -> Any:
        rows = _ROW.run(connection, {"id": incident})
        if not rows:
            raise Refused(
                "unknown_incident",
                field="incident",
                value=incident,
                allowed=phrase(N_("an incident of the list")),
            )
        return rows[0]

    def _load(self, connection: Connection, row: Any) -> tuple[Head, Incident]:
        """The state at the head of the log; kept in memory and caught up, never trusted blindly:
        the head in this very transaction decides whether it still holds."""
        head = Head(row.seq, row.hash)
        known = self._states.get(row.id)
        if known is not None and known[0] == head:
            return known
        if known is not None and known[0].seq < head.seq:
            state = known[1]
            for entry in read(connection, row.id, after=state.seq):
                state = evolve(state, entry)
        else:
            state = fold(row.id, read(connection, row.id))
        self._states[row.id] = (head, state)
        return head, state

    def _settle_row(
        self, connection: Connection, envelope: Envelope, head: Head, after: Incident, now: datetime
    ) -> None:
        _SETTLE.run(
            connection,
            {
                "the": envelope.incident,
                "title": after.opened.title,
                "stage": after.stage,
                "level": after.level,
                "seq": head.seq,
                "hash": head.hash,
                "plan": after.plan,
                "changed_at": now,
            },
        )

    def _settle_due(self, connection: Connection, envelope: Envelope, due: datetime | None) -> None:
        if due is None:
            _DUE_GONE.run(connection, {"the": envelope.incident})
        else:
            _DUE_SET.run(
                connection, {"incident": envelope.incident, "mode": envelope.mode, "due_at": due}
            )

    # -- after the commit --------------------------------------------------------------------

    def _settled(self, receipt: Receipt, head: Head) -> None:
        hit("after_commit")
        self._states[receipt.incident] = (head, receipt.state)
        if self._anchors is not None and receipt.entries:
            self._anchors.write(receipt.incident, head.seq, head.hash, self._clock.now())

    def _clock_of(self, given: Mapping[str, Any] | None, changed_at: datetime) -> Clock:
        if given is None:
            return self._clock
        if given.get("stands"):
            return ManualClock(changed_at)
        return ScaledClock(
            self._clock,
            datetime.fromisoformat(given["anchor_real"]),
            datetime.fromisoformat(given["anchor_incident"]),
            given["rate"],
        )


TIMELESS = frozenset(
    {"seq", "claims", "answers", "unreached", "movements", "told", "corrections", "decisions"}
)
"""Fields of an incident that no clock is read from; a field not named here is taken to be one."""


def moves_clocks(before: Incident, after: Incident) -> bool:
    """Whether the next due time can be another: to work it out costs more than to decide."""
    return any(
        getattr(before, f.name) is not getattr(after, f.name)
        for f in fields(Incident)
        if f.name not in TIMELESS
    )


def _entries(
    decided: Decided, seq: int, actor: Actor, now: datetime, cause: str
) -> tuple[Entry, ...]:
    right = decided.warrant
    return tuple(
        Entry(
            seq=seq + n,
            event=event,
            actor=actor.person,
            on_behalf_of=right.post if right.kind == "spoken" else None,
            order=right.order,
            override=right.override,
            happened_at=decided.happened_at,
            received_at=now,
            recorded_at=now,
            doubtful_time=decided.doubtful_time,
            cause=cause,
        )
        for n, event in enumerate(decided.events, start=1)
    )


_TABLE = IncidentRow.__table__  # type: ignore[attr-defined]
_ROW = Prepared(
    select(*_TABLE.c, col(DueRow.due_at))
    .outerjoin_from(_TABLE, DueRow, col(DueRow.incident) == _TABLE.c.id)
    .where(_TABLE.c.id == bindparam("id"))
)
_WHO = Prepared(
    select(col(PersonRow.mode), col(HoldingRow.post))
    .outerjoin_from(
        PersonRow,
        HoldingRow,
        (col(HoldingRow.person_id) == col(PersonRow.id))
        & (col(HoldingRow.since) <= bindparam("at"))
        & or_(col(HoldingRow.until).is_(None), col(HoldingRow.until) > bindparam("at")),
    )
    .where(col(PersonRow.id) == bindparam("person"))
)
_SETTLED = ("title", "stage", "level", "seq", "hash", "plan", "changed_at")
_SETTLE = Prepared(
    update(IncidentRow)
    .where(col(IncidentRow.id) == bindparam("the"))
    .values({name: bindparam(name) for name in _SETTLED})
)
_DUE_GONE = Prepared(delete(DueRow).where(col(DueRow.incident) == bindparam("the")))
_DUE_SET = Prepared(
    text(
        "INSERT INTO due (incident, mode, due_at) VALUES (:incident, :mode, :due_at) "
        "ON CONFLICT (incident) DO UPDATE SET due_at = excluded.due_at"
    ).bindparams(bindparam("due_at", type_=Instant))
)
