"""The only door: everything that changes an incident goes through ``Desk.put``.

One transaction per command: lock, load, decide, append, consequences, next due time. Who acts is
read from the registry at that moment. A command that arrives twice (a phone that sends again)
changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.anchors import AnchorFile
from incident.codec import GENESIS, Envelope
from incident.commands import AdoptPlan, Command, ReportIncident
from incident.decide import Actor, Case, decide
from incident.evolve import evolve
from incident.log import Head, append, cause_of, read
from incident.named import confirm
from incident.plans import PlanShelf
from incident.ports import NO_DELIVERIES, Commit, Consequence, Deliveries
from incident.receipt import Receipt, entries_of
from incident.row import add_row, clock_of, read_row, settle_row
from incident.sealing import seal
from incident.sent import done_before, keep
from incident.state import Incident
from incident.states import NextDue, States
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.hints import EVERYTHING
from runtime.ids import Ids
from runtime.killpoints import hit
from runtime.vault import Vault


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
        deliveries: Deliveries = NO_DELIVERIES,
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
        self._deliveries = deliveries
        self.anchors = anchors
        self._incident_clock = incident_clock or partial(clock_of, clock)
        self._states = States()
        self._due = NextDue()

    def open(
        self,
        command: ReportIncident,
        person: str,
        jurisdiction: str,
        *,
        plan: str | None = None,
        command_id: str | None = None,
        sent: ReportIncident | None = None,
        clock: Mapping[str, Any] | None = None,
        player: str | None = None,
    ) -> Receipt:
        """A report comes in: a new incident under the plan in force (or the one given).

        ``sent`` as in ``put``. ``clock`` and ``player`` are for exercises: how their time passes,
        and who drives it.
        """
        incident = self._ids.new("inc")
        playbook = self.plans.get(plan) if plan else self.plans.current(jurisdiction)
        with self.database.write(pipelined=True) as connection:
            if command_id is not None:
                self.database.lock(connection, f"command:{command_id}")
                earlier = done_before(self.vault, connection, command_id, sent)
                if earlier is not None:
                    return self._again(connection, earlier, command_id)
            now = self._incident_clock(clock, self._clock.now()).now()
            envelope = Envelope(incident, jurisdiction, command.mode)
            add_row(connection, envelope, command, playbook.digest, now, clock, player)
            self.plans.keep(connection, playbook, self._clock.now())
            receipt, head = self._apply(
                connection,
                envelope,
                Head(0, GENESIS),
                Incident(id=incident, plan=playbook.digest),
                command,
                self._actor(connection, person, envelope, command.dam, command.township),
                now,
                command_id or self._ids.new("cmd"),
                sent,
            )
            hit("before_commit")
        self._settled(receipt, head)
        return receipt

    def put(
        self,
        incident: str,
        command: Command,
        person: str,
        *,
        command_id: str | None = None,
        sent: Command | None = None,
    ) -> Receipt:
        """One command on one incident. Raises ``Refused``; then nothing was changed.

        ``sent`` is given where the sender chose the key that ``command_id`` was made of: the
        command as it was sent. Something else under the same key is refused (``duplicate``).
        """
        cause = command_id or self._ids.new("cmd")
        with self.database.write(pipelined=True) as connection:
            self.database.lock(connection, incident)
            row = read_row(connection, incident)
            if command_id is not None and done_before(
                self.vault, connection, command_id, sent, incident
            ):
                return self._again(connection, incident, command_id)
            head = Head(row.seq, row.hash)
            state = self._states.at(connection, incident, head)
            envelope = Envelope(incident, row.jurisdiction, row.mode)
            where = state.opened.dam, state.opened.township
            receipt, head = self._apply(
                connection,
                envelope,
                head,
                state,
                command,
                self._actor(connection, person, envelope, *where),
                self._incident_clock(row.clock, row.changed_at).now(),
                cause,
                sent,
            )
            hit("before_commit")
        self._settled(receipt, head)
        return receipt

    def state(self, incident: str) -> Incident:
        """The incident as it is now."""
        with self.database.read() as connection:
            return self.state_in(connection, incident)

    def state_in(self, connection: Connection, incident: str) -> Incident:
        """The incident as it is now, for whoever reads already: a read within a read would wait
        for a second connection while it holds the first."""
        row = read_row(connection, incident)
        return self._states.at(connection, incident, Head(row.seq, row.hash))

    def clock(self, incident: str) -> Clock:
        """The incident's own clock."""
        with self.database.read() as connection:
            return self.clock_in(connection, incident)

    def clock_in(self, connection: Connection, incident: str) -> Clock:
        """The incident's own clock, for whoever reads already, as with ``state_in``."""
        row = read_row(connection, incident)
        return self._incident_clock(row.clock, row.changed_at)

    # -- inside the transaction --------------------------------------------------------------

    def _again(self, connection: Connection, incident: str, command: str) -> Receipt:
        """What a command led to that had arrived before."""
        state = self.state_in(connection, incident)
        seqs = cause_of(connection, incident, command)
        entries = tuple(e for e in read(connection, incident) if e.seq in seqs)
        return Receipt(incident, command, entries, state, repeated=True)

    def _actor(
        self,
        connection: Connection,
        person: str,
        envelope: Envelope,
        dam: str | None,
        township: str | None,
    ) -> Actor:
        return actor_of(connection, person, envelope, self._clock.now(), dam, township)

    def _apply(
        self,
        connection: Connection,
        envelope: Envelope,
        head: Head,
        state: Incident,
        command: Command,
        actor: Actor,
        now: datetime,
        cause: str,
        sent: Command | None,
    ) -> tuple[Receipt, Head]:
        playbook = self.plans.get(state.plan)
        sealed = seal(self.vault, connection, envelope.incident, command, cause)
        adopting = self.plans.get(command.plan) if isinstance(command, AdoptPlan) else None
        named = confirm(
            connection, envelope, state, command, actor, self.plans.get, self.directory,
            self._deliveries, self._clock.now(),
        )  # fmt: skip
        case = Case(state, playbook, now, actor, envelope.jurisdiction, adopting, named)
        entries = entries_of(decide(case, sealed), head.seq, actor, now, cause)
        if sent is not None:
            bare = sealed if sent is command else None
            keep(self.vault, connection, envelope, cause, sent, bare)
        if not entries:
            return Receipt(envelope.incident, cause, (), state), head
        after = state
        for entry in entries:
            after = evolve(after, entry)
        new_head = append(connection, envelope, head, entries)
        if after.plan != state.plan:
            playbook = self.plans.get(after.plan)
        settle_row(connection, new_head, after, now, self._due.after(state, after, playbook))
        county, mode = envelope.jurisdiction, envelope.mode
        commit = Commit(envelope.incident, county, mode, state, after, entries, playbook, now)
        for consequence in self._consequences:
            consequence(connection, commit)
        self.database.hint(connection, f"incident:{envelope.incident}")
        return Receipt(envelope.incident, cause, entries, after), new_head

    def _settled(self, receipt: Receipt, head: Head) -> None:
        hit("after_commit")
        self._states.keep(receipt.incident, head, receipt.state)
        if self.anchors is None or not receipt.entries:
            return
        if self.anchors.keep(receipt.incident, head.seq, head.hash, self._clock.now()):
            self.database.hints.fire(EVERYTHING)  # every open page says it, or no longer does
